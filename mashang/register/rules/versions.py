"""Versions of a tenancy: what its rows become when it ends, moves, is extended or corrected.

Spans are half open `[from, to)`; `to` None is open. Nothing is edited: each function gives the next
version, which the acts write as new rows while the rows of the present one are retracted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

ONE_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days `[start, end)`."""

    start: date
    end: date | None

    def meets(self, other: Span) -> bool:
        """Do the two share a day?"""
        return (self.end is None or other.start < self.end) and (other.end is None or self.start < other.end)

    def until(self, end: date) -> Span:
        """The part before `end`."""
        return Span(self.start, end if self.end is None else min(self.end, end))

    def since(self, start: date) -> Span:
        """The part from `start` on."""
        return Span(max(self.start, start), self.end)

    @property
    def empty(self) -> bool:
        return self.end is not None and self.end <= self.start


@dataclass(frozen=True, slots=True)
class Space:
    """One unit held during a span."""

    unit_id: int
    tower_id: int
    span: Span
    area_sqm: Decimal | None = None
    exclusive: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a tenancy with its spaces. `id` and `line` are 0 until written."""

    firm_id: int
    span: Span
    spaces: tuple[Space, ...]
    kind: str = "lease"
    start_known: bool = True
    lease_ends_on: date | None = None
    area_sqm: Decimal | None = None
    rent_fen: int | None = None
    rent_per: str = ""
    rent_basis: str = ""
    registered_here: bool | None = None
    taxed_here: bool | None = None
    operates_here: bool | None = None
    renewal_wish: str = ""
    id: int = 0
    line: int = 0
    district_id: int = 0
    area_path: str = ""
    source_id: int = field(default=0, compare=False)

    def standing(self, on: date) -> tuple[Space, ...]:
        """The spaces held on that day or later."""
        return tuple(s for s in self.spaces if s.span.end is None or s.span.end > on)


def end_of_lease(lease_ends_on: date | None, on: date) -> date | None:
    """The first day after the contract, unless it has run out already: then the tenant holds over, with no end."""
    if lease_ends_on is None or lease_ends_on < on:
        return None
    return lease_ends_on + ONE_DAY


def ended(version: Version, on: date) -> Version | None:
    """The version whose last day is the day before `on`; None when it would never have begun."""
    if version.span.end is not None and version.span.end <= on:
        raise Refused(
            "already_ended",
            _("This tenancy ends on %(day)s.", day=version.span.end - ONE_DAY),
            field="last_day",
            mend=_("If the firm stayed longer, extend the lease first."),
        )
    if version.span.start >= on:
        return None
    spaces = tuple(replace(s, span=s.span.until(on)) for s in version.spaces if s.span.start < on)
    return replace(version, span=version.span.until(on), spaces=spaces)


def extended(version: Version, lease_ends_on: date | None, *, on: date) -> Version:
    """The version with another end of contract; spaces held to the old end follow it."""
    end = end_of_lease(lease_ends_on, on)
    if end is not None and end <= version.span.start:
        raise Refused(
            "ends_before_start",
            _("The lease would end before it begins (%(start)s).", start=version.span.start),
            field="lease_ends_on",
            mend=_("Enter a later day."),
        )
    old_end = version.span.end
    spaces = []
    for space in version.spaces:
        follows = space.span.end == old_end or (end is not None and (space.span.end is None or space.span.end > end))
        span = Span(space.span.start, end) if follows else space.span
        if not span.empty:
            spaces.append(replace(space, span=span))
    return replace(version, span=Span(version.span.start, end), lease_ends_on=lease_ends_on, spaces=tuple(spaces))


def moved(version: Version, to: Iterable[Space], *, on: date) -> Version:
    """The version that leaves its rooms on `on` and takes others from that day.

    Rooms it keeps stay as they are and run as long as the tenancy; rooms it would have taken later are
    taken now or not at all. Refuses a day on which the tenancy is over.
    """
    to = list(to)
    if version.span.end is not None and version.span.end <= on:
        raise Refused(
            "already_ended",
            _("This tenancy ends on %(day)s.", day=version.span.end - ONE_DAY),
            field="on",
            mend=_("Choose an earlier day, or extend the lease first."),
        )
    wanted = {s.unit_id for s in to}
    staying = {s.unit_id for s in version.spaces if s.span.start <= on and (s.span.end is None or s.span.end > on)}
    last = {s.unit_id: s for s in sorted(version.spaces, key=lambda s: s.span.start) if s.unit_id in wanted & staying}
    kept: list[Space] = []
    for space in version.spaces:
        if space.span.end is not None and space.span.end <= on:
            kept.append(space)
        elif space is last.get(space.unit_id):
            kept.append(replace(space, span=Span(space.span.start, version.span.end)))
        elif space.unit_id in last:
            kept.append(space)
        elif space.span.start < on:
            kept.append(replace(space, span=space.span.until(on)))
    start = max(on, version.span.start)
    fresh = [replace(s, span=Span(start, version.span.end)) for s in to if s.unit_id not in last]
    return replace(version, spaces=tuple(kept + fresh))


def with_areas(version: Version, areas: dict[int, Decimal | None], *, on: date) -> Version:
    """The version whose units have other areas from `on`; before that day they stay as they were."""
    spaces: list[Space] = []
    for space in version.spaces:
        if space.unit_id not in areas or (space.span.end is not None and space.span.end <= on):
            spaces.append(space)
        elif space.span.start >= on or space.area_sqm is None:
            spaces.append(replace(space, area_sqm=areas[space.unit_id]))
        else:
            spaces.append(replace(space, span=space.span.until(on)))
            spaces.append(replace(space, span=space.span.since(on), area_sqm=areas[space.unit_id]))
    return replace(version, spaces=tuple(spaces))


def shared(version: Version, unit_ids: set[int], *, on: date) -> Version:
    """The version that no longer holds these units alone, from `on`."""
    spaces: list[Space] = []
    for space in version.spaces:
        over = space.span.end is not None and space.span.end <= on
        if space.unit_id not in unit_ids or over or not space.exclusive:
            spaces.append(space)
        elif space.span.start >= on:
            spaces.append(replace(space, exclusive=False))
        else:
            spaces.append(replace(space, span=space.span.until(on)))
            spaces.append(replace(space, span=space.span.since(on), exclusive=False))
    return replace(version, spaces=tuple(spaces))


def started_earlier(version: Version, start: date) -> Version:
    """The version that began on `start`; spaces held from the old start begin then too."""
    if version.span.end is not None and start >= version.span.end:
        raise Refused(
            "starts_after_end",
            _("The tenancy would begin after it ends."),
            field="start",
            mend=_("Enter an earlier day."),
        )
    spaces = tuple(
        replace(s, span=Span(start, s.span.end)) if s.span.start in {version.span.start} or s.span.start < start else s
        for s in version.spaces
        if s.span.end is None or s.span.end > start
    )
    return replace(version, span=Span(start, version.span.end), start_known=True, spaces=spaces)
