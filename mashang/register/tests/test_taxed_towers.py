"""¥100M-tax towers: the rule, its SQL text held equal, and who is told what."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mashang.register.models import FactKey
from mashang.register.reads.taxed_towers import (
    TaxedTowersFound,
    TaxedTowersWanted,
    find_taxed_towers,
    list_taxed_towers,
)
from mashang.register.rules.taxed_towers import BOUND_FEN, Told, is_taxed_tower, may_be_told
from mashang.register.tests import make

TODAY = date(2026, 11, 20)
YEAR = date(2025, 1, 1)
YI = BOUND_FEN
OFFICER = frozenset({"register.read", "tax.read"})


def tower_of(*taxes: int | None, area: Any = None, name: str = "") -> Any:
    tower = make.make_tower(area, name)
    key = FactKey.objects.filter(key="tax").first() or make.make_fact_key("tax", type="int", sensitivity="T")
    for tax in taxes:
        firm = make.make_firm()
        make.make_tenancy(firm, make.make_unit(tower))
        if tax is not None:
            make.make_fact(firm, key, since=YEAR, num=tax)
    return tower


def told(tower: Any, **actor: Any) -> Any:
    return list_taxed_towers(make.make_actor(**actor), [tower.pk], TODAY).get(tower.pk)


def test_the_bound_is_closed_and_what_is_not_known_is_not_nothing() -> None:
    assert is_taxed_tower([YI]) is True
    assert is_taxed_tower([YI - 1]) is False
    assert is_taxed_tower([YI, None]) is True
    assert is_taxed_tower([YI - 1, None]) is None
    assert is_taxed_tower([]) is None


def test_an_answer_is_told_when_five_pay_and_none_bears_more_than_85_percent() -> None:
    assert may_be_told([85, 5, 5, 4, 1])
    assert not may_be_told([86, 5, 4, 4, 1])
    assert not may_be_told([30, 30, 30, 30, 0, None])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "taxes",
    [(YI,), (YI // 5,) * 5, (YI // 5 - 1,) * 5, (YI, 1, 1, 1, 1), (YI // 5,) * 5 + (None,), (1, 2, 3, 4, 5, None)],
)
def test_the_text_says_what_the_rule_says(taxes: tuple[int | None, ...]) -> None:
    tower = tower_of(*taxes)
    row = told(tower, permissions=OFFICER)
    assert (row.over, row.tax_fen) == (is_taxed_tower(taxes), sum(tax or 0 for tax in taxes))
    assert told(tower).withheld is not (is_taxed_tower(taxes) is True and may_be_told(taxes))


@pytest.mark.django_db
def test_the_desk_is_told_a_yes_that_many_stand_behind_and_never_a_sum() -> None:
    tower = tower_of(*(YI // 5,) * 5)
    assert (told(tower).over, told(tower).tax_fen) == (True, None)
    alone = tower_of(YI)
    assert (told(alone).over, told(alone).withheld) == (None, True)


@pytest.mark.django_db
def test_beside_the_count_of_the_area_the_list_leaves_over_no_single_tower() -> None:
    area = make.make_area()
    for taxes in ((YI // 5,) * 5, (YI,), (1, 2, 3, 4, 5), (1, 2, 3, 4, 5, None)):
        tower_of(*taxes, area=area)
    counted = find_taxed_towers(make.make_actor(area, permissions=OFFICER), TODAY, TaxedTowersWanted()).counts[Told.YES]
    seen = find_taxed_towers(make.make_actor(area), TODAY, TaxedTowersWanted()).counts
    assert (counted, seen[Told.YES], seen[Told.WITHHELD]) == (2, 1, 3)


@pytest.mark.django_db
def test_a_firm_of_two_towers_counts_once_where_it_has_most_area_whoever_asks() -> None:
    area, other = make.make_area(), make.make_area()
    small, large = tower_of(area=area), make.make_tower(other)
    firm = make.make_firm()
    make.make_tenancy(firm, make.make_unit(small, sqm=100))
    make.make_tenancy(firm, make.make_unit(large, sqm=300))
    make.make_fact(firm, FactKey.objects.get(key="tax"), since=YEAR, num=YI)
    assert told(small, permissions=OFFICER, area=area) is None
    assert told(large, permissions=OFFICER).over is True
    assert told(large, permissions=OFFICER, area=area) is None


@pytest.mark.django_db
def test_only_the_last_full_year_and_those_in_place_at_its_end_count() -> None:
    tower = tower_of(YI)
    key = FactKey.objects.get(key="tax")
    late, gone, elsewhere = make.make_firm(), make.make_firm(), make.make_firm()
    make.make_tenancy(late, make.make_unit(tower), start=date(2026, 1, 1))
    make.make_tenancy(gone, make.make_unit(tower), end=date(2025, 12, 31))
    make.make_tenancy(elsewhere, make.make_unit(tower), taxed_here=False)
    for firm in (late, gone, elsewhere):
        make.make_fact(firm, key, since=YEAR, num=7)
    make.make_fact(late, key, since=date(2026, 1, 1), num=9)
    row = told(tower, permissions=OFFICER)
    assert (row.firms, row.tax_fen, row.year) == (1, YI, 2025)
    before = list_taxed_towers(
        make.make_actor(permissions=OFFICER), [tower.pk], TODAY, timezone.now() - timedelta(days=9000)
    )
    assert before == {}


@pytest.mark.django_db
def test_many_towers_ask_as_often_as_one(django_assert_num_queries: Any) -> None:
    one, *more = [tower_of(1, 2) for _ in range(4)]
    for towers in ([one], [one, *more]):
        with django_assert_num_queries(2):
            assert len(list_taxed_towers(make.make_actor(), [tower.pk for tower in towers], TODAY)) == len(towers)


def names(found: TaxedTowersFound) -> list[str]:
    return [row.tower.name for row in found.rows]


@pytest.mark.django_db
def test_the_list_has_the_yes_first_and_no_plain_no_and_counts_every_answer() -> None:
    area = make.make_area()
    told = {
        "亿元甲": (YI // 2,) * 5, "亿元乙": (YI // 5,) * 5, "不详": (1, 2, 3, 4, 5, None), "一户": (YI,), "小楼": (1, 2, 3, 4, 5),
    }  # fmt: skip
    for name, taxes in told.items():
        tower_of(*taxes, area=area, name=name)
    make.make_tower(area, "空楼")
    officer, clerk = make.make_actor(area, permissions=OFFICER), make.make_actor(area)
    found = find_taxed_towers(officer, TODAY, TaxedTowersWanted())
    assert names(found)[0] == "亿元甲"
    assert set(names(found)[1:3]) == {"亿元乙", "一户"}
    assert names(found)[3:] == ["不详"]
    assert (found.counts, found.empty) == ({Told.YES: 3, Told.UNSURE: 1, Told.WITHHELD: 0, Told.NO: 1}, 1)
    seen = find_taxed_towers(clerk, TODAY, TaxedTowersWanted(sort="-tax"))
    assert seen.counts == {Told.YES: 2, Told.UNSURE: 0, Told.WITHHELD: 3, Told.NO: 0}
    assert [row.taxed.told for row in seen.rows[-1:]] == [Told.WITHHELD]
    assert {row.taxed.tax_fen for row in seen.rows} == {None}
    assert names(find_taxed_towers(officer, TODAY, TaxedTowersWanted(told="no"))) == ["小楼"]
    assert names(find_taxed_towers(officer, TODAY, TaxedTowersWanted(q="亿元", sort="tax"))) == ["亿元乙", "亿元甲"]
    assert (
        names(find_taxed_towers(make.make_actor(make.make_area(), permissions=OFFICER), TODAY, TaxedTowersWanted()))
        == []
    )


@pytest.mark.django_db
def test_a_longer_list_asks_no_more(django_assert_num_queries: Any) -> None:
    area = make.make_area()
    for towers in (1, 6):
        for _tower in range(towers):
            tower_of(1, None, area=area)
        with django_assert_num_queries(3):
            found = find_taxed_towers(make.make_actor(area), TODAY, TaxedTowersWanted())
    assert len(found.rows) == 7


@given(st.lists(st.integers(0, 2 * YI) | st.none(), max_size=8))
def test_more_tax_never_turns_a_yes_into_a_no(taxes: list[int | None]) -> None:
    if is_taxed_tower(taxes):
        assert is_taxed_tower([*taxes, 1]) is True
    assert is_taxed_tower([*taxes, YI]) is True
