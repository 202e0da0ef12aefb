"""Who asks without an account: as an actor of a proved number or of a one-time link, and masked for the office."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case
from mashang.cases.sealing import open_asker, phone_index
from mashang.doors.rules.links import hash_of
from mashang.kernel.actor import Actor
from mashang.kernel.sealing import Unreadable, mask_name, mask_phone

ASKER, LINK_ACT = "asker", "case.asker"
NOTHING: frozenset[int] = frozenset()


def actor_of_number(actor: Actor, number: str) -> Actor:
    """Whoever proved this number: may ask, and sees the cases of the number; nothing of an account signed in beside it."""
    return _asker(actor, phone=phone_index(number))


def actor_of_case(actor: Actor, case_id: int) -> Actor:
    """The holder of a one-time link: may do what whoever asked may do, on this one case."""
    return _asker(actor, case_id=case_id)


def _asker(actor: Actor, *, phone: bytes = b"", case_id: int | None = None) -> Actor:
    return Actor(
        user_id=None, name="", role=ASKER, permissions=frozenset({str(Permission.OWN_CASE_ASK)}), tower_ids=NOTHING,
        firm_ids=NOTHING, asker=phone, case_id=case_id, face=actor.face, locale=actor.locale, request_id=actor.request_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What stands behind a one-time link; a dead one says why (used, recalled, expired, unknown) and no more."""

    why: str
    case_id: int = 0

    @property
    def alive(self) -> bool:
        """May something still be done with it?"""
        return not self.why


def open_case_link(token: str) -> OpenedLink:
    """Look at a link of whoever asked. Opening does not use it up: scanners of messages open links too. One query."""
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=LINK_ACT).first()
    if link is None:
        return OpenedLink("unknown")
    why = (
        "used" if link.used_at else "recalled" if link.revoked_at else "expired" if link.expires_at <= timezone.now() else ""
    )  # fmt: skip
    return OpenedLink(why, link.subject_id)


def masked_asker(case: Case) -> tuple[str, str]:
    """Name and number of who asked without an account as the office's pages show them; empty without one."""
    if case.asker_sealed is None:
        return "", ""
    try:
        name, phone = open_asker(case.asker_sealed, case.ref)
    except Unreadable:
        return "", ""
    return mask_name(name), mask_phone(phone)
