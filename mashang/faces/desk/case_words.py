"""How the desk writes cases: instants, working time, lamps, and in whose hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.cases.reads.case_file import CaseSheet, Held
from mashang.cases.reads.choices import HANDS, OUTCOMES, STATES, clock_name
from mashang.cases.reads.desk_queue import QueueRow
from mashang.clocks.reads.stories import Story
from mashang.register.reads.choices import label_of
from mashang.ui.durations import hours_and_minutes
from mashang.ui.hands import Hand, Hands
from mashang.ui.parts import Due, Mark

MINUTE = timedelta(minutes=1)
KINDS_OF_HANDS = {
    "office": "office", "waiting": "waiting", "department": "department", "team": "team", "firm": "firm",
    "outside": "waiting",
}  # fmt: skip
ICONS = {
    "office": "user", "waiting": "building", "department": "building", "team": "users-group", "firm": "building-bank",
    "outside": "gavel", "nobody": "circle-check",
}  # fmt: skip


def minutes_of(span: timedelta) -> int:
    """Whole minutes, the begun one left out."""
    return span // MINUTE


def span_words(span: timedelta) -> str:
    """Working time in hours and minutes."""
    return hours_and_minutes(minutes_of(span))


def instant(at: datetime | None, now: datetime) -> str:
    """A day and time as people say it: today 17:30, yesterday 09:10, 11-23 12:00; the year only when it is another one."""
    if at is None:
        return "—"
    at, days = timezone.localtime(at), (timezone.localdate(at) - timezone.localdate(now)).days
    time = at.strftime("%H:%M")
    near = {0: _("today %(time)s"), -1: _("yesterday %(time)s"), 1: _("tomorrow %(time)s")}.get(days)
    if near:
        return near % {"time": time}
    return at.strftime("%m-%d %H:%M" if at.year == now.year else "%Y-%m-%d %H:%M")


def today_line(now: datetime, left: timedelta) -> str:
    """The day, the weekday and the time, and how long the office is still open."""
    said = {"day": now.strftime("%m-%d"), "weekday": date_format(now, "l"), "time": now.strftime("%H:%M")}
    if not left:
        return _("today %(day)s %(weekday)s %(time)s, the office is closed") % said
    return _("today %(day)s %(weekday)s %(time)s, closes in %(left)s") % {**said, "left": span_words(left)}


def left_words(state: str, left: timedelta, late: timedelta) -> str:
    """How much working time is left, or how much it is late."""
    if state == "late":
        # Outside office hours no working time has passed yet: no minutes to tell.
        return _("%(time)s late") % {"time": span_words(late)} if minutes_of(late) else _("Overdue")
    return _("%(time)s left") % {"time": span_words(left)}


def row_due(row: QueueRow, now: datetime, locale: str) -> Due:
    """The next clock of a case of the list as a lamp."""
    if row.state_of_clock == "done":
        return Due(
            state="done",
            left=label_of(OUTCOMES if row.outcome else STATES, row.outcome or row.state),
            at=instant(row.closed_at, now),
        )
    if row.next_due_at is None:
        return Due(
            state=row.state_of_clock,
            left=pgettext("clock", "Stands still") if row.state_of_clock == "stop" else _("no time limit"),
        )
    at = _("%(when)s %(what)s") % {"when": instant(row.next_due_at, now), "what": clock_name(row.next_clock, locale)}
    return Due(
        state=row.state_of_clock, left=left_words(row.state_of_clock, row.left, row.late), at=at,
        iso=row.next_due_at.isoformat(timespec="minutes"),
    )  # fmt: skip


def holder_of(row: QueueRow, user_id: int | None) -> tuple[str, bool]:
    """Who has a case now, and whether it is the reader."""
    if row.hands in ("department", "waiting") and row.department:
        return row.department, False
    if row.hands in ("office", "team") and row.officer_id is not None:
        mine = row.officer_id == user_id
        return (_("Me") if mine else row.officer), mine
    return label_of(HANDS, row.hands), False


def story_due(story: Story, now: datetime, locale: str) -> Due:
    """One clock as a lamp."""
    state = story_state(story, now)
    at = _("%(when)s %(what)s") % {"when": instant(story.due_at, now), "what": story_name(story, locale)}
    if state in ("done", "none"):
        return Due(state=state, left=story.state_words, at=instant(story.stopped_at, now))
    if state == "stop":
        return Due(state=state, left=left_words(state, story.left, story.late), at=story_name(story, locale))
    return Due(
        state=state,
        left=left_words(state, story.left, story.late),
        at=at,
        iso=story.due_at.isoformat(timespec="minutes"),
    )


def story_state(story: Story, now: datetime) -> str:
    """How the lamp of a clock burns."""
    if story.state == "paused":
        return "stop"
    if story.state != "running":
        return "none" if story.state == "void" else "done"
    if story.due_at < now:
        return "late"
    return "soon" if story.warn_at <= now else "ok"


def story_name(story: Story, locale: str) -> str:
    """What a clock is called in the reader's language."""
    return story.names[{"zh-hant": 1, "en": 2}.get(locale.lower(), 0)]


def mark_of(hands: str, name: str = "") -> Mark:
    """Who, as a letter in a square."""
    letters = {
        "office": pgettext("letter of who holds it", "O"), "waiting": pgettext("letter of who holds it", "W"),
        "department": pgettext("letter of who holds it", "D"), "team": pgettext("letter of who holds it", "T"),
        "firm": pgettext("letter of who holds it", "F"), "outside": pgettext("letter of who holds it", "P"),
    }  # fmt: skip
    kind = hands if hands in letters else "office"
    return Mark(letter=letters[kind], label=name or label_of(HANDS, kind), kind=KINDS_OF_HANDS[kind])


def hands_of(sheet: CaseSheet, *, key: str = "hands") -> Hands:
    """The time in hands as the kit draws it. Minutes are cut so that they add up to the whole of the table."""
    spans = [
        _hand(held, minutes, sheet.now)
        for held, minutes in zip(sheet.held, even_minutes([one.stay.worked for one in sheet.held]), strict=True)
    ]
    end = sheet.case.closed_at or sheet.now
    return Hands(
        spans=spans, key=key, start=_("%(when)s opened") % {"when": instant(sheet.case.opened_at, sheet.now)},
        end=_("%(when)s ended") % {"when": instant(end, sheet.now)} if sheet.case.closed_at else _("now %(time)s") % {"time": sheet.now.strftime("%H:%M")},
        total_label=_("Total: all working time from the opening to the end") if sheet.case.closed_at else _("Total: all working time from the opening until now"),
    )  # fmt: skip


def _hand(held: Held, minutes: int, now: datetime) -> Hand:
    stay = held.stay
    mark = mark_of(stay.hands, held.name)
    label = mark.label
    if stay.hands == "waiting" and held.name:
        label = _("Waiting for %(who)s") % {"who": held.name}
    when = f"{instant(stay.begin, now)}–{instant(stay.end, now)}"
    return Hand(label=label, letter=mark.letter, kind=mark.kind, minutes=minutes, when=when)


def even_minutes(spans: Sequence[timedelta]) -> list[int]:
    """Each span in whole minutes so that their sum is the whole minutes of all: seconds are carried to the next."""
    done, total, found = 0, timedelta(), []
    for span in spans:
        total += span
        found.append(minutes_of(total) - done)
        done = minutes_of(total)
    return found


def since_words(row: QueueRow) -> str:
    """For how long the present hands have had it."""
    return _("for %(time)s") % {"time": span_words(row.held)}
