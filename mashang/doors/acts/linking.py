"""One-time links: made, opened without being used up, used by the act, recalled."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.doors.rules.links import hash_of
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _

LIFE = timedelta(hours=7 * 24)


def make_link(*, act: str, subject_kind: str, subject_id: int, department_id: int | None = None) -> str:
    """A new link for one act on one matter; earlier ones for the same stop working. Returns the token, kept nowhere."""
    recall_links(act=act, subject_kind=subject_kind, subject_id=subject_id)
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        token_hash=hash_of(token), act=act, subject_kind=subject_kind, subject_id=subject_id,
        department_id=department_id, expires_at=timezone.now() + LIFE,
    )  # fmt: skip
    return token


def recall_links(*, act: str, subject_kind: str, subject_id: int) -> int:
    """Make the links of a matter worthless; how many were still alive."""
    alive = OneTimeLink.objects.filter(
        act=act, subject_kind=subject_kind, subject_id=subject_id, used_at=None, revoked_at=None
    )
    return alive.update(revoked_at=timezone.now())


def use_link(*, act: str, token: str) -> OneTimeLink:
    """Use a link up, under a lock, inside the act's transaction. Refuses a dead one and says why."""
    link = OneTimeLink.objects.select_for_update().filter(token_hash=hash_of(token), act=act).first()
    if link is None:
        raise NotThere("no_such_link", _("This link leads nowhere. Perhaps a part of it was lost on the way."))
    if link.used_at is not None:
        raise Refused("link_used", _("This link was used already."))
    if link.revoked_at is not None:
        raise Refused("link_recalled", _("This link was recalled, or a newer one was sent."))
    if link.expires_at <= timezone.now():
        raise Refused("link_expired", _("The time of this link is over."))
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return link


def link_address(path: str) -> str:
    """The whole address under which a recipient reaches a path of ours."""
    return f"{settings.BASE_URL}{path}"
