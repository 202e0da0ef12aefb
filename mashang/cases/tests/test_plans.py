"""The inbox, a file and the board go by an index, whatever is asked for, however many cases there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts import handling
from mashang.cases.models import Case, CaseMove, CaseText
from mashang.cases.reads.board import get_board
from mashang.cases.reads.case_file import find_similar, get_case_file
from mashang.cases.reads.desk_queue import list_queue
from mashang.cases.reads.queue_tabs import MORE, TABS, QueueWanted, count_tabs
from mashang.cases.tests.make import open_one, own_firm
from mashang.clocks.models import Deadline
from mashang.register.tests.test_plans import multiply, scans
from tests.cast import Cast, make_tower

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENDED, OPEN = 40_000, 1_500
FAR = 10_000_000  # ids above those that the makers draw
LARGE = {model._meta.db_table for model in (Case, CaseMove, CaseText, Deadline)}


def scanned(read: Callable[[], object]) -> set[str]:
    """The large tables that a read goes through from end to end."""
    with CaptureQueriesContext(connection) as asked:
        read()
    found: set[str] = set()
    for query in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("explain (format json) " + query["sql"])
            plan = cursor.fetchone()[0]
        found |= set(scans(json.loads(plan) if isinstance(plan, str) else plan))
    return found & LARGE


@pytest.fixture
def case(cast: Cast) -> Case:
    """One case of a firm in a tower among tens of thousands of ended ones and some that are open."""
    clerk = cast.actor("window_clerk")
    firm, tower = own_firm(cast), make_tower(cast)
    gone = handling.withdraw_case(actor=clerk, case_id=open_one(cast).pk, reason="不办了")
    calm = open_one(cast)
    one = open_one(cast, firm_id=firm, tower_id=tower.pk)
    span = "s.opened_at - n * interval '20 minutes'"
    for row, count, start in ((gone, ENDED, FAR), (calm, OPEN, 2 * FAR)):
        new = f"{start} + n"
        multiply(row, count, id=new, ref="gen_random_uuid()", number=f"'Q-1999-' || {new}", opened_at=span)
        for move in row.moves.all():
            multiply(move, count, id=f"{start} + n * 10 + {move.pk % 10}", case_id=new)
        for text in row.texts.all():
            multiply(text, count, id=new, case_id=new)
        for deadline in Deadline.objects.filter(subject_kind="case", subject_id=row.pk)[:1]:
            multiply(deadline, count, id=new, subject_id=new)
    return one


def test_no_question_reads_a_large_table_from_end_to_end(cast: Cast, case: Case) -> None:
    clerk, head = cast.actor("window_clerk"), cast.actor("section_head")
    today = timezone.localdate()
    filters: dict[str, dict[str, Any]] = {
        "kind": {"kind": "hotline"}, "item": {"item": "arrears"}, "state": {"state": "special"}, "channel": {"channel": "code"},
        "priority": {"priority": "emergency"}, "officer": {"officer_id": cast.user("agent").pk},
        "department": {"department_id": cast.department.pk}, "words": {"words": "蒸汽锅炉"}, "tower": {"tower_id": case.tower_id},
        "firm": {"firm_ids": (case.firm_id,)}, "days": {"since": today - timedelta(days=5), "until": today},
    }  # fmt: skip
    reads: dict[str, Callable[[], object]] = {
        f"{tab} by {name}": lambda tab=tab, kept=kept, sort=sort: list_queue(
            clerk, QueueWanted(tab=tab, sort=sort, **kept)
        )  # type: ignore[misc]
        for name, kept in filters.items()
        for tab, sort in (("all", "due"), ("closed", "-opened"))
    }
    reads |= {tab: lambda tab=tab: list_queue(clerk, QueueWanted(tab=tab)) for tab in (*TABS[:-1], *MORE)}  # type: ignore[misc]
    first = list_queue(clerk, QueueWanted(tab="closed", sort="-opened"))
    reads |= {
        "closed": lambda: list_queue(clerk, QueueWanted(tab="closed", sort="-opened")),
        "the next page": lambda: list_queue(clerk, QueueWanted(tab="closed", sort="-opened", after=first.after)),
        "a number": lambda: list_queue(clerk, QueueWanted(number=case.number)),
        "counts": lambda: count_tabs(clerk),
        "file": lambda: get_case_file(clerk, case.pk),
        "similar": lambda: find_similar(
            clerk, firm_id=case.firm_id, tower_id=case.tower_id, item="property", now=timezone.localtime()
        ),
        "board": lambda: get_board(head),
    }
    assert {name: found for name, read in reads.items() if (found := scanned(read))} == {}
    # The measure itself: a question that no index answers is seen.
    assert scanned(lambda: list(Case.objects.filter(title="x"))) == {"cases_case"}
