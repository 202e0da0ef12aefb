"""Grading by scorecards: refusals, points, what stays open, and the content itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from mashang.kernel.errors import NotThere
from mashang.register.reads.grading import find_scorecard, get_scorecards, get_tower_score, list_tower_scores
from mashang.register.rules.grading import Score, Scorecard, score_tower
from mashang.register.tests import make

ON = date(2026, 11, 20)
CONTENT = Path(__file__).resolve().parents[3] / "content"
FULL: dict[str, Any] = {
    "clear_height": Decimal("2.8"), "efficiency": Decimal(70), "lifts": Decimal(8), "power": True, "charging": Decimal(20),
    "green": "three_star", "metro": Decimal(10),
}  # fmt: skip


def card_of(scheme: str) -> Scorecard:
    card = find_scorecard(scheme, ON)
    assert card is not None
    return card


def national(sqm: int | None, completed_on: date | None) -> Score:
    return score_tower(card_of("gbt39069"), {}, None if sqm is None else Decimal(sqm), completed_on, ON)


def star(**values: Any) -> Score:
    return score_tower(card_of("star_local"), FULL | values, None, None, ON)


@pytest.mark.parametrize(
    ("sqm", "completed_on", "refused"),
    [
        (15000, date(2025, 11, 20), 0), (14999, date(2025, 11, 20), 1), (15000, date(2025, 11, 21), 1),
        (14999, date(2026, 1, 1), 2),
    ],
)  # fmt: skip
def test_the_national_grade_is_refused_under_its_area_and_within_a_year(
    sqm: int, completed_on: date, refused: int
) -> None:
    assert len(national(sqm, completed_on).refused) == refused


def test_what_the_scope_asks_and_nobody_knows_is_said() -> None:
    assert (len(national(None, None).unsure), national(None, None).refused) == (2, ())


def test_open_lines_make_a_range_and_not_nothing() -> None:
    score = star()
    assert (score.least, score.most, score.open_points) == (70, 100, 30)
    assert score.grade_least is None  # the fire drill is a must and still open
    assert score.grade_most is not None
    assert score.grade_most.grade == "star5"


def test_a_bound_belongs_to_its_band_or_not_as_it_says() -> None:
    assert star(metro=Decimal(11)).least == 65
    assert star(metro=Decimal(10)).least == 70
    assert star(charging=Decimal(0)).least == 60
    assert star(clear_height=Decimal("2.79")).least == 66


def test_a_must_that_is_not_met_leaves_no_grade() -> None:
    assert star(power=False).grade_most is None


def test_every_card_asks_for_facts_that_exist_and_can_be_reached() -> None:
    facts = yaml.safe_load((CONTENT / "facts.yaml").read_text(encoding="utf-8"))["facts"]
    keys = {fact["key"]: fact for fact in facts if fact["subject"] == "tower"}
    for card in get_scorecards():
        most = sum(line.points for line in card.lines)
        assert all(grade.points <= most for grade in card.grades)
        for line in card.lines:
            points = [band.points for band in line.bands] + list((line.codes or {}).values()) + [line.yes or 0]
            assert max(points) == (line.points if line.fact else 0), line.key
            assert not line.fact or line.fact in keys
            assert line.codes is None or set(line.codes) == set(keys[line.fact]["choices"])
            assert [band.bound for band in line.bands] == sorted(band.bound for band in line.bands)


def test_no_scheme_has_two_versions_on_a_day() -> None:
    cards = sorted(get_scorecards(), key=lambda card: (card.scheme, card.since))
    for card, following in pairwise(cards):
        assert card.scheme != following.scheme or (card.until is not None and card.until < following.since)


@pytest.mark.django_db
def test_a_tower_is_scored_by_its_facts_of_the_day_with_their_source(django_assert_num_queries: Any) -> None:
    area = make.make_area()
    tower = make.make_tower(area)
    lifts = make.make_fact_key("lifts_passenger", "tower", type="int")
    power = make.make_fact_key("power_dual", "tower", type="flag")
    make.make_fact(tower, lifts, since=date(2026, 3, 1), num=8)
    make.make_fact(tower, lifts, since=date(2025, 3, 1), num=4)
    make.make_fact(tower, power, since=date(2025, 3, 1), flag=True)
    with django_assert_num_queries(1):
        both = list_tower_scores(make.make_actor(area), tower.pk, ON)
    assert [score.card.scheme for score in both] == ["gbt39069", "star_local"]
    with django_assert_num_queries(2):
        now = get_tower_score(make.make_actor(area), tower.pk, "star_local", ON)
    assert now.score.least == 20
    assert get_tower_score(make.make_actor(area), tower.pk, "star_local", date(2026, 2, 1)).score.least == 15
    line = next(line for line in now.lines if line.points == 10)
    assert line.source is not None
    assert [line.judged for line in now.lines].count(True) == 2


@pytest.mark.django_db
def test_a_tower_of_others_and_a_day_without_a_version_are_refused() -> None:
    area = make.make_area()
    tower = make.make_tower(area)
    with pytest.raises(NotThere):
        get_tower_score(make.make_actor(make.make_area()), tower.pk, "star_local", ON)
    with pytest.raises(NotThere):
        get_tower_score(make.make_actor(area), tower.pk, "star_local", date(2020, 1, 1))
