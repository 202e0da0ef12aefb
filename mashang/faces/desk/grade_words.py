"""Scores and grades as pages draw them: the result in words, the lines, the records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.faces.desk import writing
from mashang.register.reads.choices import GRADE_STATES, label_of
from mashang.register.reads.facts import FactSource
from mashang.register.reads.grades import GradeInForce, GradeRecord, GradeStep, LineAsItStood
from mashang.register.reads.grading import ScoredLine, TowerScore, name_of
from mashang.ui.page import Text
from mashang.ui.parts import Event, Source

LAMPS = {"proposed": "soon", "in_force": "ok", "rejected": "stop", "withdrawn": "none", "revoked": "late"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line of a score as a table draws it."""

    label: str
    section: str
    must: bool
    judged: bool
    says: str
    source: Source | None
    points: str
    open: bool


def result_words(told: TowerScore, locale: str) -> str:
    """What a score comes to: a grade, a range, or why there is none."""
    score = told.score
    if score.refused:
        return _("No grade of this scheme can be given")
    if not told.lines:
        return _("The lines of this scheme are not held; no score is reckoned")
    if score.grade_least is not None and score.grade_least == score.grade_most:
        name = name_of(locale, score.grade_least.names)
        return _("%(points)s points: %(grade)s") % {"points": score.least, "grade": name}
    grade = name_of(locale, score.grade_most.names) if score.grade_most else _("no grade")
    return _("%(least)s to %(most)s points, %(open)s of them open; at most: %(grade)s") % {
        "least": score.least, "most": score.most, "open": score.open_points, "grade": grade,
    }  # fmt: skip


def line_rows(lines: Iterable[ScoredLine | LineAsItStood]) -> list[LineRow]:
    """The lines of a score, as it is now or as it stood."""
    return [
        LineRow(
            label=line.label, section=line.section, must=line.must, judged=line.judged, says=line.reason or line.text,
            source=mark_of(line.source) if line.source else None, open=line.points is None,
            points=f"{'—' if line.points is None else line.points} / {line.most}",
        )
        for line in lines
    ]  # fmt: skip


def mark_of(source: FactSource) -> Source:
    """A source as the kit draws it."""
    return Source(name=source.name, on=source.on.isoformat(), state=source.freshness.value)


def state_lamp(row: GradeRecord) -> tuple[str, Text]:
    """The lamp and the word of a grade: one whose days are over or still to come says so."""
    if row.state == "in_force":
        today = timezone.localdate()
        if row.until is not None and row.until < today:
            return "none", _("Expired")
        return ("ok", _("In force")) if row.since <= today else ("soon", _("Not yet in force"))
    return LAMPS[row.state], label_of(GRADE_STATES, row.state)


def state_tag(row: GradeRecord) -> tuple[str, Text]:
    """The same as a tag beside a title: tone and word."""
    lamp, word = state_lamp(row)
    return {"ok": "ok", "soon": "warn", "late": "bad", "stop": "bad"}.get(lamp, "plain"), word


def days_words(row: GradeRecord) -> str:
    """From the first to the last day, and from when it was revoked."""
    days = _("%(first)s to %(last)s") % {"first": writing.day(row.since), "last": writing.day(row.until)}
    if row.revoked_on is None:
        return days
    return days + _("; ") + _("revoked from %(day)s") % {"day": writing.day(row.revoked_on)}


def record_rows(rows: Sequence[GradeRecord]) -> list[dict[str, object]]:
    """The grades of a tower as a short table draws them."""
    return [
        {"row": row, "url": reverse("grade", args=[row.id]), "lamp": state_lamp(row), "days": days_words(row)}
        for row in rows
    ]


def held_words(grades: Sequence[GradeInForce]) -> str:
    """The grades in force, each with its scheme."""
    return _("; ").join(f"{one.name} · {one.scheme}" for one in grades)


def events_of(row: GradeRecord) -> list[Event]:
    """What became of a grade, the latest first."""
    decided = {
        "rejected": (pgettext("of a grade", "Rejected"), "bad"), "withdrawn": (pgettext("of a grade", "Taken back"), ""),
    }.get(row.state, (_("Approved"), "ok"))  # fmt: skip
    steps = [
        (row.revoked, _("Revoked from %(day)s") % {"day": writing.day(row.revoked_on)}, "bad"),
        (row.decided, *decided),
        (row.proposed, pgettext("of a grade", "Proposed"), "on"),
    ]
    return [_event(step, title, state) for step, title, state in steps if step is not None]


def _event(step: GradeStep, title: str, state: str) -> Event:
    at = timezone.localtime(step.at)
    said = [part for part in (step.by, step.reason) if part]
    return Event(
        when=at.strftime("%Y-%m-%d %H:%M"), iso=at.isoformat(), title=title, text=_("; ").join(said), state=state
    )
