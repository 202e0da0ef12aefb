"""The outbox as its administrator sees it: states and reasons, addresses masked, no contents but in a demo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise

from mashang.accounts.models import Membership
from mashang.accounts.reads.topmost import places_looked_after
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.notices import sealing
from mashang.notices.models import Notice
from mashang.notices.reads.rendering import Words, address_of, mask, words_for
from mashang.notices.topics import topic_words

# The channels over which something leaves the platform.
OUTSIDE = [one for one in Notice.Channel if one != Notice.Channel.APP]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many notices of a channel are in a state, for one reason."""

    channel: str
    state: str
    error: str
    n: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one notice."""

    state: str
    error: str


@dataclass(frozen=True, slots=True)
class Posted:
    """One row of the outbox. `text` is there only in a demo, where nothing leaves the machine."""

    id: int
    at: dt.datetime
    topic: str | Promise
    channel: str
    channel_words: str
    to: str
    state: str
    state_words: str
    attempts: int
    next_at: dt.datetime
    sent_at: dt.datetime | None
    error: str
    text: Words | None
    may_retry: bool


@dataclass(frozen=True, slots=True)
class Outbox:
    """A page of the outbox, newest first."""

    rows: Sequence[Posted]
    next_before: int | None


def tally() -> list[Tally]:
    """Counts by channel, state and reason; for the operator's command line and doctor."""
    rows = Notice.objects.values_list("channel", "state", "error").annotate(n=Count("pk")).order_by("channel", "state")
    return [Tally(*row) for row in rows]


def outcome_of(*, topic: str, key: str) -> Outcome:
    """What came of a notice to an address, for the trial message."""
    row = Notice.objects.filter(key__startswith=f"{topic}:{key}:").values_list("state", "error").first()
    return Outcome(*row) if row else Outcome("dead", "not_queued")


def notices_of_area(actor: Actor) -> QuerySet[Notice]:
    """Notices to people who hold or held a role in the actor's area, and those to an address sent from there.

    Where no administrator stands above, also those that belong to an area above, or to none: a new password
    asked for at the door, a person without any role.
    """
    if not actor.area_path:
        return Notice.objects.all()
    inside = Membership.objects.filter(user_id=OuterRef("recipient_id"), area__path__startswith=actor.area_path)
    mine = Exists(inside) | Q(recipient=None, area_path__startswith=actor.area_path)
    if above := places_looked_after(actor.area_path, Permission.NOTICES_READ):
        over = Membership.objects.filter(user_id=OuterRef("recipient_id"), area__path__in=above)
        placed = Membership.objects.filter(user_id=OuterRef("recipient_id"))
        mine |= Q(recipient=None, area_path__in=above)
        mine |= Q(Q(recipient__isnull=False), Exists(over) | ~Exists(placed))
    return Notice.objects.filter(mine)


def list_outbox(
    *, actor: Actor, state: str = "", channel: str = "", limit: int = 50, before: int | None = None
) -> Outbox:
    """Notices of the actor's area that leave the platform, over one channel or any, newest first. Refuses everyone without `notices.read`."""
    actor.require(Permission.NOTICES_READ)
    rows = notices_of_area(actor).filter(channel__in=[channel] if channel else OUTSIDE).select_related("recipient")
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    return Outbox([_posted(notice) for notice in found], found[-1].pk if more else None)


def _posted(notice: Notice) -> Posted:
    return Posted(
        id=notice.pk,
        at=notice.created_at,
        topic=topic_words(notice.topic),
        channel=notice.channel,
        channel_words=notice.get_channel_display(),
        to=_to(notice),
        state=notice.state,
        state_words=notice.get_state_display(),
        attempts=notice.attempts,
        next_at=notice.next_at,
        sent_at=notice.sent_at,
        error=notice.error,
        text=_text(notice) if settings.DEMO and notice.state in {"shown", "queued"} else None,
        may_retry=notice.state in {"dead", "failed"} and notice.error != "no_channel",
    )


def _to(notice: Notice) -> str:
    try:
        address = address_of(notice)
    except sealing.Unreadable:
        return "?"
    return address if settings.DEMO and notice.channel == Notice.Channel.MAIL else mask(address)


def _text(notice: Notice) -> Words | None:
    try:
        return words_for(notice)
    except Exception:
        return None
