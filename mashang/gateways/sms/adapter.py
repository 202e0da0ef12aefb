"""Plugs text messages into the port of notices."""

from __future__ import annotations

from django.conf import settings

from mashang.gateways.outcomes import deliver
from mashang.gateways.sms import client
from mashang.notices import ports


class SmsChannel:
    """Hands each message to the provider in a request of its own; no connection stays open."""

    def __init__(self, provider: client.Provider) -> None:
        self.provider = provider

    def send(self, letter: ports.Letter) -> str:
        """Hand over; the provider's reference. The text is the letter's line, and where to look."""
        text = " ".join(part for part in (letter.subject, letter.body) if part)
        body = client.compose(self.provider, to=letter.to, text=text, message_id=letter.message_id)
        said = deliver(self.provider.url, body, client.headers(self.provider, body))
        code = said.get("code")
        if code == client.TAKEN:
            return str(said.get("ref", ""))
        if code == client.SIGNATURE:
            raise ports.TryLater("provider_signature", whole_channel=True)
        if code == client.TOO_MANY:
            raise ports.TryLater("provider_busy", whole_channel=True, after_seconds=60)
        if code == client.NUMBER:
            raise ports.NeverDeliverable("provider_number")
        if isinstance(code, int):
            raise ports.NeverDeliverable(f"provider_refused_{code}")
        raise ports.TryLater("provider_riddle")

    def close(self) -> None:
        return None


def open_sms() -> ports.Channel | None:
    """The text messages of this deployment: a provider, in a demo without one only shown, else none."""
    if settings.SMS_URL:
        return SmsChannel(
            client.Provider(settings.SMS_URL, settings.SMS_KEY, settings.SMS_SECRET, settings.SMS_SIGN)
        )  # fmt: skip
    return ports.OnlyShown() if settings.DEMO else None


def plug_in() -> None:
    """Register text messages with the port."""
    ports.register("sms", open_sms)
