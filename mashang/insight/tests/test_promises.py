"""The figures of the promises, against requests that were counted by hand; and as they were known then."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from mashang.cases.acts.counting import recount_rates
from mashang.cases.models import Case, CaseMove, RateCount, Rating
from mashang.cases.reads.promises import everywhere, promises
from mashang.cases.tests.make_promises import (
    Promises,
    at,
    close,
    leave_out,
    make_case,
    make_promises,
    past_the_guards,
    stop,
)
from mashang.insight.kpis.promises import KPIS as SERVICES
from mashang.insight.kpis.registry import KPIS
from mashang.insight.reads.figures import get_figure, list_parts
from mashang.insight.reads.rows import list_rows
from mashang.insight.tests.make import DAY, freeze, make_reader, make_tree
from mashang.insight.tests.worlds import Sums, World, row_sums, sums
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.tests.make import make_firm

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 20, 20, tzinfo=at(1).tzinfo)


@pytest.fixture
def scene() -> tuple[World, Promises]:
    tree = make_tree()
    return World(tree), make_promises(tree["park"], [make_firm(area=tree["park"]) for _one in range(3)])


def come_to(world: World, on: date, known: datetime) -> dict[str, Sums]:
    """num, den and n of every figure of the promises, in the street."""
    return {kpi.key: sums(kpi, world, on, known)[world.tree["street"].path, None] for kpi in SERVICES}


BY_HAND: dict[str, Sums] = {
    "response_rate": (6, 8, 8),  # late: 2, not at all: 7; 4 is left out
    "resolution_rate": (1, 2, 2),  # 1 confirmed, 2 reopened; 3, 4 and 11 were silent
    "satisfaction_rate": (1, 1, 1),  # 2 was reopened and is not closed: nobody is told yet how it was rated
    "on_time_rate": (2, 4, 4),  # late: 2, overdue: 5; 6 stands still, 8 was extended
    "answer_median": (2 * 3600 + 14 * 3600 * 2 + 225_000, 0, 4),
    "answer_p90": (2 * 3600 + 14 * 3600 * 2 + 225_000, 0, 4),
    "repeat_rate": (2, 8, 8),  # 3 after 1, 8 after 5; 9 is too long ago
    "report_in_rate": (1, 2, 1),
    "batch_on_time_rate": (1, 2, 2),
    "visit_coverage": (1, 3, 3),
    "problems_closed_rate": (1, 2, 2),
    "cases_open": (6, 0, 6),
    "cases_overdue": (1, 0, 1),
    "cases_carried_over": (1, 0, 1),
}


def test_each_figure_is_what_a_person_counts_and_its_rows_add_up_to_it(scene: tuple[World, Promises]) -> None:
    world, _made = scene
    assert come_to(world, DAY, EVENING) == BY_HAND
    for kpi in SERVICES:
        for path in (world.tree["park"].path, world.tree["city"].path, world.tree["other"].path):
            assert row_sums(kpi, world, DAY, EVENING, path) == sums(kpi, world, DAY, EVENING)[path, None], kpi.key


def test_a_past_day_is_told_as_it_stood(scene: tuple[World, Promises]) -> None:
    world, _made = scene
    then = come_to(world, date(2026, 11, 11), timezone.now())
    assert then["response_rate"] == (6, 8, 8)  # 4 was not left out yet, 7 not asked
    assert then["on_time_rate"] == (2, 4, 4)  # 4 late, 2 overdue that evening
    assert then["cases_open"] == (8, 0, 8)  # 11 and 12 were open too, 7 was not asked
    assert then["cases_overdue"] == (2, 0, 2)  # 2, and 12 of the batch
    before = come_to(world, date(2026, 11, 17), timezone.now())
    assert before["cases_overdue"] == (1, 0, 1)  # 8 was extended before its first day, 12 of the batch is settled
    assert come_to(world, DAY, at(12, 8))["cases_overdue"] == (2, 0, 2)  # as known at eight on the 12th


def test_what_happens_later_changes_no_figure_as_it_was_known(scene: tuple[World, Promises]) -> None:
    world, made = scene
    with past_the_guards():
        stop(made.clocks[5], at(21))
        leave_out(made.cases[2], "response", at(23))
        leave_out(made.cases[2], "satisfaction", at(23))
        CaseMove.objects.create(
            case=made.cases[1], act="reopen", from_state="closed", to_state="in_hand", hands="office", at=at(22)
        )
        CaseMove.objects.create(
            case=made.cases[10], act="recheck", from_state="carried", to_state="in_hand", hands="office", at=at(22)
        )
        Case.objects.filter(pk=made.cases[1].pk).update(state="in_hand", closed_at=None, round=2)
        Rating.objects.create(case=made.cases[3], round=1, level=2, at=at(24))
    assert come_to(world, DAY, EVENING) == BY_HAND
    later = come_to(world, date(2026, 11, 27), timezone.now())
    assert later["resolution_rate"] == (0, 2, 2)
    assert later["satisfaction_rate"] == (1, 2, 2)
    assert later["cases_carried_over"] == (0, 0, 0)
    assert later["response_rate"] == (6, 7, 7)


def test_what_stands_today_is_the_same_read_from_the_clocks_and_from_their_changes(
    scene: tuple[World, Promises],
) -> None:
    asked = {"on": date(2026, 11, 24), "at": close(24)}
    with connection.cursor() as cursor:
        found = []
        for now in (False, True):
            cursor.execute(f"select * from ({promises(everywhere, now=now)}) p order by measure, id", asked)
            found.append(cursor.fetchall())
    assert found[0] == found[1]
    assert len(found[0]) > 30


def judged_anew() -> int:
    """How many ratings the worker counts for the rates."""
    recount_rates(actor=Actor.system("rates"))
    return sum(RateCount.objects.filter(measure="satisfaction").values_list("judged", flat=True))


def test_how_a_firm_rated_is_in_no_figure_row_and_rate_before_its_case_is_closed(scene: tuple[World, Promises]) -> None:
    world, made = scene
    park, kpi = world.tree["park"], KPIS["satisfaction_rate"]
    with past_the_guards():
        case = make_case(park, 20, at(4), ("answer", "done_waiting", at(6)), firm=made.firms[0])
        Rating.objects.create(case=case, round=1, level=1, at=at(9))
    assert sums(kpi, world, DAY, EVENING)[park.path, None] == (1, 1, 1)
    freeze(world.tree["city"])
    reader = make_reader(park, "case.read")
    assert [row.of for row in list_rows(reader, "satisfaction_rate", on=DAY).rows] == [made.cases[1].pk]
    assert judged_anew() == 1

    with past_the_guards():
        CaseMove.objects.create(
            case=case, act="silence", from_state="done_waiting", to_state="closed", hands="nobody", at=at(14)
        )
        Case.objects.filter(pk=case.pk).update(state="closed", closed_at=at(14))
    assert sums(kpi, world, date(2026, 11, 13), timezone.now())[park.path, None] == (1, 1, 1)  # as it stood then
    assert sums(kpi, world, DAY, EVENING)[park.path, None] == (1, 2, 2)
    assert judged_anew() == 2


def test_frozen_it_has_its_items_and_its_rows_lead_to_the_requests(scene: tuple[World, Promises]) -> None:
    world, made = scene
    freeze(world.tree["city"])
    reader = make_reader(world.tree["street"], "case.read")
    assert {key: get_figure(reader, key, on=DAY).value for key in ("response_rate", "answer_median", "answer_p90")} == {
        "response_rate": 75, "answer_median": 14, "answer_p90": Decimal("62.5"),
    }  # fmt: skip
    assert {part.dim: part.num for part in list_parts(reader, "cases_open", on=DAY, by="class")} == {
        "property": 3,
        "tax": 2,
        "staff": 1,
    }
    rows = list_rows(reader, "answer_median", on=DAY).rows
    assert (rows[0].name, rows[0].of, rows[0].num) == ("Q-2026-0002", made.cases[2].pk, Decimal("62.5"))
    assert list_rows(reader, "repeat_rate", on=DAY).figure.unknown == 3
    with pytest.raises(Refused) as refused:
        list_rows(make_reader(world.tree["street"]), "cases_open", on=DAY)
    assert refused.value.code == "rows_of_cases"
    assert all(str(kpi.scope) for kpi in KPIS.values() if kpi.left_out)
