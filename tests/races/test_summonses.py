"""Two people of one department, or a desk and a link, at the same moment: the summons is answered once."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from mashang.cases.acts import gate, linking
from mashang.cases.acts import summons as acts
from mashang.cases.acts.summons import Reply
from mashang.cases.models import CaseText, SummonsMove
from mashang.cases.tests.whistling import blow, called, case_in_hand, liaison
from mashang.kernel.actor import Actor
from tests.cast import Cast, make_cast
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 6
ANYONE = Actor(user_id=None, name="", role="", face="link")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_of_an_answer_by_link_and_one_at_the_desk_one_counts(cast: Cast) -> None:
    for _trial in range(TRIALS):
        (lead,) = called(cast)
        token = linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk).rsplit("/", 1)[-1]
        came = at_once(
            partial(acts.answer_summons, actor=liaison(cast), summons_id=lead.pk, outcome="done", words="甲"),
            partial(
                acts.reply_by_link, actor=ANYONE, token=token, reply=Reply(act="answer", outcome="done", words="乙")
            ),
        )
        assert sorted(came) in (["done", "link_recalled"], ["done", "summons_not_now"])
        assert CaseText.objects.filter(summons=lead, part="answer").count() == 1
        assert SummonsMove.objects.filter(summons=lead, act="answer").count() == 1


def test_of_two_answers_by_one_link_one_counts(cast: Cast) -> None:
    for _trial in range(TRIALS):
        (lead,) = called(cast)
        token = linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk).rsplit("/", 1)[-1]
        reply = partial(acts.reply_by_link, actor=ANYONE, token=token, reply=Reply(act="report_in"))
        assert Counter(at_once(reply, reply)) == {"done": 1, "link_used": 1}


def test_of_two_heads_at_the_gate_one_decides(cast: Cast) -> None:
    for trial in range(TRIALS):
        whistle = blow(cast, case_in_hand(cast))
        other = partial(gate.let_whistle_through, actor=cast.actor("leader"), whistle_id=whistle.pk)
        if trial % 2:
            other = partial(gate.turn_back, actor=cast.actor("leader"), whistle_id=whistle.pk, reason="不必")
        came = at_once(
            partial(gate.let_whistle_through, actor=cast.actor("section_head"), whistle_id=whistle.pk), other
        )
        assert Counter(came) == {"done": 1, "decided_already": 1}


def test_an_act_at_the_desk_that_sends_a_link_and_one_by_the_link_never_wait_for_ever(cast: Cast) -> None:
    for _trial in range(TRIALS):
        (lead,) = called(cast)
        token = linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk).rsplit("/", 1)[-1]
        came = at_once(
            partial(acts.reply_by_link, actor=ANYONE, token=token, reply=Reply(act="report_in")),
            partial(linking.renew_link, actor=cast.actor("service_officer"), summons_id=lead.pk),
        )
        assert sorted(came) in (["done", "done"], ["done", "link_recalled"])
