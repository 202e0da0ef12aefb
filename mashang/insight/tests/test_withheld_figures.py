"""Figures made of taxes: what pages can read, what the finance officer opens, and what two days tell together."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from mashang.accounts.models import Area
from mashang.insight.acts.opening import open_withheld
from mashang.insight.acts.protecting import Former, Measure
from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Cell, CellSecret, Run
from mashang.insight.reads.figures import get_figure, list_parts
from mashang.insight.reads.limits import limits
from mashang.insight.reads.rows import list_rows
from mashang.insight.rules.auditing import Audit
from mashang.insight.tests.make import DAY, freeze, make_reader, make_tree, say
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.models import Firm, Tower
from mashang.register.tests.make import make_firm, make_tenancy, make_tower, make_unit
from mashang.trail.models import View

pytestmark = pytest.mark.django_db
LAST_YEAR = date(2025, 1, 1)


def make_payers(tower: Tower, count: int, *, start: date = date(2020, 1, 1), end: date | None = None) -> list[Firm]:
    """Firms of a tower that each pay 1,000 yuan a year."""
    firms = []
    for no in range(count):
        firm = make_firm(area=tower.area)
        say(firm, "tax", num=100_000, since=LAST_YEAR)
        say(firm, "industry", code=("J66", "L72")[no % 2])
        make_tenancy(firm, make_unit(tower), start=start, end=end)
        firms.append(firm)
    return firms


def make_district() -> tuple[dict[str, Area], Tower, Tower, Tower]:
    """Three towers of 12, 10 and 3 firms in one park."""
    tree = make_tree()
    towers = [make_tower(tree["park"], lettable_sqm=1000) for _tower in range(3)]
    for tower, count in zip(towers, (12, 10, 3), strict=True):
        make_payers(tower, count)
    return tree, towers[0], towers[1], towers[2]


def test_a_withheld_figure_is_nowhere_that_a_page_can_read() -> None:
    tree, *_towers, few = make_district()
    freeze()
    cells = Cell.objects.filter(tower=few, kpi__in=["tax_paid", "tax_per_sqm"])
    assert {cell.withheld for cell in cells} == {"small"}
    for cell in cells:
        assert (cell.num, cell.den, cell.value, cell.n, cell.unknown) == (None,) * 5
        assert b"300000" not in bytes(cell.secret.sealed)
    figure = get_figure(make_reader(tree["street"]), "tax_paid", tower_id=few.pk)
    assert (figure.value, figure.num, figure.n, figure.withheld) == (None, None, None, "small")
    assert get_figure(make_reader(tree["street"]), "tax_paid").value == 25_000


def test_the_database_refuses_a_withheld_cell_with_a_number() -> None:
    _tree, *_towers, few = make_district()
    run = freeze()
    for column in ("num", "den", "value", "n", "unknown"):
        with pytest.raises(DatabaseError, match="cell_withheld_is_empty"), transaction.atomic():
            Cell.objects.create(run=run, area_path="ZZ", kpi="tax_paid", tower=few, withheld="small", **{column: 3})


def test_another_part_is_withheld_so_that_the_small_one_cannot_be_worked_out() -> None:
    tree, large, other, few = make_district()
    freeze()
    shown = {part.tower_id: part.withheld for part in list_parts(make_reader(tree["street"]), "tax_paid", by="tower")}
    assert shown == {large.pk: "", other.pk: "second", few.pk: "small"}
    freeze(on=DAY + timedelta(1))
    parts = list_parts(make_reader(tree["street"]), "tax_paid", by="tower")
    assert {part.tower_id: part.withheld for part in parts} == shown


def test_only_the_finance_officer_opens_what_is_withheld_and_each_time_goes_on_record() -> None:
    tree, *_towers, few = make_district()
    freeze()
    finance, elsewhere = make_reader(tree["street"], "tax.read"), make_reader(tree["other"], "tax.read")
    cell = Cell.objects.get(tower=few, kpi="tax_paid")
    with pytest.raises(NotAllowed):
        open_withheld(actor=make_reader(tree["street"]), cell_id=cell.pk)
    with pytest.raises(NotThere):
        open_withheld(actor=elsewhere, cell_id=cell.pk)
    assert not View.objects.exists()
    for times in (1, 2):
        figure = open_withheld(actor=finance, cell_id=cell.pk)
        assert (figure.value, figure.n, figure.withheld) == (Decimal(3_000), 3, "small")
        assert View.objects.filter(subject_kind="cell", subject_id=cell.pk, fields=["tax"]).count() == times
    per_sqm = open_withheld(actor=finance, cell_id=Cell.objects.get(tower=few, kpi="tax_per_sqm").pk)
    assert [per_sqm.value, per_sqm.num, per_sqm.den] == [Decimal(3), Decimal(3_000), Decimal(1_000)]
    with pytest.raises(Refused, match="not withheld"):
        open_withheld(actor=finance, cell_id=Cell.objects.get(tower=few, kpi="firms").pk)


def test_rows_of_taxes_are_refused_with_words_and_open_to_the_finance_officer_on_record(
    django_assert_max_num_queries: Any,
) -> None:
    tree, large, *_other, few = make_district()
    freeze()
    reader, finance = make_reader(tree["street"]), make_reader(tree["street"], "tax.read")
    with pytest.raises(Refused) as withheld:
        list_rows(reader, "tax_paid", tower_id=few.pk)
    assert withheld.value.mend == get_figure(reader, "tax_paid", tower_id=few.pk).withheld_words != ""
    for key, tower in (
        ("tax_paid", None),
        ("tax_paid", large.pk),
        ("tax_per_sqm", None),
        ("towers_over_100m_tax", None),
    ):
        with pytest.raises(Refused, match="what single firms pay"):
            list_rows(reader, key, tower_id=tower)
    assert not View.objects.exists()
    with django_assert_max_num_queries(8):
        page = list_rows(finance, "tax_paid", tower_id=few.pk, size=2)
    assert [row.num for row in page.rows] == [1_000, 1_000]
    assert page.pages == 2
    assert View.objects.filter(page="figure_rows", subject_id=page.figure.cell_id).count() == 1


def test_no_other_filter_reaches_what_is_withheld() -> None:
    tree, large, _other, few = make_district()
    freeze()
    finance = make_reader(tree["street"], "tax.read")
    for tower in (large, few):
        for key in ("tax_paid", "tax_per_sqm", "towers_over_100m_tax"):
            with pytest.raises(NotThere):
                list_rows(finance, key, tower_id=tower.pk, dim="J")
    assert not Cell.objects.exclude(tower=None).exclude(dim="").filter(kpi="tax_paid").exists()


def test_yesterday_less_today_tells_nothing_of_the_one_who_left() -> None:
    tree = make_tree()
    tower = make_tower(tree["park"], lettable_sqm=1000)
    make_payers(tower, 12)
    make_payers(tower, 1, end=DAY)
    make_payers(tower, 5, end=DAY + timedelta(2))
    reader = make_reader(tree["street"])
    first = freeze(on=DAY - timedelta(1))
    freeze(on=DAY)
    for place in ({}, {"tower_id": tower.pk}):
        held = get_figure(reader, "tax_paid", **place)  # type: ignore[arg-type]
        assert (held.value, held.n, held.stands.id, held.on) == (Decimal(18_000), 18, first.pk, DAY - timedelta(1))
    freeze(on=DAY + timedelta(1))
    assert get_figure(reader, "tax_paid").stands.id == first.pk
    freeze(on=DAY + timedelta(2))
    figure = get_figure(reader, "tax_paid")
    assert (figure.value, figure.n, figure.on) == (Decimal(12_000), 12, DAY + timedelta(2))


def test_what_was_withheld_stays_so_until_enough_firms_have_changed() -> None:
    tree = make_tree()
    tower = make_tower(tree["park"])
    make_payers(tower, 4)
    make_payers(tower, 2, start=DAY)
    make_payers(tower, 3, start=DAY + timedelta(1))
    states = []
    for day in (-1, 0, 1):
        freeze(on=DAY + timedelta(day))
        states.append(get_figure(make_reader(tree["street"]), "tax_paid", tower_id=tower.pk).withheld)
    assert states == ["small", "sticky", ""]


def grow(tree: dict[str, Area], seed: int) -> list[Tower]:
    """A district of eight towers whose firms come and go over a fortnight, some of them in two towers."""
    rng = Random(seed)  # noqa: S311 - a drawn register, no secret
    towers = [make_tower(tree[("park", "other", "street", "district")[no % 4]]) for no in range(8)]
    for tower in towers:
        for _firm in range(rng.choice([2, 4, 6, 9])):
            firm = make_firm(area=tower.area)
            say(firm, "tax", num=rng.randint(1, 60) ** 3 * 100, since=LAST_YEAR)
            say(firm, "industry", code=rng.choice(["J66", "L72", "I65"]))
            start = DAY - timedelta(rng.randint(2, 12)) if rng.random() < 0.15 else date(2020, 1, 1)
            end = DAY - timedelta(rng.randint(0, 1)) if rng.random() < 0.15 else None
            places = [make_unit(tower)] + ([make_unit(rng.choice(towers))] if rng.random() < 0.1 else [])
            make_tenancy(firm, *places, start=start, end=end)
    return towers


@pytest.mark.parametrize("seed", range(4))
def test_nothing_can_be_worked_out_from_the_runs_of_days_that_follow_each_other(seed: int) -> None:
    tree = make_tree()
    grow(tree, seed)
    runs: list[Run] = []
    (measure,) = (one for one in Measure.among(KPIS.values()) if one.name == "tax")
    for day in (14, 8, 3, 1, 0):
        runs.append(freeze(on=DAY - timedelta(day), kind="nightly"))
        former = Former.beside(tree["city"].path, DAY)
        told = [former.published(measure, run) for run in runs[-2:]]
        shown = [members for open_cells, _hidden in told for members in open_cells if members]
        hidden = [members for _open, hidden_cells in told for members in hidden_cells if members not in shown]
        cells = {("told", no): members for no, members in enumerate(dict.fromkeys(shown))}
        cells |= {("withheld", no): members for no, members in enumerate(dict.fromkeys(hidden)) if members}
        audit = Audit(cells, {}, (), (), limits())
        assert audit.find_leaks({key for key in cells if key[0] == "withheld"}) == []
    assert Cell.objects.filter(kpi="tax_paid", withheld="no", n__gt=0).exists()


def test_figures_of_one_measure_are_withheld_alike() -> None:
    grow(make_tree(), 5)
    freeze()
    places: dict[tuple[str, int | None], set[str]] = {}
    for cell in Cell.objects.filter(kpi__in=["tax_paid", "tax_per_sqm"], dim=""):
        places.setdefault((cell.area_path, cell.tower_id), set()).add(cell.withheld)
    assert all(len(states) == 1 for states in places.values())
    assert CellSecret.objects.count() == Cell.objects.exclude(withheld="no").count() > 0


def test_a_secret_cannot_be_changed_or_moved_to_another_cell() -> None:
    tree, *_towers, few = make_district()
    freeze()
    for change in ("update insight_cellsecret set sealed = ''", "delete from insight_cellsecret"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
    assert get_figure(make_reader(tree["street"]), "tax_paid", tower_id=few.pk).withheld
