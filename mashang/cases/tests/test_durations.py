"""How long things take: by the nearest rank, late ones included, and nobody can be made out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts import handling
from mashang.cases.reads.durations import how_long
from mashang.cases.rules.durations import Took, durations_of, nearest_rank
from mashang.cases.tests.make import open_one
from mashang.clocks.models import Deadline
from tests.cast import Cast, make_firm


def took(count: int, *, askers: int = 9, open_late: int = 0, late: int = 0) -> list[Took]:
    rows = [
        Took(item="tax", asker=str(n % askers), seconds=3_600 * (n + 1), in_time=n >= late) for n in range(count)
    ]  # fmt: skip
    return rows + [Took(item="tax", asker=f"o{n}", seconds=None, in_time=False) for n in range(open_late)]


def test_the_percentiles_are_the_nearest_rank() -> None:
    assert [nearest_rank(range(1, 11), percent) for percent in (1, 50, 90, 100)] == [1, 5, 9, 10]
    [line] = durations_of([], took(10))
    assert (line.median_tenths, line.p90_tenths, line.share, line.answered) == (50, 90, 100, 10)


def test_what_is_open_past_its_day_counts_as_not_in_time() -> None:
    [line] = durations_of([], took(8, late=1, open_late=2))
    assert (line.answered, line.overdue, line.share) == (8, 2, 70)


@pytest.mark.parametrize(("count", "askers"), [(0, 9), (4, 9), (9, 2), (30, 1)])
def test_few_answers_and_few_askers_are_withheld_whole(count: int, askers: int) -> None:
    [line] = durations_of(["tax"], took(count, askers=askers, open_late=20))
    assert line.withheld
    assert (line.overdue, line.share, line.p90_tenths) == (None, None, None)


def answered(cast: Cast, name: str) -> None:
    case = open_one(cast, item="staff", firm_id=make_firm(cast, f"{name}（示例）").pk)
    handling.answer_case(
        actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="好了"
    )  # fmt: skip


@pytest.mark.django_db
def test_five_answers_of_firms_are_told_and_four_are_not(cast: Cast) -> None:
    for number in range(4):
        answered(cast, f"甲{number}")
    assert all(line.withheld for _name, line in how_long("zh-hans").lines)
    answered(cast, "乙")
    told = {line.item: line for _name, line in how_long("zh-hans").lines if not line.withheld}
    assert list(told) == ["staff"]
    assert (told["staff"].answered, told["staff"].share) == (5, 100)


@pytest.mark.django_db
def test_what_is_overdue_and_open_is_counted_and_what_is_older_is_not(cast: Cast) -> None:
    for number in range(6):
        answered(cast, f"甲{number}")
    late = open_one(cast, item="staff")
    Deadline.objects.filter(subject_id=late.pk, clock="case_solve").update(
        due_at=timezone.now() - timedelta(hours=2), warn_at=timezone.now() - timedelta(hours=9)
    )
    [line] = [line for _name, line in how_long("zh-hans").lines if not line.withheld]
    assert (line.answered, line.overdue, line.share) == (6, 1, 86)
    assert all(line.withheld for _name, line in how_long("zh-hans", on=date(2020, 1, 1)).lines)


@pytest.mark.django_db
def test_it_asks_the_database_as_often_for_many_as_for_few(cast: Cast) -> None:
    counts = []
    for turn in range(2):
        for number in range(3):
            answered(cast, f"丙{turn}{number}")
        with CaptureQueriesContext(connection) as queries:
            how_long("zh-hans")
        counts.append(len(queries))
    assert counts == [1, 1]
