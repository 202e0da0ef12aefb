"""Giving a tower a grade: what is proposed, what is refused, who decides, what is revoked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.register.acts import grading
from mashang.register.acts.facts import state_fact
from mashang.register.acts.grading import approve_grade, grade_tower, reject_grade, revoke_grade, withdraw_grade
from mashang.register.models import FactKey, GradeResult, Tower
from mashang.register.reads.grades import (
    GradesWanted,
    get_grade,
    list_grades,
    list_tower_grades,
)
from mashang.register.reads.grading import find_scorecard
from mashang.register.rules.grading import Judgement, Obstacle
from mashang.register.tests import make
from mashang.register.tests.graded import FROM, UNTIL, code_of, judged, make_rated_tower, propose, refused_proposal
from mashang.register.tests.stewards import load_keys
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    load_keys()
    return make_cast()


@pytest.fixture
def tower(cast: Cast) -> Tower:
    return make_rated_tower(cast.aofeng, "鳌峰甲座")


def told(cast: Cast, login: str) -> list[str]:
    """The topics of the news of grades that a person has."""
    rows = Notice.objects.filter(recipient=cast.user(login), channel="app", topic__startswith="grade.")
    return list(rows.order_by("pk").values_list("topic", flat=True))


def test_the_head_is_told_of_a_proposal_and_the_proposer_of_its_end(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    assert (told(cast, "section_head"), told(cast, "other_section_head")) == (["grade.to_approve"], [])
    reject_grade(actor=cast.actor("section_head"), grade_id=row.pk, reason="净高未测")
    assert told(cast, "tower_steward") == ["grade.decided"]
    own = propose(cast.actor("tower_steward"), tower)
    withdraw_grade(actor=cast.actor("tower_steward"), grade_id=own.pk, reason="改日再报")
    assert told(cast, "tower_steward") == ["grade.decided"]


def test_a_proposal_keeps_every_line_as_it_stands(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    assert (row.state, row.grade, row.score, row.version) == ("proposed", "star4", 82, "2026 示例")
    lines = {line["key"]: line for line in row.lines}
    assert len(lines) == 9
    assert (lines["clear_height"]["points"], Decimal(lines["clear_height"]["value"])) == (10, Decimal("2.8"))
    assert lines["clear_height"]["fact_id"] == tower.facts.get(key__key="clear_height").pk
    assert (lines["management"]["points"], lines["management"]["reason"]) == (14, "现场查看，服务台有人值守")
    entry = Entry.objects.get(act="grade.propose")
    assert (entry.subject_kind, entry.subject_id) == ("tower", tower.pk)
    assert entry.diff["grade"] == row.pk


def test_the_facts_are_those_of_the_first_day_and_of_today_for_a_day_to_come(cast: Cast, tower: Tower) -> None:
    key = FactKey.objects.get(key="lifts_passenger")
    make.make_fact(tower, key, since=date(2026, 6, 1), num=2)
    assert propose(cast.actor("tower_steward"), tower).score == 82
    withdraw_grade(actor=cast.actor("tower_steward"), grade_id=GradeResult.objects.get().pk, reason="重算")
    later = propose(cast.actor("tower_steward"), tower, valid_from=date(2026, 7, 1))
    assert (later.score, later.read_on) == (72, date(2026, 7, 1))
    withdraw_grade(actor=cast.actor("tower_steward"), grade_id=later.pk, reason="重算")
    coming = propose(cast.actor("tower_steward"), tower, valid_from=date(2030, 1, 1), valid_until=date(2030, 12, 31))
    assert coming.read_on == timezone.localdate()


def test_the_national_scheme_is_refused_under_its_area_within_a_year_and_without_its_text(cast: Cast) -> None:
    tower = make.make_tower(cast.aofeng)
    area, completed = (FactKey.objects.get(key=key, subject="tower") for key in ("business_sqm", "completed_on"))
    values = {"scheme": "gbt39069", "judged": {}}
    assert refused_proposal(cast, tower, **values).code == Obstacle.NO_BOUNDS
    make.make_fact(tower, area, num=1_499_999)
    make.make_fact(tower, completed, day=date(2025, 6, 1))
    small = refused_proposal(cast, tower, **values)
    assert small.code == Obstacle.REFUSED
    assert "14,999.99" in str(small.message)
    make.make_fact(tower, area, since=date(2026, 2, 1), num=1_500_000)
    young = refused_proposal(cast, tower, **values)
    assert young.code == Obstacle.REFUSED
    assert "2025-06-01" in str(young.message)


def test_a_must_without_points_is_refused_at_its_line(cast: Cast, tower: Tower) -> None:
    open_must = {"management": judged()["management"]}
    assert (refused_proposal(cast, tower, judged=open_must).code, refused_proposal(cast, tower, judged=open_must).field) == (
        Obstacle.MUST, "points_fire_drill",
    )  # fmt: skip
    assert refused_proposal(cast, tower, judged=judged(drill=0)).code == Obstacle.MUST
    unpowered = make_rated_tower(cast.aofeng, power_dual={"flag": False})
    refused = refused_proposal(cast, unpowered)
    assert (refused.code, refused.field) == (Obstacle.MUST, "")


def test_open_lines_are_refused_only_where_they_decide_the_grade(cast: Cast) -> None:
    best: dict[str, Any] = {"parking_charging": {"num": 20}, "metro_minutes": {"num": 5}, "green_grade": None}
    without_green = make_rated_tower(cast.aofeng, **best)  # 60 by facts, and up to 10 more
    assert refused_proposal(cast, without_green, judged=judged(management=19)).code == Obstacle.OPEN
    assert propose(cast.actor("tower_steward"), without_green, judged=judged(management=20)).grade == "star5"
    only_drill = {"fire_drill": judged()["fire_drill"]}
    refused = refused_proposal(cast, make_rated_tower(cast.aofeng), judged=only_drill)
    assert (refused.code, refused.field) == (Obstacle.OPEN, "points_management")


def test_points_that_reach_no_grade_are_no_proposal(cast: Cast) -> None:
    poor = make_rated_tower(
        cast.aofeng, clear_height={"num": 200}, efficiency={"num": 5000}, green_grade={"code": "none"}
    )
    assert refused_proposal(cast, poor, judged=judged(drill=5, management=0)).code == Obstacle.NONE_REACHED


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"management": Judgement(points=21, reason="好")}, "points_out_of_range", "points_management"),
        ({"management": Judgement(points=-1, reason="差")}, "points_out_of_range", "points_management"),
        ({"management": Judgement(points=3, reason="  ")}, "reason_missing", "reason_management"),
        ({"clear_height": Judgement(points=10, reason="目测")}, "no_such_line", ""),
    ],
)
def test_what_is_judged_has_points_of_its_line_and_a_reason(
    cast: Cast, tower: Tower, given: dict[str, Judgement], code: str, field: str
) -> None:
    refused = refused_proposal(cast, tower, judged=judged() | given)
    assert (refused.code, refused.field) == (code, field)


def test_days_that_cannot_be_are_refused(cast: Cast, tower: Tower) -> None:
    assert refused_proposal(cast, tower, valid_until=date(2026, 2, 28)).code == "ends_before_it_begins"
    assert refused_proposal(cast, tower, valid_from=date(2025, 12, 31)).code == "no_such_scheme"
    assert refused_proposal(cast, tower, valid_until=date(2929, 2, 28)).code == "strange_year"
    assert refused_proposal(cast, tower, scheme="no_such").code == "no_such_scheme"


def test_one_proposal_of_a_scheme_waits_at_a_time(cast: Cast, tower: Tower) -> None:
    propose(cast.actor("tower_steward"), tower)
    assert refused_proposal(cast, tower).code == "proposed_already"


def test_the_grade_is_given_by_a_second_person(cast: Cast, tower: Tower) -> None:
    head = cast.actor("section_head")
    own = propose(head, tower)
    assert code_of(approve_grade, actor=head, grade_id=own.pk) == "own_work"
    assert code_of(reject_grade, actor=head, grade_id=own.pk, reason="不同意") == "own_work"
    withdraw_grade(actor=head, grade_id=own.pk, reason="请楼长申报")
    row = propose(cast.actor("tower_steward"), tower)
    with pytest.raises(NotAllowed):
        approve_grade(actor=cast.actor("service_officer"), grade_id=row.pk)
    given = approve_grade(actor=head, grade_id=row.pk)
    assert (given.state, given.decided_by_id) == ("in_force", head.user_id)
    assert code_of(approve_grade, actor=head, grade_id=row.pk) == "decided_already"
    assert Entry.objects.filter(act="grade.approve", diff__grade=row.pk).count() == 1


def test_a_grade_of_another_area_is_not_there(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    other = cast.other("section_head")
    for deed, more in (
        (approve_grade, {}),
        (reject_grade, {"reason": "x"}),
        (revoke_grade, {"on": FROM, "reason": "x"}),
    ):
        with pytest.raises(NotThere):
            deed(actor=other, grade_id=row.pk, **more)
    with pytest.raises(NotThere):
        get_grade(other, row.pk)
    with pytest.raises(NotThere):
        propose(cast.other("tower_steward"), tower)
    assert (list_tower_grades(other, tower.pk), list_grades(other, GradesWanted())) == ((), ())


def test_a_proposal_older_than_its_facts_is_refused_and_names_them(cast: Cast, tower: Tower) -> None:
    with translation.override("zh-hans"):
        steward, head = cast.actor("tower_steward"), cast.actor("section_head")
    row = propose(steward, tower)
    state_fact(actor=steward, subject="tower", subject_id=tower.pk, key="lifts_passenger", valid_from=FROM, value="5")
    with pytest.raises(Refused, match="客梯") as refused:
        approve_grade(actor=head, grade_id=row.pk)
    assert refused.value.code == "facts_changed"
    reject_grade(actor=head, grade_id=row.pk, reason="客梯数量有更正，请重新申报")
    assert propose(steward, tower).score == 77


def test_a_proposal_whose_points_reach_another_grade_by_now_is_refused(
    cast: Cast, tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    card = find_scorecard("star_local", FROM)
    assert card is not None
    moved = [replace(bound, points=0 if bound.grade != row.grade else 99) for bound in card.grades]
    monkeypatch.setattr(grading, "find_scorecard", lambda *_asked: replace(card, grades=tuple(moved)))
    with pytest.raises(Refused) as refused:
        approve_grade(actor=cast.actor("section_head"), grade_id=row.pk)
    assert refused.value.code == "bounds_changed"
    assert GradeResult.objects.get(pk=row.pk).state == "proposed"


def test_a_fact_that_is_only_confirmed_by_a_newer_source_is_no_change(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    make.make_fact(tower, FactKey.objects.get(key="lifts_passenger"), since=date(2026, 2, 1), num=8)
    assert approve_grade(actor=cast.actor("section_head"), grade_id=row.pk).state == "in_force"


def test_a_rejection_has_a_reason_and_leaves_the_way_open(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    head = cast.actor("section_head")
    assert code_of(reject_grade, actor=head, grade_id=row.pk, reason=" ") == "reason_missing"
    assert reject_grade(actor=head, grade_id=row.pk, reason="缺演练记录").decided_because == "缺演练记录"
    assert propose(cast.actor("tower_steward"), tower).state == "proposed"


def test_only_the_proposer_takes_a_proposal_back(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    assert code_of(withdraw_grade, actor=cast.actor("service_officer"), grade_id=row.pk, reason="x") == "not_own_work"
    assert withdraw_grade(actor=cast.actor("tower_steward"), grade_id=row.pk, reason="写错了").state == "withdrawn"


def test_nobody_without_the_right_to_edit_proposes(cast: Cast, tower: Tower) -> None:
    with pytest.raises(NotAllowed):
        grade_tower(
            actor=cast.actor("leader"), tower_id=tower.pk, scheme="star_local", judged=judged(), valid_from=FROM,
            valid_until=UNTIL,
        )  # fmt: skip
