"""The inbox: its tabs, its pages, what it says of a row, and how many questions it asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts import closing, handling
from mashang.cases.models import Case
from mashang.cases.reads.desk_queue import list_queue, list_whole_queue
from mashang.cases.reads.queue_tabs import QueueWanted, count_tabs
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.clocks.models import Deadline
from mashang.kernel.errors import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def numbers(cast: Cast, role: str = "window_clerk", **wanted: Any) -> list[int]:
    return [row.id for row in list_queue(cast.actor(role), QueueWanted(**wanted)).rows]


def test_each_tab_holds_what_it_says(cast: Cast) -> None:
    clerk = cast.actor("window_clerk")
    open_case, late, papers, special = (open_one(cast, at=timezone.now()) for _ in range(4))
    Case.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - timedelta(hours=1))
    handling.ask_for_papers(actor=clerk, case_id=papers.pk, gaps="合同")
    handling.take_in_hand(actor=clerk, case_id=special.pk)
    handling.begin_special(
        actor=clerk, case_id=special.pk, reason="专家评审", until=timezone.localdate() + timedelta(days=9)
    )
    gone = handling.withdraw_case(actor=clerk, case_id=open_one(cast).pk, reason="不办了")
    assert set(numbers(cast, tab="mine")) == {open_case.pk, late.pk, papers.pk, special.pk}
    assert numbers(cast, "tower_steward", tab="hand") == [late.pk, open_case.pk]
    assert numbers(cast, tab="overdue") == [late.pk]
    assert numbers(cast, tab="firm") == [papers.pk]
    assert set(numbers(cast, tab="paused")) == {papers.pk, special.pk}
    assert numbers(cast, tab="closed", sort="-opened") == [gone.pk]
    assert count_tabs(clerk) == {
        "mine": 4, "hand": 0, "today": count_tabs(clerk)["today"], "overdue": 1, "waiting": 0, "firm": 1, "paused": 2,
        "callback": 0, "all": 4,
    }  # fmt: skip


def test_a_low_rating_waits_in_the_tab_of_call_backs(cast: Cast) -> None:
    case = ask_as_firm(cast, own_firm(cast), item="staff")
    handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="已办好。")
    firm = cast.actor("firm_owner", face="portal")
    closing.confirm_closure(actor=firm, case_id=case.pk)
    closing.rate_case(actor=firm, case_id=case.pk, level=1)
    assert numbers(cast, tab="callback") == [case.pk]
    call = Deadline.objects.get(clock="case_callback")
    for now, state in ((call.start_at, "ok"), (call.due_at + timedelta(minutes=1), "late")):
        (row,) = list_queue(cast.actor("section_head"), QueueWanted(tab="callback"), now=now).rows
        assert (row.state_of_clock, row.next_clock, row.next_due_at) == (state, "case_callback", call.due_at)


def test_what_is_due_first_stands_first_and_what_no_clock_runs_over_stands_last(cast: Cast) -> None:
    now = timezone.now()
    cases = [open_one(cast).pk for _ in range(4)]
    for place, due in ((0, 3), (1, None), (2, 1), (3, 2)):
        Case.objects.filter(pk=cases[place]).update(next_due_at=due and now + timedelta(days=due))
    assert numbers(cast, tab="all") == [cases[2], cases[3], cases[0], cases[1]]
    assert numbers(cast, tab="all", sort="-due") == [cases[0], cases[3], cases[2], cases[1]]
    assert numbers(cast, tab="all", sort="-opened") == cases[::-1]


@pytest.mark.parametrize("sort", ["due", "-due", "opened", "-opened"])
def test_pages_hold_every_case_once_in_both_directions(cast: Cast, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr("mashang.cases.reads.desk_queue.SIZE", 3)
    now = timezone.now()
    for n in range(8):
        case = open_one(cast)
        due = None if n in (2, 5) else now + timedelta(days=n // 2)  # some equal, two without
        Case.objects.filter(pk=case.pk).update(next_due_at=due, opened_at=now - timedelta(days=n // 3))
    actor = cast.actor("window_clerk")
    page, seen, pages = list_queue(actor, QueueWanted(tab="all", sort=sort)), [], []
    assert page.before == ""
    while True:
        pages.append([row.id for row in page.rows])
        seen += pages[-1]
        if not page.after:
            break
        page = list_queue(actor, QueueWanted(tab="all", sort=sort, after=page.after))
    assert len(seen) == len(set(seen)) == 8
    assert seen == [row.id for row in list_whole_queue(actor, QueueWanted(tab="all", sort=sort))]
    for wanted in reversed(pages[:-1]):
        page = list_queue(actor, QueueWanted(tab="all", sort=sort, before=page.before))
        assert [row.id for row in page.rows] == wanted
    assert page.before == ""


def test_filters_narrow_and_a_number_finds_an_ended_case(cast: Cast) -> None:
    tax = open_one(cast, item="tax", title="发票用完了")
    lift = open_one(cast)
    handling.withdraw_case(actor=cast.actor("window_clerk"), case_id=lift.pk, reason="不办了")
    assert numbers(cast, tab="all", item="tax") == [tax.pk]
    assert numbers(cast, tab="all", words="发票") == [tax.pk]
    assert numbers(cast, tab="all", words="电梯") == []
    assert numbers(cast, tab="mine", number=lift.number) == [lift.pk]
    assert numbers(cast, tab="all", since=timezone.localdate() + timedelta(days=1)) == []


def test_a_row_says_in_whose_hands_and_for_how_long(cast: Cast) -> None:
    begin = timezone.make_aware(timezone.datetime(2026, 3, 2, 9))  # type: ignore[attr-defined]
    case = open_one(cast, at=begin)
    row = list_queue(cast.actor("window_clerk"), QueueWanted(tab="all"), now=begin + timedelta(hours=2)).rows[0]
    assert (row.hands, row.held, row.officer) == ("office", timedelta(hours=2), cast.user("tower_steward").name)
    assert (row.state_of_clock, row.left) == ("ok", timedelta(hours=11, minutes=30))
    later = list_queue(cast.actor("window_clerk"), QueueWanted(tab="all"), now=begin + timedelta(days=1, hours=9))
    assert (later.rows[0].id, later.rows[0].state_of_clock, later.rows[0].late) == (
        case.pk,
        "late",
        timedelta(minutes=0),
    )


def test_another_area_sees_nothing_of_it(cast: Cast) -> None:
    case = open_one(cast)
    assert list_queue(cast.other("window_clerk"), QueueWanted(tab="all")).rows == ()
    assert list_queue(cast.other("window_clerk"), QueueWanted(number=case.number)).rows == ()
    assert count_tabs(cast.other("window_clerk"))["all"] == 0


def test_a_file_of_too_many_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mashang.cases.reads.desk_queue.MOST_IN_A_FILE", 1)
    open_one(cast)
    open_one(cast)
    with pytest.raises(Refused, match="holds 1 cases"):
        list_whole_queue(cast.actor("window_clerk"), QueueWanted(tab="all"))


def test_the_list_asks_as_many_questions_for_many_cases_as_for_few(cast: Cast) -> None:
    actor = cast.actor("window_clerk")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            list_queue(actor, QueueWanted(tab="all"))
            count_tabs(actor)
        return len(queries)

    open_one(cast)
    few = asked()
    for _ in range(26):
        open_one(cast)
    assert asked() <= few <= 6
