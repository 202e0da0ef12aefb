"""Lists keep their state in the address bar."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template

from mashang.ui import tables

COLUMNS = (
    tables.Column(key="name", label="Tower", sortable=True, head=True),
    tables.Column(key="area", label="Area", sortable=True, numeric=True, descending_first=True),
    tables.Column(key="note", label="Note"),
)
ROWS = [{"name": f"Tower {no}", "area": no, "note": None} for no in range(1, 101)]


def table(query: str = "", number: int = 1, **more: Any) -> tables.Table:
    page = Paginator(ROWS, 10).get_page(number)
    usual: dict[str, Any] = {"label": "Towers", "columns": COLUMNS, "rows": list(page.object_list), "page": page}
    return tables.Table(query=QueryDict(query), **(usual | more))


def drawn(shown: tables.Table) -> str:
    return Template('{% load ui %}{% component "table" table=table %}').render(Context({"table": shown}))


def test_a_head_sorts_and_keeps_the_rest_of_the_address() -> None:
    heads = list(table("q=a&page=3", sort="name").heads())
    assert heads[0].url == "?q=a&sort=-name"
    assert heads[0].aria_sort == "ascending"
    assert heads[1].url == "?q=a&sort=-area"
    assert heads[2].url == ""


@pytest.mark.parametrize(
    ("asked", "read"),
    [("name", "name"), ("-area", "-area"), ("note", "-area"), ("--name", "-area"), ("x;drop", "-area"), ("", "-area")],
)
def test_only_a_sortable_column_is_sorted_by(asked: str, read: str) -> None:
    assert tables.read_sort(QueryDict(f"sort={asked}"), COLUMNS, "-area") == read


def test_the_pager_shows_ends_and_neighbours() -> None:
    assert [link.number for link in table(number=5).pages()] == [1, None, 4, 5, 6, None, 10]
    assert [link.number for link in table(number=1).pages()] == [1, 2, None, 10]


def test_the_pager_keeps_the_filters() -> None:
    assert table("q=a&sort=name", number=1).next_url == "?q=a&sort=name&page=2"
    assert table("q=a", number=1).previous_url == ""


def test_an_export_gives_the_whole_list_of_this_address() -> None:
    links = table("q=a&page=2", exports=("xlsx",)).export_links()
    assert [link.url for link in links] == ["?q=a&export=xlsx"]


def test_a_table_is_drawn_with_heads_for_a_phone_and_a_total() -> None:
    html = drawn(table("q=a", totals={"area": "5,050"}, totals_label="All"))
    assert 'data-h="Area"' in html
    assert '<th scope="row"' in html
    assert "5,050" in html
    assert 'tabindex="0" role="region" aria-label="Towers"' in html


def test_a_cell_with_markup_is_written_as_text() -> None:
    html = drawn(table(rows=[{"name": tables.Cell(text="<b>", url="?x", sub="<i>"), "area": 1}]))
    assert "<b>" not in html
    assert "&lt;i&gt;" in html


def test_an_empty_list_says_why_and_what_to_do() -> None:
    html = drawn(
        table(rows=[], empty=tables.Empty(title="No towers", text="Import one", url="?new", url_label="Import"))
    )
    assert "No towers" in html
    assert 'href="?new"' in html


class Filter(forms.Form):
    q = forms.CharField(label="Word", required=False)
    status = forms.MultipleChoiceField(label="Status", required=False, choices=[("let", "Let"), ("free", "Vacant")])


def test_a_chosen_filter_shows_in_words_and_can_be_taken_off_alone() -> None:
    query = QueryDict("q=gold&status=let&status=free&page=4&sort=name")
    chips = tables.filter_chips(Filter(query), query)
    assert [(chip.label, chip.text) for chip in chips] == [("Word", "gold"), ("Status", "Let"), ("Status", "Vacant")]
    assert chips[1].url == "?q=gold&status=free&sort=name"


def test_no_filter_shows_no_chip() -> None:
    query = QueryDict("q=&sort=name")
    assert tables.filter_chips(Filter(query), query) == []
