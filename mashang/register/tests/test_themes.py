"""Themed towers: the rule at its bounds, reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashang.register.rules.themes import By, Part, Theme, Themed, judge_theme, themes_called

CAPITAL = Theme(
    key="capital", names=("证券期货", "證券期貨", "Securities"), industries=("67", "691"), by=By.AREA, share_percent=40,
    least_firms=5, near_percent=80, basis="示例", since=date(2026, 1, 1), until=date(2026, 12, 31), called=("券商楼",),
)  # fmt: skip
BY_FIRMS = replace(CAPITAL, by=By.FIRMS, share_percent=30)


def parts(inside: tuple[int, int], others: tuple[int, int], unknown: tuple[int, int] = (0, 0)) -> list[Part]:
    """(firms, square metres) of the theme, of other industries, of unknown ones."""
    told = (("J6710", inside), ("L7210", others), ("", unknown))
    return [Part(industry=code, firms=firms, sqm=Decimal(sqm)) for code, (firms, sqm) in told if firms]


@pytest.mark.parametrize(
    ("theme", "inside", "others", "unknown", "themed"),
    [
        (CAPITAL, (5, 400), (9, 600), (0, 0), Themed.REACHED),  # 40 % and five firms: both bounds are in it
        (CAPITAL, (5, 399), (9, 601), (0, 0), Themed.NEAR),
        (CAPITAL, (4, 900), (9, 100), (0, 0), Themed.NEAR),  # four firms of five are 80 %
        (CAPITAL, (3, 900), (9, 100), (0, 0), Themed.NOT),
        (CAPITAL, (5, 320), (9, 680), (0, 0), Themed.NEAR),  # 32 % is 80 % of 40 %
        (CAPITAL, (5, 319), (9, 681), (0, 0), Themed.NOT),
        (CAPITAL, (3, 300), (9, 500), (2, 200), Themed.OPEN),  # 30 % stated, 50 % at most; 3 and at most 5 firms
        (CAPITAL, (3, 300), (9, 500), (1, 200), Themed.NOT),  # four firms at most
        (CAPITAL, (5, 400), (9, 400), (7, 200), Themed.REACHED),  # what is not known stays in the whole: 400 of 1000
        (CAPITAL, (0, 0), (0, 0), (0, 0), Themed.NOT),
        (BY_FIRMS, (6, 1), (14, 999), (0, 0), Themed.REACHED),  # 6 of 20
        (BY_FIRMS, (5, 999), (12, 1), (0, 0), Themed.NEAR),  # 5 of 17 are 29.4 %
        (BY_FIRMS, (5, 999), (16, 1), (0, 0), Themed.NOT),  # 5 of 21 are 23.8 %, under 24 %
    ],
)
def test_both_bounds_are_closed_and_what_is_not_known_decides_nothing(
    theme: Theme, inside: tuple[int, int], others: tuple[int, int], unknown: tuple[int, int], themed: Themed
) -> None:
    answer = judge_theme(theme, parts(inside, others, unknown))
    assert answer.themed is themed
    by_area = theme.by is By.AREA
    assert answer.part == (inside[1] if by_area else inside[0])
    assert answer.whole == sum(one[1] if by_area else one[0] for one in (inside, others, unknown))
    assert (answer.firms, answer.unknown_firms) == (inside[0], unknown[0])


def test_an_industry_is_of_a_theme_by_its_letter_or_its_digits() -> None:
    finance = replace(CAPITAL, industries=("J", "7295"))
    assert [finance.takes(code) for code in ("J6710", "6621", "J", "7295", "L7295")] == [True] * 5
    assert [finance.takes(code) for code in ("L", "729", "7296", "", "?")] == [False] * 5


def test_a_theme_holds_on_its_first_and_last_day() -> None:
    days = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [CAPITAL.holds(day) for day in days] == [False, True, True, False]


def test_a_stated_theme_is_found_by_the_words_that_papers_use() -> None:
    assert themes_called("证券期货楼", [CAPITAL]) == ("capital",)
    assert themes_called("区级券商楼", [CAPITAL]) == ("capital",)
    assert themes_called("数智港", [CAPITAL]) == ()


@given(st.integers(0, 9), st.integers(0, 900), st.integers(0, 9), st.integers(0, 900), st.integers(0, 9))
def test_another_firm_of_the_theme_never_takes_the_theme_away(
    firms: int, sqm: int, others: int, other_sqm: int, unknown: int
) -> None:
    held = parts((firms, sqm), (others, other_sqm), (unknown, unknown * 10))
    order = [Themed.NOT, Themed.OPEN, Themed.NEAR, Themed.REACHED]
    more = [*held, Part(industry="J6720", firms=1, sqm=Decimal(50))]
    assert order.index(judge_theme(CAPITAL, more).themed) >= order.index(judge_theme(CAPITAL, held).themed)
