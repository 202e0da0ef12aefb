"""Parts and their whole, by two people at the same moment: no part is open under a whole that is answered."""

from __future__ import annotations

from functools import partial

import pytest

from mashang.cases.acts import closing, handling
from mashang.cases.acts.splitting import Piece, split_case
from mashang.cases.models import Case
from mashang.cases.tests.make import open_one
from mashang.notices.models import Notice
from tests.cast import Cast, make_cast
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 4


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def split(cast: Cast, *titles: str) -> tuple[Case, list[Case]]:
    whole = open_one(cast)
    pieces = [Piece(title=title) for title in titles]
    return whole, list(split_case(actor=cast.actor("service_officer"), case_id=whole.pk, pieces=pieces).parts)


@pytest.mark.parametrize("how", ["answer", "withdraw"])
def test_no_part_is_reopened_under_a_whole_that_ends(cast: Cast, how: str) -> None:
    officer = cast.actor("service_officer")
    answer = partial(handling.answer_case, actor=officer, outcome="solved", words="好了")
    for _trial in range(TRIALS):
        whole, (part,) = split(cast, "消防")
        answer(case_id=part.pk)
        end = partial(answer, case_id=whole.pk)
        if how == "withdraw":
            end = partial(handling.withdraw_case, actor=officer, case_id=whole.pk, reason="来电撤回")
        came = at_once(partial(closing.reopen_case, actor=officer, case_id=part.pk, words="还差一点"), end)
        assert came in (["done", "parts_open"], ["whole_is_answered", "done"], ["done", "done"])
        assert Case.objects.filter(parent=whole, closed_at=None).exists() == (came[1] == "parts_open")


def test_of_two_parts_that_are_finished_at_once_the_later_is_the_last(cast: Cast) -> None:
    finish = partial(handling.answer_case, actor=cast.actor("section_head"), outcome="solved", words="好了")
    for _trial in range(TRIALS):
        whole, parts = split(cast, "消防", "装修")
        assert at_once(*(partial(finish, case_id=one.pk) for one in parts)) == ["done", "done"]
        told = Notice.objects.filter(topic="case.part_done", subject_id=whole.pk, channel="app")
        assert sorted(set(told.values_list("args__left", flat=True))) == [0, 1]
