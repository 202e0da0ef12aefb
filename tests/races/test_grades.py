"""Two section heads decide one grade at the same moment: one wins, the other is told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import partial

import pytest

from mashang.register.acts.grading import approve_grade, reject_grade, revoke_grade
from mashang.register.models import GradeResult
from mashang.register.tests.graded import FROM, make_rated_tower, propose
from mashang.register.tests.stewards import load_keys
from mashang.trail.models import Entry
from tests.cast import Cast, grant, make_cast, make_user
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 8


@pytest.fixture
def cast() -> Cast:
    load_keys()
    cast = make_cast()
    cast.users["section_head_two"] = make_user("section_head_two")
    grant(cast.users["section_head_two"], "section_head", cast.aofeng)
    return cast


def test_of_two_approvals_at_once_one_gives_the_grade_and_one_is_told(cast: Cast) -> None:
    one = cast.actor("section_head")
    two = one.within(user_id=cast.user("section_head_two").pk)
    for trial in range(TRIALS):
        row = propose(cast.actor("tower_steward"), make_rated_tower(cast.aofeng))
        other = partial(approve_grade, actor=two, grade_id=row.pk)
        if trial % 2:
            other = partial(reject_grade, actor=two, grade_id=row.pk, reason="缺记录")
        came = at_once(partial(approve_grade, actor=one, grade_id=row.pk), other)
        assert Counter(came) == {"done": 1, "decided_already": 1}
        assert Entry.objects.filter(act__in=["grade.approve", "grade.reject"], diff__grade=row.pk).count() == 1


def test_of_two_revocations_and_two_proposals_at_once_one_stands(cast: Cast) -> None:
    steward, head = cast.actor("tower_steward"), cast.actor("section_head")
    for _trial in range(TRIALS):
        tower = make_rated_tower(cast.aofeng)
        came = at_once(*[partial(propose, steward, tower)] * 2)
        assert Counter(came) == {"done": 1, "proposed_already": 1}
        row = GradeResult.objects.get(tower=tower)
        approve_grade(actor=head, grade_id=row.pk)
        days = (FROM, date(2026, 9, 1))
        came = at_once(*(partial(revoke_grade, actor=head, grade_id=row.pk, on=day, reason="复查") for day in days))
        assert Counter(came) == {"done": 1, "decided_already": 1}
