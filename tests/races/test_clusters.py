"""A cluster whose lead is answered while somebody does something else with a member: each firm has one answer."""

from __future__ import annotations

from functools import partial

import pytest

from mashang.cases.acts import clustering, handling
from mashang.cases.models import Case
from mashang.cases.tests.test_clusters import TITLES, ask_the_same
from tests.cast import Cast, make_cast, make_tower
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 6


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_of_an_answer_by_hand_and_one_by_the_lead_each_firm_reads_one(cast: Cast) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    for _trial in range(TRIALS):
        one, lead, two = ask_the_same(cast, tower, *TITLES)
        clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[one.pk, two.pk])
        answer = partial(handling.answer_case, actor=officer, outcome="solved", words="好了")
        came = at_once(partial(answer, case_id=lead.pk), partial(answer, case_id=one.pk))
        assert came[0] == "done"
        assert came[1] in ("done", "not_now")
        for case in (one, lead, two):
            case.refresh_from_db()
            assert case.state == "done_waiting"
            assert case.moves.filter(act="answer").count() == case.texts.filter(part="answer").count() == 1


def test_of_two_who_gather_the_same_cases_the_other_way_round_one_does(cast: Cast) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    for _trial in range(TRIALS):
        one, two, three = (case.pk for case in ask_the_same(cast, tower, *TITLES))
        gather = partial(clustering.cluster_cases, actor=officer)
        came = at_once(
            partial(gather, lead_id=one, case_ids=[two, three]), partial(gather, lead_id=three, case_ids=[two, one])
        )
        assert sorted(came) in (["cannot_lead", "done"], ["clustered_already", "done"])
        assert Case.objects.filter(pk__in=[one, two, three], cluster__isnull=False).count() == 2


def test_a_member_that_comes_while_the_lead_is_answered_is_answered_or_refused(cast: Cast) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    for _trial in range(TRIALS):
        late, lead, member = ask_the_same(cast, tower, *TITLES)
        clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[member.pk])
        came = at_once(
            partial(handling.answer_case, actor=officer, case_id=lead.pk, outcome="solved", words="好了"),
            partial(clustering.cluster_cases, actor=officer, lead_id=lead.pk, case_ids=[late.pk]),
        )
        late.refresh_from_db()
        assert (came[0], came[1], late.state) in (("done", "done", "done_waiting"), ("done", "cannot_lead", "received"))
