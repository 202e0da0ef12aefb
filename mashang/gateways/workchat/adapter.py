"""Plugs the groups of work chats into the port of notices."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings

from mashang.gateways.outcomes import deliver
from mashang.gateways.posting import BadAddress, check_address
from mashang.gateways.workchat import client
from mashang.notices import ports


class ChatChannel:
    """Posts each message to the robot of its group. Writes to the hosts that the operator named, and to no other."""

    def __init__(self, hosts: Collection[str]) -> None:
        self.hosts = hosts

    def send(self, letter: ports.Letter) -> str:
        """Hand over to the robot; these give no reference."""
        if not self._may_write_to(letter.to):
            raise ports.NeverDeliverable("host_not_allowed")
        body = client.compose(line=letter.subject, url=letter.body)
        said = deliver(client.signed(letter.to, letter.signing_secret), body, {}, one_of_many=True)
        code = said.get("errcode", said.get("code"))
        if code == client.TAKEN:
            return ""
        if code in client.SIGNATURE:
            raise ports.TryLater("provider_signature")
        if code in client.TOO_MANY:
            raise ports.TryLater("provider_busy", after_seconds=60)
        if code in client.GONE:
            raise ports.NeverDeliverable("provider_group")
        if isinstance(code, int):
            raise ports.NeverDeliverable(f"provider_refused_{code}")
        raise ports.TryLater("provider_riddle")

    def close(self) -> None:
        return None

    def _may_write_to(self, url: str) -> bool:
        try:
            return check_address(url) in self.hosts
        except BadAddress:
            return False


def open_chat() -> ports.Channel | None:
    """The work chats of this deployment: hosts that may be written to, in a demo without any only shown, else none."""
    if settings.WORKCHAT_HOSTS:
        return ChatChannel(settings.WORKCHAT_HOSTS)
    return ports.OnlyShown() if settings.DEMO else None


def plug_in() -> None:
    """Register work chats with the port."""
    ports.register("workchat", open_chat)
