"""How batches are said and drawn on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext, npgettext, pgettext_lazy
from django.utils.translation import gettext as _

from mashang.cases.reads.batch_lines import BatchFile, ItemLine, StopLine
from mashang.cases.rules.items import load_items, name_of
from mashang.kernel.workdays import Calendar, count_workdays
from mashang.ui.days import Day, Span, Stop, Tour, TourDay
from mashang.ui.parts import Due, Fact, Part

STATES = {
    "gathering": ("none", pgettext_lazy("batch", "Being gathered")),
    "proposed": ("soon", pgettext_lazy("batch", "Proposed")),
    "accepted": ("ok", pgettext_lazy("batch", "Accepted")),
    "planned": ("ok", pgettext_lazy("batch", "Planned")),
    "on_site": ("ok", pgettext_lazy("batch", "On site")),
    "finished": ("done", pgettext_lazy("batch", "Finished")),
}
STANDINGS = {
    "done": ("done", pgettext_lazy("item of a batch", "Settled")),
    "cannot": ("done", pgettext_lazy("item of a batch", "Cannot be done")),
    "bureau": ("ok", pgettext_lazy("item of a batch", "Taken to the bureau")),
    "not_done": ("soon", pgettext_lazy("item of a batch", "To be called on again")),
    "here": ("ok", pgettext_lazy("item of a batch", "The team is there")),
    "planned": ("ok", pgettext_lazy("item of a batch", "Has its time")),
    "open": ("none", pgettext_lazy("item of a batch", "Without a time")),
    "left": ("none", pgettext_lazy("item of a batch", "Left the batch")),
}
LEFT = {
    "papers": gettext_lazy("Papers are missing"),
    "declined": gettext_lazy("The batch was not accepted"),
}
WHY_OUT = {
    "no_shift": gettext_lazy("No day is chosen, or office hours are over."),
    "hours": gettext_lazy("None of the hours that suit them lies in office hours of these days."),
    "short": gettext_lazy("The hours that suit them are shorter than one item takes."),
    "full": gettext_lazy("The days are full: add a day or a team."),
}


def item_name(code: str) -> str:
    """What an item is called; its code when it is not known."""
    item = load_items().get(code)
    return name_of(item.names, get_language() or "zh-hans") if item else code


def short_day(day: date) -> str:
    """A day as 11-20."""
    return day.strftime("%m-%d")


def when(at: datetime | None) -> str:
    """An instant as 11-20 14:30; nothing for none."""
    return timezone.localtime(at).strftime("%m-%d %H:%M") if at else ""


def due_of(batch: BatchFile, calendar: Calendar) -> Due | None:
    """How the first item that is due stands."""
    if batch.due_at is None:
        return None
    return due_lamp(batch.due_at, calendar)


def due_lamp(due_at: datetime, calendar: Calendar) -> Due:
    """The lamp of a due instant by the working days that are left."""
    now, local = timezone.localtime(), timezone.localtime(due_at)
    days = count_workdays(calendar, timezone.localdate(), local.date(), provisional=True)
    if due_at < now:
        return Due(state="late", left=_("overdue"), at=when(due_at), iso=local.isoformat())
    left = ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days} if days else _("due today")
    return Due(state="ok" if days > 2 else "soon", left=left, at=when(due_at), iso=local.isoformat())


def facts_of(batch: BatchFile, calendar: Calendar) -> list[Fact]:
    """The strip under the title."""
    towers = len({one.tower_id for one in batch.items})
    counted = _("%(items)s items, %(towers)s towers") % {"items": batch.tally.items, "towers": towers}
    accepted = f"{when(batch.accepted_at)}{_(', ')}{counted}" if batch.accepted_at else counted
    team = " · ".join(_member(one.name, one.office) for one in batch.members)
    facts = [
        Fact(label=_("Number"), value=batch.number, code=True),
        Fact(label=_("Item"), value=item_name(batch.item)),
        Fact(label=pgettext_lazy("batch", "Accepted") if batch.accepted_at else _("Items"), value=accepted),
        Fact(label=_("Service team"), value=team or batch.department),
    ]
    due = due_of(batch, calendar)
    return [*facts, Fact(label=_("Due"), value="", due=due)] if due else facts


def _member(name: str, office: str) -> str:
    return f"{office} {name}".strip()


def days_of(batch: BatchFile, calendar: Calendar) -> list[Day]:
    """The day of acceptance and the working days up to the one on which the items are due, days of rest drawn narrow."""
    if batch.accepted_at is None:
        return []
    first, today = timezone.localtime(batch.accepted_at), timezone.localdate()
    row = [Day(when=_day_words(first.date()), label=_("Day of acceptance"), state="start", iso=first.date().isoformat(), note=_("%(time)s, not counted") % {"time": first.strftime("%H:%M")})]  # fmt: skip
    day, count, rested = first.date(), 0, False
    while count < 7:
        day += timedelta(days=1)
        if not calendar.works(day, provisional=True):
            if not rested:
                row.append(Day(when=_("days off"), label=_("Rest"), state="off"))
            rested = True
            continue
        count, rested = count + 1, False
        row.append(_day(batch, day, count, today))
    return row


def _day(batch: BatchFile, day: date, count: int, today: date) -> Day:
    stops = [stop for stop in batch.stops if stop.day == day]
    note = " · ".join(f"{stop.tower} {len(stop.items)}" for stop in stops)
    state = "now" if day == today else "past" if day < today else "due" if count == 7 else "next"
    label = _("Day %(no)s") % {"no": count}
    due = _("all due at the close of business") if count == 7 else ""
    return Day(when=_day_words(day), label=label, state=state, note=note or due, iso=day.isoformat())


def _day_words(day: date) -> str:
    return f"{short_day(day)} {date_format(day, 'D')}"


def parts_of(batch: BatchFile) -> list[Part]:
    """Where the items stand, as parts of the whole."""
    tally = batch.tally
    parts = (
        ("done", tally.done, "bar-ok"),
        ("bureau", tally.bureau, "bar-fg"),
        ("here", tally.here, "bar-here"),
        ("planned", tally.planned, "bar-plan"),
        ("open", tally.open, "b-chg"),
        ("left", tally.left, "bar-out"),
    )
    return [
        Part(label=STANDINGS[label][1], amount=amount, css=css, text=str(amount))
        for label, amount, css in parts
        if amount
    ]


def tour_of(stops: Sequence[StopLine], calendar: Calendar) -> Tour | None:
    """The stops over the office hours of their days; None without any."""
    if not stops:
        return None
    hours = calendar.hours_on(stops[0].day)
    now = timezone.localtime()
    days = []
    teams = len({stop.team for stop in stops}) > 1
    for (day, team), rows in groupby(stops, key=lambda stop: (stop.day, stop.team)):
        note = date_format(day, "l") + (" · " + _("team %(no)s") % {"no": team} if teams else "")
        held = [_stop(stop, now) for stop in rows]
        days.append(
            TourDay(
                label=short_day(day), note=note, stops=held, now=now.time() if day == timezone.localdate() else None
            )
        )
    rest = Span(start=hours[0][1], end=hours[1][0]) if len(hours) > 1 else None
    return Tour(days=days, opens=hours[0][0], closes=hours[-1][1], rest=rest, label=_("Stops of the tour"))


def _stop(stop: StopLine, now: datetime) -> Stop:
    begin, end = timezone.localtime(stop.from_at), timezone.localtime(stop.to_at)
    left = [one for one in stop.items if one.standing in ("here", "planned")]
    there = stop.visited_at is not None and bool(left)
    way = _("%(n)s min on foot") % {"n": stop.walk_minutes} if stop.walk_minutes else ""
    windows = [Span(start=_clock(one[0]), end=_clock(one[1])) for one in stop.windows]
    return Stop(
        place=stop.tower, stay=Span(start=begin.time(), end=end.time()), windows=windows,
        state="now" if there else "past" if stop.visited_at else "plan",
        note=" · ".join(part for part in (stop.meeting_point, way) if part),
        count=npgettext("of a stop", "%(n)s firm", "%(n)s firms", len(stop.items)) % {"n": len(stop.items)},
        result=_stop_result(stop, there, now),
    )  # fmt: skip


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _stop_result(stop: StopLine, there: bool, now: datetime) -> Due:
    done = sum(one.ended_at is not None for one in stop.items)
    taken = sum(one.standing == "bureau" for one in stop.items)
    words = _("%(n)s settled") % {"n": done}
    if taken:
        words += " " + _("%(n)s to the bureau") % {"n": taken}
    if there:
        return Due(state="ok", word=_("there now"), left=words)
    if stop.visited_at:
        return Due(state="done", word=words)
    return Due(
        state="late" if stop.to_at < now else "ok", word=_("not visited") if stop.to_at < now else _("Has its time")
    )


def why_here(stop: StopLine) -> str:
    """Why a stop stands where it does, in one sentence."""
    told = stop.explained
    said = [_("fits on %(n)s of %(all)s days asked for") % {"n": told.get("choices", 0), "all": told.get("shifts", 0)}]
    if told.get("bound"):
        said.append(_("within the hours that suit them"))
    if told.get("waits"):
        said.append(_("begins after a wait of %(n)s min") % {"n": told["waits"]})
    return _("; ").join(said)


def standing_due(item: ItemLine) -> Due:
    """The lamp of an item."""
    lamp, word = STANDINGS[item.standing]
    return Due(state=lamp, word=word)


def filter_items(items: Sequence[ItemLine], wanted: str) -> list[ItemLine]:
    """The items of one chip: settled, open, left, or all."""
    if wanted not in ("settled", "open", "left"):
        return list(items)
    return [
        one for one in items if ("left" if one.standing == "left" else "settled" if one.ended_at else "open") == wanted
    ]


def batch_url(pk: int) -> str:
    """The page of a batch."""
    return reverse("batch", args=[pk])
