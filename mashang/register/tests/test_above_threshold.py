"""The class above the threshold: the vectors of the dated table, bounds, and what is not known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from mashang.register.models import FactKey
from mashang.register.reads.above_threshold import check_threshold, get_thresholds
from mashang.register.rules.above_threshold import (
    FEN_OF_WAN,
    Reached,
    ThresholdAnswer,
    above_threshold_by_band,
    above_threshold_class,
)
from mashang.register.tests import make

ON = date(2025, 12, 31)
CONTENT = Path(__file__).resolve().parents[3] / "content"


def answer(industry: str, wan: float | None, staff: int | None = None, on: date = ON) -> ThresholdAnswer:
    revenue = None if wan is None else round(wan * FEN_OF_WAN)
    return above_threshold_class(industry, revenue, staff, on, get_thresholds())


@pytest.mark.parametrize(
    ("industry", "wan", "kind"),
    [
        ("C3911", 2000, "industry"), ("F5110", 2000, "wholesale"), ("F5211", 500, "retail"), ("H6110", 200, "accommodation"),
        ("H6210", 200, "catering"), ("G5910", 2000, "services"), ("I6510", 2000, "services"), ("N7810", 2000, "services"),
        ("Q8411", 2000, "services"), ("L7211", 1000, "services"), ("M7310", 1000, "services"), ("P8391", 1000, "services"),
        ("K7020", 1000, "services"), ("O8010", 500, "services"), ("R8710", 500, "services"), ("Q8511", 500, "services"),
    ],
)  # fmt: skip
def test_the_bound_belongs_to_it_and_a_fen_less_is_a_candidate(industry: str, wan: int, kind: str) -> None:
    assert (answer(industry, wan).reached, answer(industry, wan).kind) == (Reached.ABOVE, kind)
    assert answer(industry, wan - 0.000001).reached is Reached.CANDIDATE
    assert answer(industry, wan * 0.8).reached is Reached.CANDIDATE
    assert answer(industry, wan * 0.8 - 0.000001).reached is Reached.BELOW


def test_finance_is_never_in_it_and_builders_are_not_by_size() -> None:
    assert answer("J6621", 900_000).reached is Reached.NEVER
    assert answer("66", 900_000).reached is Reached.NEVER
    assert answer("E4710", 1).reached is Reached.NOT_BY_SIZE
    assert (answer("K7010", None).reached, answer("K7010", None).kind) == (Reached.NOT_BY_SIZE, "real_estate")


def test_what_is_not_known_is_said_and_not_guessed() -> None:
    assert answer("L7211", None).reached is Reached.UNKNOWN
    assert answer("", 5000).reached is Reached.UNKNOWN
    assert "finely" in str(answer("K", 5000).reason)
    assert "2021-12-31" in str(answer("L7211", 5000, on=date(2021, 12, 31)).reason)


def test_fifty_people_were_enough_in_2019_and_are_not_today() -> None:
    then = date(2019, 12, 31)
    assert answer("L7211", 10, 50, then).reached is Reached.ABOVE
    assert answer("L7211", 10, 49, then).reached is Reached.BELOW
    assert answer("L7211", 10, None, then).reached is Reached.UNKNOWN
    assert answer("L7211", 10, 50).reached is Reached.BELOW


def test_no_industry_has_two_thresholds_on_a_day() -> None:
    for day in (date(2019, 6, 1), ON):
        codes = [code for line in get_thresholds().lines if line.holds(day) for code in line.codes]
        assert len(codes) == len(set(codes))


@pytest.mark.django_db
def test_a_firm_is_judged_by_its_latest_year_and_by_a_band_where_no_sum_is_held() -> None:
    area = make.make_area()
    firm = make.make_firm(area=area, industry="L7211")
    key = make.make_fact_key("revenue", type="int", unit="yuan", scale=100, shape="year")
    make.make_fact(firm, key, since=date(2024, 1, 1), num=300 * FEN_OF_WAN)
    make.make_fact(firm, key, since=date(2025, 1, 1), num=900 * FEN_OF_WAN)
    assert FactKey.objects.filter(key="industry").exists()
    check = check_threshold(make.make_actor(area), firm.pk, date(2026, 11, 20))
    assert (check.answer.reached, check.year) == (Reached.CANDIDATE, 2025)
    before = check_threshold(make.make_actor(area), firm.pk, date(2024, 11, 20))
    assert before.answer.reached is Reached.BELOW
    band = make.make_fact_key("revenue_band", type="code", shape="year")
    make.make_fact(firm, band, since=date(2025, 1, 1), code="20m_100m")
    assert check_threshold(make.make_actor(area), firm.pk, date(2026, 11, 20)).answer.reached is Reached.CANDIDATE
    alone = make.make_firm(area=area, industry="L7211")
    make.make_fact(alone, band, since=date(2025, 1, 1), code="20m_100m")
    assert check_threshold(make.make_actor(area), alone.pk, date(2026, 11, 20)).answer.reached is Reached.ABOVE


@pytest.mark.parametrize(
    ("industry", "band", "reached"),
    [
        ("L7211", "10m_20m", Reached.ABOVE), ("L7211", "5m_10m", Reached.UNKNOWN), ("L7211", "2m_5m", Reached.BELOW),
        ("L7211", "over_1b", Reached.ABOVE), ("J6621", "over_1b", Reached.NEVER), ("K7010", "2m_5m", Reached.NOT_BY_SIZE),
    ],
)  # fmt: skip
def test_a_band_decides_where_both_its_ends_agree(industry: str, band: str, reached: Reached) -> None:
    assert above_threshold_by_band(industry, band, None, ON, get_thresholds()).reached is reached


def test_every_band_that_can_be_stated_has_its_bounds() -> None:
    facts = yaml.safe_load((CONTENT / "facts.yaml").read_text(encoding="utf-8"))["facts"]
    choices = next(fact["choices"] for fact in facts if fact["key"] == "revenue_band")
    assert set(choices) == set(get_thresholds().bands)
    ends = list(get_thresholds().bands.values())
    assert [low for low, _high in ends[1:]] == [high for _low, high in ends[:-1]]
