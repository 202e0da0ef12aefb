"""The auditor's questions to the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from mashang.accounts.models import User
from mashang.accounts.reads.topmost import places_looked_after
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.trail.models import Entry, View
from mashang.trail.reads.history import History, Line, lines_of, names_of, subjects_of
from mashang.trail.words import ACT_WORDS, CODE_NAMERS, Text, field_words, subject_words, value_words

SHANGHAI = ZoneInfo("Asia/Shanghai")
Row = TypeVar("Row", Entry, View)


@dataclass(frozen=True, slots=True)
class Filters:
    """What to look for; an empty field asks for nothing. Days are Shanghai's, both included."""

    person: str = ""
    act: str = ""
    subject_kind: str = ""
    subject_id: int | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """One view of sensitive fields in words."""

    id: int
    at: dt.datetime
    name: Text
    role: str
    page: str
    subject_kind: str
    subject_words: Text
    subject_id: int
    subject_name: str
    fields: Sequence[Text]
    purpose: str


@dataclass(frozen=True, slots=True)
class Sightings:
    """A page of views, newest first."""

    lines: Sequence[Seen]
    next_before: int | None


def find_entries(*, actor: Actor, filters: Filters, limit: int = 50, before: int | None = None) -> History:
    """Entries of the actor's area that fit, newest first, for the auditor. Refuses other roles.

    Where no auditor stands above, also those of the areas above and those without any place.
    """
    found, more = _page(_entries(actor, filters), limit, before)
    return History(lines=_told(found, actor), next_before=found[-1].pk if more else None)


def each_view(*, actor: Actor, filters: Filters, most: int = 100_000) -> Iterator[Seen]:
    """Every view that fits, newest first, for an export; read in pieces, at most `most`."""
    before, given = None, 0
    while given < most:
        page = find_views(actor=actor, filters=filters, limit=min(1_000, most - given), before=before)
        yield from page.lines
        given += len(page.lines)
        before = page.next_before
        if before is None:
            return


def find_views(*, actor: Actor, filters: Filters, limit: int = 50, before: int | None = None) -> Sightings:
    """Who saw which sensitive fields, newest first, for the auditor. Refuses other roles."""
    actor.require(Permission.TRAIL_READ)
    found, more = _page(_narrowed(View.objects.all(), actor, filters), limit, before)
    names = names_of({v.actor_id for v in found if v.actor_id}, actor=actor)
    subjects = subjects_of(found, actor=actor)
    facts = CODE_NAMERS["key"](actor, {name for v in found for name in v.fields}) if "key" in CODE_NAMERS else {}
    lines = [
        Seen(
            id=v.pk,
            at=v.at,
            name=names.get(v.actor_id or 0, ""),
            role=v.role,
            subject_kind=v.subject_kind,
            page=str(value_words("page", v.page)),
            subject_words=subject_words(v.subject_kind),
            subject_id=v.subject_id,
            subject_name=subjects.get((v.subject_kind, v.subject_id), ""),
            fields=[facts.get(name) or field_words(name) for name in v.fields],
            purpose=v.purpose,
        )
        for v in found
    ]
    return Sightings(lines=lines, next_before=found[-1].pk if more else None)


def each_entry(*, actor: Actor, filters: Filters, most: int = 100_000) -> Iterator[Line]:
    """Every entry that fits, newest first, for an export; read in pieces, at most `most`."""
    before, given = None, 0
    while given < most:
        page = find_entries(actor=actor, filters=filters, limit=min(1_000, most - given), before=before)
        yield from page.lines
        given += len(page.lines)
        before = page.next_before
        if before is None:
            return


def list_acts() -> list[tuple[str, Text]]:
    """Every known act code with its words, sorted by code."""
    return sorted(ACT_WORDS.items())


def _told(entries: list[Entry], actor: Actor) -> list[Line]:
    return lines_of(entries, actor=actor, subjects=subjects_of(entries, actor=actor))


def _entries(actor: Actor, filters: Filters) -> QuerySet[Entry]:
    actor.require(Permission.TRAIL_READ)
    rows = _narrowed(Entry.objects.all(), actor, filters)
    return rows.filter(act=filters.act) if filters.act else rows


def _narrowed(rows: QuerySet[Row], actor: Actor, filters: Filters) -> QuerySet[Row]:
    if actor.area_path:
        within = Q(area_path__gte=actor.area_path, area_path__lt=actor.area_path + "~")
        rows = rows.filter(within | Q(area_path__in=places_looked_after(actor.area_path, Permission.TRAIL_READ)))
    if filters.person:
        wanted = User.objects.filter(Q(login__iexact=filters.person) | Q(name__icontains=filters.person))
        rows = rows.filter(actor__in=wanted)
    if filters.subject_kind:
        rows = rows.filter(subject_kind=filters.subject_kind)
    if filters.subject_id is not None:
        rows = rows.filter(subject_id=filters.subject_id)
    if filters.from_on:
        rows = rows.filter(at__gte=_midnight(filters.from_on))
    if filters.to_on:
        rows = rows.filter(at__lt=_midnight(dt.date.fromordinal(filters.to_on.toordinal() + 1)))
    if filters.request_id:
        rows = rows.filter(request_id=filters.request_id)
    return rows


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, SHANGHAI)


def _page(rows: QuerySet[Row], limit: int, before: int | None) -> tuple[list[Row], bool]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    return found[:limit], len(found) > limit
