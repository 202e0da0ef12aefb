"""What the acts ask of the database: few statements, and as many for the thousandth case as for the first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mashang.cases.acts import handling
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.models import Case, CaseText
from mashang.cases.tests.deeds import Story
from mashang.cases.tests.make import open_one, own_firm
from mashang.notices.models import Notice
from mashang.trail.models import Entry
from tests.cast import Cast, make_tower

pytestmark = pytest.mark.django_db
MOST = 12


def statements(deed: Callable[[], object]) -> list[str]:
    """What a deed asks, without the savepoints of the test's own transaction."""
    with CaptureQueriesContext(connection) as asked:
        deed()
    return [q["sql"] for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]


def openings(cast: Cast) -> dict[str, Callable[[], object]]:
    """Cases by every door."""
    firm, tower = own_firm(cast), make_tower(cast)
    owner, clerk = cast.actor("firm_owner", face="portal"), cast.actor("window_clerk")
    said = Asking(item="property", title="电梯停了", text="三号电梯停着。", wish="今天修好")
    return {
        "portal": lambda: open_case(actor=owner, channel="portal", asking=replace(said, firm_id=firm), key=uuid4()),
        "window": lambda: open_case(
            actor=clerk, channel="window", asking=replace(said, tower_id=tower.pk), key=uuid4()
        ),
        "both": lambda: open_case(
            actor=clerk, channel="phone", asking=replace(said, tower_id=tower.pk, firm_id=firm), key=uuid4()
        ),
    }


def test_opening_a_case_takes_twelve_statements_at_most_whatever_the_door(cast: Cast) -> None:
    counts = {}
    for door, deed in openings(cast).items():
        deed()
        first = statements(deed)
        for _more in range(5):
            deed()
        counts[door] = (len(first), len(statements(deed)))
    assert {door: n for door, n in counts.items() if max(n) > MOST or n[0] != n[1]} == {}


def test_the_number_is_drawn_last_and_one_statement_writes_the_case(cast: Cast) -> None:
    asked = statements(openings(cast)["portal"])
    assert "trail_numbercounter" in asked[-2]
    for table in ("cases_case", "cases_casemove", "cases_casetext", "trail_entry", "notices_notice"):
        assert f'INSERT INTO "{table}"' in asked[-1]


def test_everything_that_belongs_to_a_case_is_there(cast: Cast) -> None:
    openings(cast)["portal"]()
    case = Case.objects.get()
    assert set(case.texts.values_list("part", flat=True)) == {"ask", "wish"}
    assert list(case.moves.values_list("act", "from_state", "to_state")) == [("open", "", "received")]
    assert Entry.objects.filter(act="case.open", subject_kind="case", subject_id=case.pk).count() == 1
    told = list(Notice.objects.filter(subject_kind="case", subject_id=case.pk))
    assert {one.topic for one in told} == {"case.received", "case.given"}
    assert {one.args["number"] for one in told} == {case.number}
    assert CaseText.objects.filter(case=case).count() == 2


# What calls, hears or rules on a department also writes to the department: its own step, link, messages and clocks. A day that
# moves takes the reminders before it along. A whistle looks whether its number was given out by an area of the district.
MORE = {
    "report in": 13, "object": 18, "answer summons": 17, "overrule objection": 26, "blow whistle": 17, "let through": 25,
    "grant extension": 13,
}  # fmt: skip


def test_a_deed_on_a_case_takes_twelve_statements_at_most(cast: Cast) -> None:
    deeds, counts = Story(cast, own_firm(cast)).deeds(), dict[str, int]()
    for name, ready in deeds.items():
        counts[name] = len(statements(ready()))
    assert [f"{name} {n}" for name, n in counts.items() if n > MORE.get(name, MOST)] == []
    assert len(counts) == 30


@pytest.mark.parametrize("act", ["take", "papers", "answer"])
def test_a_step_takes_as_many_statements_for_a_long_story_as_for_a_short_one(cast: Cast, act: str) -> None:
    officer = cast.actor("service_officer")
    deeds: dict[str, Callable[[Case], object]] = {
        "take": lambda case: handling.take_in_hand(actor=officer, case_id=case.pk),
        "papers": lambda case: handling.ask_for_papers(actor=officer, case_id=case.pk, gaps="合同"),
        "answer": lambda case: handling.answer_case(actor=officer, case_id=case.pk, outcome="solved", words="好了"),
    }
    short, long = open_one(cast), open_one(cast)
    for _turn in range(10):
        handling.write_note(actor=officer, case_id=long.pk, words="又问了一次")
    assert len(statements(lambda: deeds[act](short))) == len(statements(lambda: deeds[act](long)))
