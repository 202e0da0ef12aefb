"""Grades that were proposed for towers, given, rejected or revoked; which of them are in force on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, When
from django.db.models.functions import JSONObject

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import GradeResult, TowerFact
from mashang.register.reads.facts import FactSource, source_of, write_fact
from mashang.register.reads.grading import TowerScore, get_scorecard, get_scorecards, name_of
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by
from mashang.register.rules.grading import Judgement

GIVEN = (GradeResult.State.IN_FORCE, GradeResult.State.REVOKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeInForce:
    """A grade that holds on a day. `until` is its last day, None for one without an end."""

    id: int
    code: str
    name: str
    scheme: str
    version: str
    until: date | None
    example: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeStep:
    """Who did a step, when, and why."""

    by_id: int | None
    by: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRecord:
    """A grade from its proposal on. `since` and `until` are its first and last day; `most` the points of all lines."""

    id: int
    tower_id: int
    tower: str
    scheme: str
    scheme_name: str
    version: str
    example: bool
    grade: str
    name: str
    score: int
    most: int
    since: date
    until: date | None
    read_on: date
    state: str
    proposed: GradeStep
    decided: GradeStep | None
    revoked: GradeStep | None
    revoked_on: date | None

    def holds_on(self, day: date) -> bool:
        """Is it in force on a day?"""
        began = self.state in GIVEN and self.since <= day and (self.until is None or day <= self.until)
        return began and (self.revoked_on is None or day < self.revoked_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAsItStood:
    """A line of a grade as it was when it was proposed."""

    label: str
    section: str
    most: int
    points: int | None
    must: bool
    judged: bool
    text: str
    reason: str
    source: FactSource | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradesWanted:
    """Which grades: by part of the tower's name, state and scheme; empty for all."""

    q: str = ""
    state: str = ""
    scheme: str = ""


def in_force(day: date, known_at: datetime | None = None) -> Q:
    """The grades that hold on a day, as is known now or was known at an instant."""
    holds = Q(valid__contains=day) & (Q(revoked_on=None) | Q(revoked_on__gt=day))
    if known_at is None:
        return holds & Q(state__in=GIVEN)
    unknown_yet = Q(revoked_at__gt=known_at)
    then = Q(valid__contains=day) & (Q(revoked_on=None) | Q(revoked_on__gt=day) | unknown_yet)
    return then & Q(state__in=GIVEN, decided_at__lte=known_at)


GRADE_JSON = JSONObject(id="pk", scheme="scheme", version="version", grade="grade", end=F("valid__endswith"))


def grade_in_force(locale: str, says: Mapping[str, Any]) -> GradeInForce:
    """A grade as `GRADE_JSON` gives it, with its names."""
    name, scheme, example = _names(locale, says["scheme"], says["version"], says["grade"])
    end = says["end"] and date.fromisoformat(says["end"]) - timedelta(days=1)
    return GradeInForce(
        id=says["id"], code=grade_code(says["scheme"], says["grade"]), name=name, scheme=scheme, version=says["version"],
        until=end, example=example,
    )  # fmt: skip


def grade_code(scheme: str, grade: str) -> str:
    """A grade of a scheme as an address and a figure name it."""
    return f"{scheme}.{grade}"


def list_grade_choices(locale: str) -> tuple[tuple[str, str], ...]:
    """Every grade of the schemes held, the highest first, each with its scheme; no query."""
    found = {
        grade_code(card.scheme, bound.grade): f"{name_of(locale, bound.names)} · {name_of(locale, card.names)}"
        for card in get_scorecards()
        for bound in sorted(card.grades, key=lambda bound: -bound.points)
    }
    return tuple(found.items())


def name_grade(locale: str, code: str) -> str:
    """The name of a grade by its code; the code where its scheme is not held any more."""
    return dict(list_grade_choices(locale)).get(code, code)


def list_tower_grades(actor: Actor, tower_id: int) -> tuple[GradeRecord, ...]:
    """All grades of a tower, the newest proposal first; one query. Empty for a tower the actor may not see."""
    return tuple(_record(actor.locale, row) for row in _seen(actor).filter(tower=tower_id))


def list_grades(actor: Actor, wanted: GradesWanted, places: range | None = None) -> tuple[GradeRecord, ...]:
    """The grades of the actor's area, what waits for approval before all others, then the newest proposal; one query.

    `places` (from 0) gives only a part of the list.
    """
    rows = _wanted(_seen(actor), wanted).order_by(Case(When(state=GradeResult.State.PROPOSED, then=0), default=1), "-proposed_at", "-pk")  # fmt: skip
    if places is not None:
        rows = rows[places.start : places.stop]
    return tuple(_record(actor.locale, row) for row in rows)


def count_grades(actor: Actor, wanted: GradesWanted) -> tuple[int, int]:
    """How many grades the list has, and how many of them wait for approval; one query."""
    waits = Count("pk", filter=Q(state=GradeResult.State.PROPOSED))
    counts = _wanted(_rows(actor), wanted).aggregate(total=Count("pk"), waiting=waits)
    return counts["total"], counts["waiting"]


def _wanted(rows: QuerySet[GradeResult], wanted: GradesWanted) -> QuerySet[GradeResult]:
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.scheme:
        rows = rows.filter(scheme=wanted.scheme)
    if wanted.q.strip():
        rows = rows.filter(tower__name_zh__icontains=wanted.q.strip())
    return rows


def count_to_decide(actor: Actor) -> int:
    """How many grades wait for approval in the actor's area that somebody else proposed; one query."""
    rows = GradeResult.objects.filter(tower__in=towers_seen_by(actor), state=GradeResult.State.PROPOSED)
    return rows.exclude(proposed_by__isnull=False, proposed_by=actor.user_id).count()


def get_grade(actor: Actor, grade_id: int) -> tuple[GradeRecord, tuple[LineAsItStood, ...]]:
    """A grade and its lines as they stood; two queries. NotThere outside the actor's area."""
    row = _seen(actor).defer(None).filter(pk=grade_id).first()
    if row is None:
        raise NotThere(
            "no_such_grade",
            _("There is no such grade in your area."),
            mend=_("Look for it among the grades of towers."),
        )
    return _record(actor.locale, row), _lines_of(actor.locale, row)


def judgements_of(lines: list[dict[str, Any]]) -> dict[str, Judgement]:
    """What a person gave, by the key of the line."""
    return {
        line["key"]: Judgement(points=line["points"], reason=line["reason"])
        for line in lines
        if line["judged"] and line["points"] is not None
    }


def changed_lines(lines: list[dict[str, Any]], now: TowerScore) -> tuple[str, ...]:
    """The lines that facts answer otherwise now than when they were kept, by their names."""
    then = {line["key"]: (line["value"], line["points"]) for line in lines}
    return tuple(
        line.label for line in now.lines if not line.judged and then.get(line.key) != (line.value, line.points)
    )


class _Most(Func):
    """The points of all lines of a grade, added up in the database, as the lines themselves are long."""

    template = "(select coalesce(sum((line->>'most')::int), 0) from jsonb_array_elements(%(expressions)s) line)"
    output_field = IntegerField()


def _rows(actor: Actor) -> QuerySet[GradeResult]:
    return GradeResult.objects.filter(tower__in=towers_seen_by(actor).values("pk"))


def _seen(actor: Actor) -> QuerySet[Any]:
    people = ("tower", "proposed_by", "decided_by", "revoked_by")
    rows = _rows(actor).select_related(*people).defer("lines").annotate(most=_Most("lines"))
    return rows.order_by("-proposed_at", "-pk")


def _record(locale: str, row: Any) -> GradeRecord:
    name, scheme, example = _names(locale, row.scheme, row.version, row.grade)
    end = row.valid.upper
    return GradeRecord(
        id=row.pk, tower_id=row.tower_id, tower=name_in(locale, row.tower), scheme=row.scheme, scheme_name=scheme,
        version=row.version, example=example, grade=row.grade, name=name, score=row.score,
        most=row.most, since=row.valid.lower, until=end and end - timedelta(days=1),
        read_on=row.read_on, state=row.state,
        proposed=GradeStep(by_id=row.proposed_by_id, by=_person(row.proposed_by), at=row.proposed_at),
        decided=_step(row.decided_by, row.decided_at, row.decided_because),
        revoked=_step(row.revoked_by, row.revoked_at, row.revoked_because), revoked_on=row.revoked_on,
    )  # fmt: skip


def _step(by: Any, at: datetime | None, reason: str) -> GradeStep | None:
    return GradeStep(by_id=by.pk if by else None, by=_person(by), at=at, reason=reason) if at else None


def _person(user: Any) -> str:
    return user.name if user else ""


def _names(locale: str, scheme: str, version: str, grade: str) -> tuple[str, str, bool]:
    """Names of the grade and the scheme, and whether it is an example; codes where the version is not held any more."""
    card = get_scorecard(scheme, version)
    if card is None:
        return grade, scheme, False
    bound = next((bound for bound in card.grades if bound.grade == grade), None)
    return name_of(locale, bound.names) if bound else grade, name_of(locale, card.names), card.example


def _lines_of(locale: str, row: GradeResult) -> tuple[LineAsItStood, ...]:
    ids = {line["fact_id"] for line in row.lines if line["fact_id"]}
    facts = TowerFact.objects.select_related("key", "source").in_bulk(ids)
    card = get_scorecard(row.scheme, row.version)
    held = {line.key: line for line in card.lines} if card else {}
    lines = []
    for line in row.lines:
        fact, known = facts.get(line["fact_id"]), held.get(line["key"])
        source = fact.source if fact else None
        lines.append(
            LineAsItStood(
                label=name_of(locale, known.names) if known else line["key"],
                section=name_of(locale, known.section) if known else "", most=line["most"], points=line["points"],
                must=line["must"], judged=line["judged"], text=write_fact(locale, fact) if fact else "",
                reason=line["reason"],
                source=source_of(source.kind, source.label, source.as_of_on, seen_on=row.read_on) if source else None,
            )
        )  # fmt: skip
    return tuple(lines)
