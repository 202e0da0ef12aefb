"""The tour of a batch as it would be planned now: what `plan_batch` writes, and what its page shows beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.utils import timezone

from mashang.cases.models import Batch, BatchItem, BatchPlace, TourStop
from mashang.cases.reads.batches import batches_seen_by
from mashang.cases.rules.tours import Plan, Shift, Span, Visit, plan_tour, walking_minutes
from mashang.clocks.reads.grounds import grounds_for
from mashang.kernel.actor import Actor
from mashang.kernel.coordinates import GCJ02, convert
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.kernel.workdays import Calendar

DASHES = {0x2013: "-", 0x2014: "-", 0xFF1A: ":"}  # en dash, em dash and the wide colon, as people type them
Window = Mapping[str, str]  # day (or empty: every day), from, to


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is asked for: days, teams (their numbers), minutes for one item, and by tower its windows."""

    days: tuple[date, ...]
    teams: tuple[int, ...]
    minutes_each: int
    windows: Mapping[int, Sequence[Window]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """What a head asks for: the team (account and number of its team), days, minutes for one item, and by tower the
    meeting point and the windows in which its firms may be called on."""

    team: tuple[tuple[int, int], ...]
    days: tuple[date, ...]
    minutes_each: int = 25
    meeting_points: Mapping[int, str] = field(default_factory=dict)
    windows: Mapping[int, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    @property
    def wish(self) -> Wish:
        """The same for the plan."""
        return Wish(self.days, tuple(sorted({no for _user, no in self.team})), self.minutes_each, self.windows)


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan and how many of the items would be called on at another time than is set now."""

    plan: Plan
    moved: int
    fresh: int


def read_window(text: str) -> dict[str, str]:
    """One window as typed: `09:00-11:30`, or with its day `2026-11-20 14:00-17:00`. Refuses anything else in words."""
    words = text.translate(DASHES).split()
    day, hours = (words[0], words[1]) if len(words) == 2 else ("", words[0] if len(words) == 1 else "")
    try:
        begin, end = (time.fromisoformat(part.strip().zfill(5)) for part in hours.split("-"))
        day = date.fromisoformat(day).isoformat() if day else ""
    except ValueError:
        begin = end = time(0)
    if begin >= end:
        raise Refused(
            "strange_window", _("“%(text)s” is no span of time.", text=text[:40]), field="windows",
            mend=_("Write it as 09:00-11:30, or with its day as 2026-11-20 14:00-17:00."),
        )  # fmt: skip
    return {"day": day, "from": f"{begin:%H:%M}", "to": f"{end:%H:%M}"}


def spans_of(windows: Sequence[Window], days: Sequence[date]) -> tuple[Span, ...]:
    """The windows as spans of time on these days, in local time."""
    return tuple(
        (_at(day, one["from"]), _at(day, one["to"]))
        for day in days for one in windows if one["day"] in ("", day.isoformat())
    )  # fmt: skip


def items_to_visit(batch: Batch) -> list[BatchItem]:
    """The items that the team still has to call on: not settled, not gone, at no stop that was visited, or to be seen again."""
    rows = BatchItem.objects.filter(batch=batch, ended_at=None, left_at=None).select_related("case__tower", "stop")
    return [row for row in rows.order_by("no") if _waits(row)]


def draft_plan(batch: Batch, wish: Wish, items: Sequence[BatchItem], now: datetime | None = None) -> Draft:
    """The tour that this wish leads to, over the items given. Pure but for reading where the stops that stay are."""
    moment = timezone.localtime(now)
    visits = _visits(items, wish)
    plan = plan_tour(visits, shifts_of(batch, wish, moment), walking_minutes(_positions(items)))
    times = planned_times(plan)
    moved = sum(1 for one in items if one.planned_at and times.get(one.pk) != one.planned_at)
    return Draft(plan, moved, sum(1 for one in items if one.planned_at is None and one.pk in times))


def planned_times(plan: Plan) -> dict[int, datetime]:
    """By item: when the team comes to it; one after the other within a stop."""
    return {
        item: stop.begin + stop.visit.length * at / len(stop.visit.items)
        for stop in plan.stops
        for at, item in enumerate(stop.visit.items)
    }


def shifts_of(batch: Batch, wish: Wish, moment: datetime) -> list[Shift]:
    """The office hours of each day and team, from now on and after the stops of that day that stay."""
    calendar, busy = calendar_of(batch), _busy(batch)
    shifts = []
    for day in wish.days:
        for team in wish.teams:
            begin = max(moment, busy.get((day, team), moment))
            spans = [(max(opens, begin), closes) for opens, closes in _hours(calendar, day)]
            shifts.append(Shift(team=team, day=day, spans=tuple(span for span in spans if span[0] < span[1])))
    return shifts


def calendar_of(batch: Batch) -> Calendar:
    """The working days and office hours of the place."""
    return grounds_for({batch.area_path}).calendar(batch.area_path)


def _waits(row: BatchItem) -> bool:
    if row.result == BatchItem.Result.BUREAU:
        return False
    return row.result == BatchItem.Result.NOT_DONE or row.stop is None or row.stop.visited_at is None


def _visits(items: Sequence[BatchItem], wish: Wish) -> list[Visit]:
    """Items of one tower with the same windows are called on together."""
    groups: dict[tuple[int, tuple[Span, ...]], list[int]] = {}
    for one in items:
        tower = one.case.tower_id or 0
        own = one.windows or wish.windows.get(tower, ())
        groups.setdefault((tower, spans_of(own, wish.days)), []).append(one.pk)
    return [
        Visit(tower=tower, items=tuple(held), each=wish.minutes_each, windows=windows)
        for (tower, windows), held in groups.items()
    ]


def _positions(items: Sequence[BatchItem]) -> dict[int, tuple[float, float] | None]:
    """Where the towers stand, all in one system of coordinates."""
    places: dict[int, tuple[float, float] | None] = {}
    for one in items:
        tower = one.case.tower
        if tower is not None:
            known = tower.lon is not None and tower.lat is not None
            places[tower.pk] = (
                convert((float(tower.lon or 0), float(tower.lat or 0)), tower.crs, GCJ02) if known else None
            )
    return places


def _busy(batch: Batch) -> dict[tuple[date, int], datetime]:
    """By day and team: until when the stops that stay last."""
    kept = TourStop.objects.filter(tour__batch=batch, dropped_at=None, visited_at__isnull=False).select_related("tour")
    ends: dict[tuple[date, int], datetime] = {}
    for stop in kept:
        key = (stop.tour.day, stop.tour.team)
        ends[key] = max(ends.get(key, stop.to_at), timezone.localtime(stop.to_at))
    return ends


def _hours(calendar: Calendar, day: date) -> list[Span]:
    if not calendar.works(day, provisional=True):
        return []
    return [(_at(day, f"{opens:%H:%M}"), _at(day, f"{closes:%H:%M}")) for opens, closes in calendar.hours_on(day)]


def _at(day: date, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def kept_wish(batch: Batch, teams: Sequence[int]) -> Wish:
    """The wish under which the batch was planned last, for planning it again: its days from today on."""
    today = timezone.localdate()
    days = tuple(day for day in map(date.fromisoformat, batch.days) if day >= today)
    places = BatchPlace.objects.filter(batch=batch).values_list("tower_id", "windows")
    return Wish(days, tuple(sorted(set(teams))), batch.minutes_each, dict(places))


def preview_plan(actor: Actor, batch_id: int, wish: Wish) -> Draft:
    """The tour that a wish would lead to now, without setting anything; NotThere outside the actor's reach."""
    batch = batches_seen_by(actor).filter(pk=batch_id).first()
    if batch is None:
        raise NotThere("no_such_batch", _("There is no such batch, or it lies outside your reach."))
    return draft_plan(batch, wish, items_to_visit(batch))


def list_places(actor: Actor, batch_id: int) -> dict[int, tuple[str, list[Window]]]:
    """By tower: where the firms meet the team, and the hours in which it may come."""
    rows = BatchPlace.objects.filter(batch=batch_id, batch__in=batches_seen_by(actor))
    return {
        tower: (point, windows) for tower, point, windows in rows.values_list("tower_id", "meeting_point", "windows")
    }
