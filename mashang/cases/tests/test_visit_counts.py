"""Counts of visits: firms visited of those due, and what became of the problems."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts.campaigns import open_campaign
from mashang.cases.acts.visit_splitting import Problem
from mashang.cases.models import Case
from mashang.cases.reads.visit_counts import Coverage, count_problems, count_problems_of, cover, cover_by_tower
from mashang.cases.tests.make_visits import record
from mashang.register.tests import make
from tests.cast import Cast

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


@pytest.fixture
def firms(cast: Cast) -> list[int]:
    """Three firms, two of them in one tower."""
    made = [make.make_firm(f"第{no}（示例）公司", cast.aofeng) for no in range(3)]
    tower = make.make_tower(cast.aofeng, "鳌峰甲座")
    for no, one in enumerate(made[:2]):
        make.make_tenancy(one, make.make_unit(tower, f"{no + 1}01", floor=no + 1))
    return [one.pk for one in made]


def campaign_over(cast: Cast, firms: list[int]) -> int:
    return open_campaign(
        actor=cast.actor("section_head"), name="四季度走访", kinds=(), begins_on=TODAY, ends_on=TODAY + timedelta(days=30),
        firm_ids=firms, officer_ids=[cast.user("service_officer").pk],
    ).pk  # fmt: skip


def test_a_firm_counts_once_however_often_it_was_visited(cast: Cast, firms: list[int]) -> None:
    campaign = campaign_over(cast, firms)
    record(cast, firms[0])
    record(cast, firms[0])
    assert cover([campaign])[campaign] == Coverage(due=3, visited=1)
    told = cover_by_tower(cast.actor("section_head"), campaign)
    assert told == [("鳌峰甲座", Coverage(due=2, visited=1)), ("", Coverage(due=1, visited=0))]
    assert Coverage(due=3, visited=1).share_bp == 3_333


def test_problems_are_counted_by_what_became_of_them(cast: Cast, firms: list[int]) -> None:
    campaign = campaign_over(cast, firms)
    record(cast, firms[0], problems=tuple(Problem(title=f"第{no}条", item="property") for no in range(3)))
    first = Case.objects.earliest("pk")
    from mashang.cases.acts.handling import withdraw_case

    withdraw_case(actor=cast.actor("service_officer"), case_id=first.pk, reason="企业说不用了")
    head = cast.actor("section_head")
    with CaptureQueriesContext(connection) as queries:
        counts = count_problems(head, TODAY, TODAY)
    assert (counts.collected, counts.closed, counts.carried, counts.open) == (3, 1, 0, 2)
    assert len(queries) == 1
    assert count_problems_of(campaign) == counts
    assert count_problems(cast.other("section_head"), TODAY, TODAY).collected == 0
