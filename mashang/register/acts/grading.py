"""Giving a tower a grade: proposed by one person, decided by another, revoked with a reason from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.register.acts.leasing import constraint_of, require_day, require_reason
from mashang.register.acts.sources import take_tower
from mashang.register.models import GradeResult, Tower
from mashang.register.reads.grades import changed_lines, judgements_of
from mashang.register.reads.grading import TowerScore, find_refusal, find_scorecard, name_of, score_for_grade
from mashang.register.reads.rounds.people import heads_of
from mashang.register.rules.grading import Judgement, Scorecard
from mashang.trail.acts import record

State = GradeResult.State


@transaction.atomic
def grade_tower(
    *, actor: Actor, tower_id: int, scheme: str, valid_from: date, valid_until: date,
    judged: Mapping[str, Judgement] | None = None,
) -> GradeResult:  # fmt: skip
    """Propose the grade that the scheme reckons from the tower's facts and the lines that a person `judged`.

    `valid_from` and `valid_until` both belong to it; the version of the scheme is the one of its first day, the facts are
    those in force on that day, or today for a day to come. Every line is kept as it stands. Refuses what the scheme
    refuses (GB/T 39069-2020: under 15,000 m2 of office area above ground, within a year of completion), a line that must
    have points and has none, open lines that decide the grade, points without a reason or above those of the line, days on
    which a grade of the scheme is in force, and a second proposal beside one that waits. Who may decide it is told.
    """
    tower = take_tower(actor, tower_id)
    actor.require(Permission.REGISTER_EDIT, area_path=tower.area_path, tower_id=tower.pk)
    _require_days(valid_from, valid_until)
    card = _card(scheme, valid_from)
    judged = judged or {}
    _require_judgements(actor, card, judged)
    read_on = min(valid_from, timezone.localdate())
    told = score_for_grade(actor.locale, card, tower.pk, valid_from, read_on, judged)
    _require_no_obstacle(actor, told)
    assert told.score.grade_least is not None
    span = DateRange(valid_from, valid_until + timedelta(days=1))
    if GradeResult.objects.filter(tower=tower, scheme=scheme, state=State.PROPOSED).exists():
        raise Refused(
            "proposed_already", _("A grade of this scheme waits for approval already."),
            mend=_("Have it decided first, or take it back."),
        )  # fmt: skip
    _require_free(tower, scheme, span)
    row = GradeResult.objects.create(
        tower=tower, area_path=tower.area_path, district_id=tower.district_id, scheme=scheme, version=card.version,
        grade=told.score.grade_least.grade, score=told.score.least, lines=_lines(told), read_on=read_on, valid=span,
        proposed_by_id=actor.user_id, proposed_at=timezone.now(),
    )  # fmt: skip
    _note(actor, row, "grade.propose", {"score": row.score, "valid_from": valid_from, "valid_until": valid_until})
    deciders = set(heads_of(row.area_path, Permission.GRADE_DECIDE)) - {actor.user_id}
    _tell(actor, row, topic="grade.to_approve", people=deciders)
    return row


@transaction.atomic
def approve_grade(*, actor: Actor, grade_id: int) -> GradeResult:
    """Give the grade that was proposed. Refuses whoever proposed it: two persons stand for a grade.

    Refuses a proposal that is decided, one whose facts have changed or whose scheme has another version or other bounds
    since, and one whose days another grade of the scheme has taken meanwhile.
    """
    row = _take(actor, grade_id, Permission.GRADE_DECIDE)
    _require_second(actor, row)
    card = _card(row.scheme, row.valid.lower)
    if card.version != row.version:
        raise Refused(
            "version_changed", _("The scheme has another version since: %(version)s.", version=card.version),
            mend=_("Reject it, and have it proposed anew."),
        )  # fmt: skip
    read_on = min(row.valid.lower, timezone.localdate())
    now = score_for_grade(actor.locale, card, row.tower_id, row.valid.lower, read_on, judgements_of(row.lines))
    if changed := changed_lines(row.lines, now):
        raise Refused(
            "facts_changed", _("The proposal is older than the facts it stands on: %(lines)s.", lines=", ".join(changed)),
            mend=_("Reject it, and have it proposed anew."),
        )  # fmt: skip
    _require_no_obstacle(actor, now)
    if now.score.grade_least is None or now.score.grade_least.grade != row.grade:
        raise Refused(
            "bounds_changed", _("The bounds of the scheme have changed since: these points reach another grade."),
            mend=_("Reject it, and have it proposed anew."),
        )  # fmt: skip
    _require_free(row.tower, row.scheme, row.valid)
    return _decide(actor, row, State.IN_FORCE, "grade.approve")


@transaction.atomic
def reject_grade(*, actor: Actor, grade_id: int, reason: str) -> GradeResult:
    """Reject a proposal, with a reason that its proposer reads. Refuses no reason, and one's own proposal."""
    row = _take(actor, grade_id, Permission.GRADE_DECIDE)
    _require_second(actor, row)
    require_reason(reason, _("Whoever proposed it reads it."))
    return _decide(actor, row, State.REJECTED, "grade.reject", reason)


@transaction.atomic
def withdraw_grade(*, actor: Actor, grade_id: int, reason: str) -> GradeResult:
    """Take one's own proposal back before it is decided. Refuses no reason, and the proposal of somebody else."""
    row = _take(actor, grade_id, Permission.REGISTER_EDIT)
    if row.proposed_by_id != actor.user_id:
        raise Refused(
            "not_own_work", _("Somebody else proposed this grade."), mend=_("A section head may reject it."),
        )  # fmt: skip
    require_reason(reason, _("It stands in the trail."))
    return _decide(actor, row, State.WITHDRAWN, "grade.withdraw", reason)


@transaction.atomic
def revoke_grade(*, actor: Actor, grade_id: int, on: date, reason: str) -> GradeResult:
    """From the day `on` a grade does not hold any more; until the day before it did.

    Refuses a day outside those it was given for, a grade that is not in force, and no reason.
    """
    row = _take(actor, grade_id, Permission.GRADE_DECIDE, wanted=State.IN_FORCE)
    require_day(on, "on")
    require_reason(reason, _("It stands in the trail."))
    if on not in row.valid:
        raise Refused(
            "outside_its_days", _("The grade is given from %(first)s to %(last)s.", **_days(row.valid)), field="on",
            mend=_("Choose one of these days."),
        )  # fmt: skip
    row.state, row.revoked_by_id, row.revoked_at = State.REVOKED, actor.user_id, timezone.now()
    row.revoked_on, row.revoked_because = on, reason.strip()
    row.save(update_fields=["state", "revoked_by", "revoked_at", "revoked_on", "revoked_because"])
    _note(actor, row, "grade.revoke", {"revoked_on": on}, reason)
    return row


def _take(actor: Actor, grade_id: int, permission: str, *, wanted: str = State.PROPOSED) -> GradeResult:
    """The grade in the state that the step begins with, after its tower is locked: of two at once, one comes second."""
    tower_id = GradeResult.objects.filter(pk=grade_id).values_list("tower_id", flat=True).first()
    if tower_id is None:
        raise NotThere("no_such_grade", _("There is no such grade in your area."))
    tower = take_tower(actor, tower_id)
    actor.require(permission, area_path=tower.area_path, tower_id=tower.pk)
    row = GradeResult.objects.select_for_update(of=("self",)).select_related("tower").get(pk=grade_id)
    if row.state != wanted:
        raise Refused(
            "decided_already", _("This has been decided meanwhile."), mend=_("Load the page again and see how."),
        )  # fmt: skip
    return row


def _decide(actor: Actor, row: GradeResult, state: str, act: str, reason: str = "") -> GradeResult:
    row.state, row.decided_by_id, row.decided_at = state, actor.user_id, timezone.now()
    row.decided_because = reason.strip()
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "decided_by", "decided_at", "decided_because"])
    except IntegrityError as error:
        if constraint_of(error) == "grade_once_at_a_time":
            raise _taken(row.valid) from error
        raise
    _note(actor, row, act, {}, reason)
    if row.proposed_by_id is not None and row.proposed_by_id != actor.user_id:
        _tell(actor, row, topic="grade.decided", people={row.proposed_by_id})
    return row


def _tell(actor: Actor, row: GradeResult, *, topic: str, people: set[int]) -> None:
    queue(
        actor=actor, topic=topic, key=f"grade:{row.pk}", recipients=people, template=topic.replace(".", "_"),
        args={"tower_id": row.tower_id}, subject_kind="tower", subject_id=row.tower_id, url=f"/desk/grades/{row.pk}",
    )  # fmt: skip


def _note(actor: Actor, row: GradeResult, act: str, diff: Mapping[str, object], reason: str = "") -> None:
    told = {"grade": row.pk, **diff}
    record(
        actor=actor, act=act, subject_kind="tower", subject_id=row.tower_id, diff=told, reason=reason.strip(),
        area_path=row.area_path, district_id=row.district_id,
    )  # fmt: skip


def _card(scheme: str, on: date) -> Scorecard:
    card = find_scorecard(scheme, on)
    if card is None:
        raise Refused(
            "no_such_scheme", _("No version of this scheme is held for that day."), field="valid_from",
            mend=_("The page of the schemes says from which day on each is used."),
        )  # fmt: skip
    return card


def _require_days(valid_from: date, valid_until: date) -> None:
    require_day(valid_from, "valid_from")
    require_day(valid_until, "valid_until")
    if valid_until < valid_from:
        raise Refused(
            "ends_before_it_begins", _("The last day lies before the first."), field="valid_until",
            mend=_("Choose a later last day."),
        )  # fmt: skip


def _require_judgements(actor: Actor, card: Scorecard, judged: Mapping[str, Judgement]) -> None:
    lines = {line.key: line for line in card.lines if line.judged}
    for key, one in judged.items():
        if key not in lines:
            raise Refused("no_such_line", _("The scheme has no such line to be judged: %(line)s.", line=key))
        name, most = name_of(actor.locale, lines[key].names), lines[key].points
        if not 0 <= one.points <= most:
            raise Refused(
                "points_out_of_range", _("%(line)s has 0 to %(most)s points.", line=name, most=most),
                field=f"points_{key}",
            )  # fmt: skip
        if not one.reason.strip():
            raise Refused(
                "reason_missing", _("Say why %(line)s gets these points.", line=name), field=f"reason_{key}",
                mend=_("The reason stands beside the points for good."),
            )  # fmt: skip


def _require_no_obstacle(actor: Actor, told: TowerScore) -> None:
    if (refusal := find_refusal(actor.locale, told)) is not None:
        raise refusal


def _require_second(actor: Actor, row: GradeResult) -> None:
    if row.proposed_by_id is not None and row.proposed_by_id == actor.user_id:
        raise Refused(
            "own_work", _("You proposed this grade yourself."), mend=_("Another section head decides it."),
        )  # fmt: skip


def _require_free(tower: Tower, scheme: str, span: DateRange) -> None:
    """Say which grade stands on these days before the database has to; its constraint stays the last word."""
    given = GradeResult.objects.filter(tower=tower, scheme=scheme, state__in=[State.IN_FORCE, State.REVOKED])
    for row in given.filter(valid__overlap=span).order_by("valid"):
        stood = DateRange(row.valid.lower, row.revoked_on or row.valid.upper)
        if stood.lower != stood.upper and _meet(stood, span):
            raise _taken(stood)


def _meet(one: DateRange, two: DateRange) -> bool:
    return (two.upper is None or one.lower < two.upper) and (one.upper is None or two.lower < one.upper)


def _taken(stood: DateRange) -> Refused:
    return Refused(
        "graded_already", _("A grade of this scheme holds from %(first)s to %(last)s.", **_days(stood)), field="valid_from",
        mend=_("Begin the new one after it, or revoke it first."),
    )  # fmt: skip


def _days(span: DateRange) -> dict[str, str]:
    last = (span.upper - timedelta(days=1)).isoformat() if span.upper else "—"
    return {"first": span.lower.isoformat(), "last": last}


def _lines(told: TowerScore) -> list[dict[str, object]]:
    return [
        {
            "key": line.key, "most": line.most, "points": line.points, "must": line.must, "judged": line.judged,
            "fact": line.fact, "fact_id": line.fact_id, "value": line.value, "reason": line.reason.strip(),
        }
        for line in told.lines
    ]  # fmt: skip
