"""Reading figures: who may, in how many queries, with rows that add up to them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mashang.accounts.models import Area
from mashang.insight.reads.figures import get_figure, get_trends, list_figures, list_parts
from mashang.insight.reads.rows import list_rows
from mashang.insight.tests.make import DAY, freeze, make_reader, make_tree
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.register.tests import make

pytestmark = pytest.mark.django_db


def make_towers(area: Area, count: int) -> None:
    for place in range(count):
        tower = make.make_tower(area)
        make.make_unit(tower, sqm=100 + place)
        make.make_tenancy(make.make_firm(area=area), make.make_unit(tower, sqm=50), registered_here=bool(place % 2))


def test_a_page_reads_all_figures_in_the_same_few_queries(django_assert_num_queries: Any) -> None:
    tree = make_tree()
    reader = make_reader(tree["street"])
    for count in (3, 27):
        make_towers(tree["park"], count)
        freeze()
        with django_assert_num_queries(2):
            assert len(list_figures(reader)) > 5
        with django_assert_num_queries(2):
            get_trends(reader, ["firms", "vacancy_rate"])
        with django_assert_num_queries(3):
            assert len(list_parts(reader, "vacancy_rate", by="tower")) in {3, 30}


def test_rows_are_as_many_as_the_figure_says_and_add_up_to_it() -> None:
    tree = make_tree()
    make_towers(tree["park"], 7)
    freeze()
    reader = make_reader(tree["street"], "tax.read", "case.read")
    for figure in list_figures(reader):
        pages = [list_rows(reader, figure.kpi.key, page=page, size=3) for page in range(1, 4)]
        rows = [row for one in pages[: pages[0].pages] for row in one.rows]
        assert len(rows) == figure.n, figure.kpi.key
        assert sum(row.num for row in rows) == figure.num, figure.kpi.key
        assert all(row.name for row in rows)


def test_another_area_and_a_person_of_one_tower_find_nothing() -> None:
    tree, elsewhere = make_tree(), make.make_area()
    make_towers(tree["park"], 1)
    freeze(tree["city"])
    for actor in (
        make_reader(elsewhere),
        make.make_actor(tree["street"], permissions=frozenset({"figures.read"}), tower_ids=frozenset({1})),
    ):
        with pytest.raises(NotThere):
            get_figure(actor, "firms", tree["street"].path)
    with pytest.raises(NotThere):
        get_figure(make_reader(tree["street"]), "firms", tree["district"].path)
    with pytest.raises(NotAllowed):
        list_figures(make.make_actor(tree["street"]))
    with pytest.raises(NotThere):
        get_figure(make_reader(tree["street"]), "no_such_figure")


def test_a_trend_has_the_ends_of_quarters_and_the_newest_day() -> None:
    tree = make_tree()
    make_towers(tree["park"], 2)
    for day in (date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 5), DAY):
        freeze(on=day, kind="afterwards")
    points = get_trends(make_reader(tree["street"]), ["firms"])["firms"]
    assert [point.on for point in points] == [date(2026, 6, 30), date(2026, 9, 30), DAY]
    assert [point.value for point in points] == [2, 2, 2]
