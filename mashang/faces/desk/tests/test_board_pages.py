"""The supervisor's board: its heads and their rows; the start page and the search."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mashang.cases.models import Case
from mashang.cases.reads.board import get_board
from mashang.cases.tests.make import open_one, own_firm
from mashang.cases.tests.whistling import blow, case_in_hand
from mashang.faces.desk.tests.test_case_pages import signed_in, text_of
from mashang.register.acts.ledger.findable import find_firms_anew
from mashang.register.models import Firm
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def test_the_board_leads_with_what_is_overdue_and_each_head_opens_its_rows(cast: Cast) -> None:
    late, calm = open_one(cast), open_one(cast)
    Case.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - timedelta(days=4))
    head = signed_in(cast, "section_head")
    page = text_of(head, reverse("board"))
    assert late.number in page
    assert "Overdue: 1" in page
    for tab, holds in (("overdue", {late.pk}), ("all", {late.pk, calm.pk}), ("stuck", set()), ("near", {calm.pk})):
        assert f"{reverse('cases')}?tab={tab}" in page
        rows = (
            text_of(head, reverse("cases"), tab=tab)
            .partition('class="k-card k-splitlist"')[2]
            .partition("</section>")[0]
        )
        assert {pk for pk, case in ((late.pk, late), (calm.pk, calm)) if case.number in rows} == holds
    assert signed_in(cast, "window_clerk").get(reverse("board")).status_code == 403


def test_what_waits_to_be_decided_leads_each_reader_where_they_may_go(cast: Cast) -> None:
    case = case_in_hand(cast)
    blow(cast, case)
    head, supervisor = signed_in(cast, "section_head"), signed_in(cast, "supervisor")
    cards = [text_of(one, reverse("board")).partition('id="h-awaited"')[2].partition("</section>")[0] for one in (head, supervisor)]  # fmt: skip
    gate, file = reverse("whistle_gate", args=[case.pk]), reverse("case", args=[case.pk])
    assert f'href="{gate}"' in cards[0]
    assert "Waits for a section head" in cards[1]
    assert f'href="{file}"' in cards[1]
    assert (gate in cards[1], supervisor.get(gate).status_code, supervisor.get(file).status_code) == (False, 403, 200)


def test_a_case_that_nobody_moves_is_stuck(cast: Cast) -> None:
    case = open_one(cast, at=timezone.now() - timedelta(days=10))
    page = text_of(signed_in(cast, "section_head"), reverse("cases"), tab="stuck")
    assert case.number in page


def test_the_start_page_says_which_cases_wait_and_the_search_finds_one_by_number_and_by_firm(cast: Cast) -> None:
    firm = own_firm(cast)
    case = open_one(cast, firm_id=firm)
    steward = signed_in(cast, "tower_steward")
    assert case.number in text_of(steward, reverse("desk_home"))
    name = Firm.objects.get(pk=firm).name
    find_firms_anew([firm])
    for words in (case.number, case.number.lower().replace("-", ""), name):
        assert f'href="{reverse("case", args=[case.pk])}"' in text_of(
            steward, reverse("desk_search"), q=words, part="1"
        ), words
        assert case.number in text_of(steward, reverse("desk_search"), q=words, kind="cases")
    other = signed_in(cast, "other_tower_steward")
    assert case.number not in text_of(other, reverse("desk_search"), q=case.number[:6], part="1")
    auditor = signed_in(cast, "investment_officer")
    assert "speakerphone" not in text_of(auditor, reverse("desk_search"), q=case.number, part="1")


def test_the_board_asks_twenty_questions_at_most(cast: Cast) -> None:
    late = open_one(cast)
    Case.objects.filter(pk=late.pk).update(next_due_at=timezone.now() - timedelta(days=4))
    head = cast.actor("section_head")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get_board(head)
        return len(queries)

    few = asked()
    for _ in range(12):
        Case.objects.filter(pk=open_one(cast).pk).update(next_due_at=timezone.now() - timedelta(hours=4))
    assert asked() <= few <= 20
