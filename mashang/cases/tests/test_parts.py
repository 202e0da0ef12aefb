"""A case in parts: each its own officer and clock, and the whole answered when all are done."""

from __future__ import annotations

import pytest

from mashang.cases.acts import closing, clustering, handling
from mashang.cases.acts.splitting import Piece, split_case
from mashang.cases.models import Case
from mashang.cases.reads.board import get_board
from mashang.cases.reads.case_file import get_case_file
from mashang.cases.reads.desk_queue import list_queue
from mashang.cases.reads.own_cases import list_own_cases
from mashang.cases.reads.queue_tabs import QueueWanted, count_tabs
from mashang.cases.reads.routing_trial import try_rules
from mashang.cases.rules.next_step import Standing, next_step
from mashang.cases.tests.make import ask_as_firm, open_one
from mashang.cases.tests.test_handle_case import clocks_of
from mashang.cases.tests.whistling import blow
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def split(cast: Cast, case: Case, *titles: str, officer: int | None = None) -> list[Case]:
    pieces = [Piece(title=title, officer_id=officer) for title in titles]
    return list(split_case(actor=cast.actor("service_officer"), case_id=case.pk, pieces=pieces).parts)


def done(actor: Actor, case: Case) -> Case:
    return handling.answer_case(actor=actor, case_id=case.pk, outcome="solved", words="办好了。")


def test_the_whole_is_answered_when_every_part_is_done(cast: Cast, firm: int) -> None:
    whole = ask_as_firm(cast, firm, item="staff", title="扩租打通隔墙")
    officer, agent = cast.actor("service_officer"), cast.actor("agent")
    one, two = split(cast, whole, "消防意见", "装修许可", officer=agent.user_id)
    assert [(part.state, part.officer_id, part.parent_id) for part in (one, two)] == [
        ("in_hand", agent.user_id, whole.pk)
    ] * 2
    assert clocks_of(one) == {"case_solve": "running"}
    assert set(
        Notice.objects.filter(subject_id=one.pk, subject_kind="case").values_list("recipient__login", flat=True)
    ) == {"agent"}
    owner = cast.actor("firm_owner", face="portal")
    assert [line.id for line in list_own_cases(owner)] == [whole.pk]  # the firm has the whole alone
    with pytest.raises(Refused, match=f"{one.number}, {two.number}") as why:
        done(officer, whole)
    assert why.value.code == "parts_open"
    assert get_case_file(officer, whole.pk).step.code == "parts"
    assert get_case_file(officer, one.pk).step.act == "finish"
    finished = done(agent, one)
    assert (finished.state, finished.outcome, clocks_of(one)) == ("closed", "solved", {"case_solve": "met"})
    assert finished.texts.get(part="answer").seen_by == "office"
    done(agent, two)
    told = Notice.objects.filter(topic="case.part_done", recipient__login="service_officer", channel="app").order_by(
        "pk"
    )
    assert [note.args["left"] for note in told] == [1, 0]
    assert done(officer, whole).state == "done_waiting"
    with pytest.raises(Refused, match="answered or has ended"):
        closing.reopen_case(actor=officer, case_id=one.pk, words="还差一点")
    assert not Notice.objects.filter(subject_id__in=[one.pk, two.pk], recipient__login="firm_owner").exists()


def test_a_part_has_departments_of_its_own_and_no_parts(cast: Cast) -> None:
    whole = open_one(cast)
    one, _two = split(cast, whole, "消防意见", "装修许可")
    blow(cast, one)
    assert whole.summonses.count() == 0
    for deed, code in (
        (lambda: split(cast, one, "更小的一块"), "part_of_a_case"),
        (lambda: handling.ask_for_papers(actor=cast.actor("service_officer"), case_id=one.pk, gaps="合同"), "part_of_a_case"),
        (lambda: split(cast, whole, " "), "title_missing"), (lambda: split(cast, whole), "no_parts"),
        (lambda: split(cast, whole, "丙", officer=cast.user("finance_officer").pk), "no_receiver"),
        (lambda: split(cast, whole, *"一二三四五六七八九"), "too_many_parts"),
    ):  # fmt: skip
        with pytest.raises(Refused) as why:
            deed()
        assert why.value.code == code
    other = open_one(cast)
    with pytest.raises(Refused, match="has parts"):
        clustering.cluster_cases(actor=cast.actor("service_officer"), lead_id=other.pk, case_ids=[whole.pk])
    with pytest.raises(NotThere):
        split_case(actor=cast.other("service_officer"), case_id=whole.pk, pieces=[Piece(title="甲")])


def test_parts_end_with_the_whole(cast: Cast) -> None:
    whole = open_one(cast)
    one, two = split(cast, whole, "消防意见", "装修许可")
    done(cast.actor("service_officer"), one)
    handling.withdraw_case(actor=cast.actor("service_officer"), case_id=whole.pk, reason="来电撤回")
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state) == ("closed", "withdrawn")
    assert clocks_of(two) == {"case_solve": "void"}


def test_whose_turn_it_is_with_parts() -> None:
    assert next_step(Standing(state="called", called=1, answered=1, part=True)).act == "finish"
    assert next_step(Standing(state="called", called=1, answered=1, parts=True)).code == "departments"
    assert next_step(Standing(state="received", parts=True)).code == "parts"


def test_a_whole_in_parts_counts_as_one_open_case_and_no_rule_is_tried_on_a_part(cast: Cast) -> None:
    head, agent = cast.actor("section_head"), cast.actor("agent")
    whole = open_one(cast)
    parts = split(cast, whole, "甲", "乙", "丙", officer=agent.user_id)
    counts = get_board(head).counts
    assert (counts.open, counts.came, counts.ended) == (1, 1, 0)
    assert (count_tabs(head)["all"], count_tabs(agent)["hand"]) == (1, 3)
    assert [row.id for row in list_queue(head, QueueWanted(tab="all")).rows] == [whole.pk]
    by_name = list_queue(head, QueueWanted(tab="all", officer_id=agent.user_id)).rows
    assert {row.id for row in by_name} == {part.pk for part in parts}
    done(agent, parts[0])
    assert get_board(head).counts.ended == 0
    assert try_rules(head, []).cases == 1
