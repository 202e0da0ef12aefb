"""Freezing: counted by hand, once a day, never changed, and the same again as it was known then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mashang.insight.acts.freezing import freeze_figures
from mashang.insight.models import Cell, Run
from mashang.insight.reads.figures import get_figure, list_figures
from mashang.insight.reads.rows import fetch_rows
from mashang.insight.tests.make import DAY, freeze, make_reader, make_tree, say
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.tests.make import make_firm, make_hold, make_tenancy, make_tower, make_unit, retract
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db


def value(area_path: str, key: str) -> str:
    cell = Cell.objects.filter(area_path=area_path, kpi=key, tower=None, dim="").order_by("-run_id").first()
    assert cell is not None
    return f"{cell.num}/{cell.den} {cell.value} n={cell.n}"


def test_a_small_district_comes_out_as_counted_by_hand() -> None:
    tree = make_tree()
    one, other = make_tower(tree["park"], lettable_sqm=1000), make_tower(tree["other"])
    say(one, "high_end", flag=True)
    let, _empty, fitting = (make_unit(one, sqm=sqm) for sqm in (300, 200, 100))
    make_hold(fitting, "fitting_out")
    second = make_unit(other, sqm=400)
    bank = make_firm(area=tree["street"])
    say(bank, "institution_kind", code="licensed")
    make_tenancy(bank, let, registered_here=True)
    make_tenancy(bank, second, registered_here=None)
    freeze()
    street = tree["street"].path
    assert value(street, "high_end_towers") == "1/None 1 n=1"
    assert value(street, "lettable_area") == "140000/None 140000 n=2"
    assert value(street, "occupancy_rate") == "70000/140000 5000 n=2"
    assert value(street, "vacancy_rate") == "20000/140000 1429 n=2"
    assert value(street, "vacant_area") == "20000/None 20000 n=1"
    assert value(street, "firms") == value(street, "financial_institutions") == "1/None 1 n=1"
    assert value(tree["park"].path, "firms") == value(tree["other"].path, "firms") == "1/None 1 n=1"
    assert value(street, "registration_rate") == "1/1 10000 n=1"
    assert value(tree["other"].path, "registration_rate") == "0/0 None n=0"


def test_a_nightly_run_of_a_day_is_made_once_and_another_kind_supersedes_it() -> None:
    make_tree()
    first = freeze(kind="nightly")
    assert freeze(kind="nightly") == first
    second = freeze(kind="on_demand")
    assert (second.no, second.supersedes) == (2, first)
    assert Entry.objects.filter(act="figures.freeze").count() == 2


def test_neither_a_run_nor_a_cell_is_edited_or_deleted() -> None:
    make_tree()
    freeze()
    for table, column in (("insight_run", "no"), ("insight_cell", "unknown")):
        for change in (f"update {table} set {column} = 99", f"delete from {table}", f"truncate {table} cascade"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change)


def test_a_day_to_come_a_stranger_and_an_area_inside_a_tree_are_refused() -> None:
    tree = make_tree()
    with pytest.raises(Refused, match="not come yet"):
        freeze(on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NotThere):
        freeze(tree["street"])
    with pytest.raises(NotAllowed):
        freeze_figures(actor=make_reader(tree["street"]))


def test_a_figure_frozen_once_is_found_again_by_its_rows_after_corrections() -> None:
    tree = make_tree()
    tower = make_tower(tree["park"])
    firm = make_firm(area=tree["street"])
    units = [make_unit(tower, sqm=100) for _unit in range(3)]
    leases = [make_tenancy(firm, unit) for unit in units]
    freeze()
    retract(leases[0])
    say(tower, "high_end", flag=True)
    make_unit(tower, sqm=900)
    reader = make_reader(tree["street"])
    figure = get_figure(reader, "occupancy_rate")
    assert figure.value == 100
    assert figure.num == 300
    assert [row[4:] for row in fetch_rows(figure)] == [(30_000, 30_000)]
    freeze()
    assert get_figure(reader, "occupancy_rate").num == 200
    assert get_figure(reader, "high_end_towers").value == 1


def test_what_an_act_still_running_will_have_written_is_left_for_the_next_run() -> None:
    make_tree()
    before = timezone.now()
    run = freeze()
    assert before - timedelta(minutes=5) < run.known_at <= timezone.now()
    assert Run.objects.count() == 1


def test_figures_of_a_day_between_two_runs_are_those_of_the_earlier_one() -> None:
    tree = make_tree()
    reader = make_reader(tree["street"])
    with pytest.raises(NotThere):
        list_figures(reader)
    for day in (date(2026, 9, 30), DAY):
        freeze(on=day, kind="afterwards")
    assert get_figure(reader, "firms", on=date(2026, 10, 10)).on == date(2026, 9, 30)
    with pytest.raises(NotThere):
        get_figure(reader, "firms", on=date(2026, 9, 29))
