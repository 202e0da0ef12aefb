"""Words for whistles and summonses, and how a clock stands as plain values: shared by every page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.cases.models import Case, Ruling, Summons, Whistle
from mashang.clocks.reads.stories import Story

WHISTLE_KINDS = dict(Whistle.Kind.choices)
WHISTLE_STATES = dict(Whistle.State.choices)
SUMMONS_STATES = dict(Summons.State.choices)
SUMMONS_PARTS = dict(Summons.Part.choices)
SUMMONS_OUTCOMES = dict(Summons.Outcome.choices)
RULING_KINDS = dict(Ruling.Kind.choices)
RULING_STATES = dict(Ruling.State.choices)
RATES = dict(Ruling.Rate.choices)
# What a ruling means for those it touches, said before it is made.
RULING_MEANS = {
    "objection": gettext_lazy("Upheld, the department is out and the next one is called. Refused, it has reported in and its clock runs on. Final."),
    "extension": gettext_lazy("Granted, the date moves once and the firm reads the new date and why."),
    "carry_over": gettext_lazy("Granted, the clock lapses until the day it is looked at again; the firm is told, departments are called off."),
    "exclusion": gettext_lazy("Granted, the case does not count in that rate; it stands in the open list with who asked and who decided."),
}  # fmt: skip
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSaid:
    """One clock for a page: the lamp, the share used (0 to 100), when in words, what is left in words."""

    lamp: str
    share: float
    at: str
    iso: str
    left: str
    is_over: bool


def when(at: datetime | None, now: datetime | None = None) -> str:
    """An instant as people say it: today 17:30, 11-24 17:30; with the year only when it is another one."""
    if at is None:
        return "—"
    here, today = timezone.localtime(at), timezone.localtime(now)
    time, days = f"{here:%H:%M}", (timezone.localdate(at) - timezone.localdate(now)).days
    near = {0: _("today %(time)s"), 1: _("tomorrow %(time)s"), -1: _("yesterday %(time)s")}.get(days)
    if near:
        return near % {"time": time}
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d %H:%M}"


def span(worked: timedelta) -> str:
    """Working time in hours and minutes."""
    hours, minutes = divmod(worked // MINUTE, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes} if minutes else _("%(hours)s h") % {"hours": hours}  # fmt: skip


def clock_said(story: Story | None, now: datetime | None = None) -> ClockSaid | None:
    """How a clock stands, in words of the office; nothing without a clock."""
    if story is None:
        return None
    moment = timezone.localtime(now)
    share = story.used_share / 100
    if story.state in ("met", "missed", "void"):
        lamp = {"met": "done", "missed": "late", "void": "none"}[story.state]
        at = when(story.stopped_at, moment)
        return ClockSaid(lamp=lamp, share=share, at=at, iso="", left=story.state_words, is_over=True)
    at, iso = when(story.due_at, moment), story.due_at.isoformat(timespec="minutes")
    if story.state == "paused":
        left = _("%(time)s left, stands still") % {"time": span(story.left)}
        return ClockSaid(lamp="stop", share=share, at=_("Stands still"), iso="", left=left, is_over=False)
    if story.due_at < moment:
        left = _("%(time)s late") % {"time": span(story.late)} if story.late >= MINUTE else _("Overdue")
        return ClockSaid(lamp="late", share=100.0, at=at, iso=iso, left=left, is_over=False)
    lamp = "soon" if story.warn_at <= moment else "ok"
    left = _("%(time)s left") % {"time": span(story.left)}
    return ClockSaid(lamp=lamp, share=share, at=at, iso=iso, left=left, is_over=False)


def reason_words(reason: str) -> str:
    """A reason as people read it: a state for which a case ended is kept as its code."""
    return str(dict(Case.State.choices).get(reason, reason))


def size_words(size: int) -> str:
    """How large a file is."""
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(size // 1024, 1)} KB"
