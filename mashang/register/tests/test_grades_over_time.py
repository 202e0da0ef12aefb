"""Grades over time: one at a time, revoked from a day on, never edited; read as they stood."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.kernel.errors import NotAllowed
from mashang.register.acts.facts import state_fact
from mashang.register.acts.grading import reject_grade, revoke_grade
from mashang.register.models import GradeResult, Tower
from mashang.register.reads.grades import (
    GradesWanted,
    get_grade,
    in_force,
    list_grades,
    list_tower_grades,
)
from mashang.register.tests.graded import FROM, UNTIL, code_of, give, make_rated_tower, propose, refused_proposal
from mashang.register.tests.stewards import load_keys
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    load_keys()
    return make_cast()


@pytest.fixture
def tower(cast: Cast) -> Tower:
    return make_rated_tower(cast.aofeng, "鳌峰甲座")


def test_no_two_grades_of_a_scheme_hold_on_one_day(cast: Cast, tower: Tower) -> None:
    give(cast, tower)
    assert refused_proposal(cast, tower, valid_from=UNTIL, valid_until=date(2030, 1, 1)).code == "graded_already"
    after = give(cast, tower, valid_from=date(2029, 3, 1), valid_until=date(2032, 2, 28))
    values = {
        name: getattr(after, name)
        for name in ("tower", "area_path", "scheme", "version", "grade", "score", "lines", "read_on", "proposed_at")
    }
    with pytest.raises(IntegrityError, match="grade_once_at_a_time"), transaction.atomic():
        GradeResult.objects.create(
            **values, valid=DateRange(UNTIL, date(2029, 3, 1)), state="in_force", decided_at=timezone.now()
        )
    GradeResult.objects.create(
        **(values | {"scheme": "another"}), valid=DateRange(UNTIL, date(2029, 3, 1)), state="in_force",
        decided_at=timezone.now(),
    )  # fmt: skip


def test_a_revoked_grade_held_until_the_day_before_and_a_new_one_follows(cast: Cast, tower: Tower) -> None:
    row, head = give(cast, tower), cast.actor("section_head")
    day = date(2026, 9, 1)
    assert code_of(revoke_grade, actor=head, grade_id=row.pk, on=date(2026, 2, 28), reason="x") == "outside_its_days"
    assert code_of(revoke_grade, actor=head, grade_id=row.pk, on=day, reason="") == "reason_missing"
    with pytest.raises(NotAllowed):
        revoke_grade(actor=cast.actor("tower_steward"), grade_id=row.pk, on=day, reason="x")
    known_before = timezone.now()
    revoke_grade(actor=head, grade_id=row.pk, on=day, reason="消防检查不合格")
    assert code_of(revoke_grade, actor=head, grade_id=row.pk, on=day, reason="x") == "decided_already"

    def holding(on: date, known_at: datetime | None = None) -> list[int]:
        return list(GradeResult.objects.filter(in_force(on, known_at)).values_list("pk", flat=True))

    assert (holding(date(2026, 8, 31)), holding(day)) == ([row.pk], [])
    assert holding(day, known_before) == [row.pk]
    assert holding(date(2026, 8, 31), row.proposed_at) == []
    assert refused_proposal(cast, tower, valid_from=date(2026, 8, 31)).code == "graded_already"
    following = give(cast, tower, valid_from=day, valid_until=date(2029, 8, 31))
    assert holding(day) == [following.pk]
    assert [one.state for one in list_tower_grades(head, tower.pk)] == ["in_force", "revoked"]


def test_a_grade_revoked_from_its_first_day_never_held(cast: Cast, tower: Tower) -> None:
    row = give(cast, tower)
    revoke_grade(actor=cast.actor("section_head"), grade_id=row.pk, on=FROM, reason="评错了楼")
    assert not GradeResult.objects.filter(in_force(FROM)).exists()
    assert give(cast, tower).state == "in_force"


def test_what_was_proposed_and_decided_is_never_edited(cast: Cast, tower: Tower) -> None:
    row = give(cast, tower)
    changes = (
        "score = 99", "grade = 'star5'", "lines = '[]'", "valid = '[2026-01-01,2030-01-01)'", "decided_at = now()",
        "state = 'proposed'", "state = 'rejected'", "tower_id = tower_id + 1", "proposed_by_id = null",
        "state = 'revoked'",
    )  # fmt: skip
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local pgtrigger.ignore = '{{register}}'; update register_graderesult set {change}")
    rejected = propose(cast.actor("tower_steward"), make_rated_tower(cast.aofeng))
    reject_grade(actor=cast.actor("section_head"), grade_id=rejected.pk, reason="x")
    for change in ("update register_graderesult set state = 'in_force'", "delete from register_graderesult"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{change} where id = {rejected.pk}")
    row.refresh_from_db()
    assert (row.state, row.score) == ("in_force", 82)


def test_the_database_too_asks_for_a_second_person(cast: Cast, tower: Tower) -> None:
    row = propose(cast.actor("tower_steward"), tower)
    with pytest.raises(IntegrityError, match="grade_decided_by_another"), transaction.atomic():
        GradeResult.objects.filter(pk=row.pk).update(
            state="in_force", decided_by=row.proposed_by_id, decided_at=timezone.now()
        )


def test_a_grade_is_read_with_the_lines_and_sources_of_its_day(
    cast: Cast, tower: Tower, django_assert_num_queries: Any
) -> None:
    row, head = give(cast, tower), cast.actor("section_head")
    state_fact(actor=head, subject="tower", subject_id=tower.pk, key="lifts_passenger", valid_from=FROM, value="5")
    with django_assert_num_queries(2):
        found, lines = get_grade(head, row.pk)
    assert (found.name, found.score, found.most, found.since, found.until) == ("四星级", 82, 100, FROM, UNTIL)
    assert (found.proposed.by, found.decided and found.decided.by) == ("tower_steward", "section_head")
    lifts = next(line for line in lines if line.label.startswith("客梯"))
    assert (lifts.points, lifts.source is not None) == (10, True)
    assert "8" in lifts.text
    for _n in range(3):
        give(cast, make_rated_tower(cast.aofeng))
    with django_assert_num_queries(1):
        assert len(list_grades(head, GradesWanted(state="in_force", scheme="star_local"))) == 4
    assert len(list_grades(head, GradesWanted(q="鳌峰甲"))) == 1
