"""Tables as every list of the product has them: state in the address bar, sorting, pages, export of what is shown.

A face builds one `Table` and the template draws it: `{% component "table" table=table %}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Page as PaginatorPage
from django.forms import BaseForm, BooleanField
from django.http import QueryDict
from django.utils.translation import gettext as _

from mashang.ui.page import Link, Text

SORT: Final = "sort"
PAGE: Final = "page"
EXPORT: Final = "export"
NOT_STATE: Final = (PAGE, EXPORT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `key` finds the value in a row (a mapping or an object).

    `template` draws the cell from `row` and `value`; `write` turns the value into text; without either the value,
    or a `Cell`, is written as it is. `descending_first` sorts large to small at the first click.
    """

    key: str
    label: Text
    numeric: bool = False
    sortable: bool = False
    template: str = ""
    write: Callable[[Any], Text] | None = None
    css: str = ""
    head: bool = False
    descending_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A ready cell: text, link, a second line, and a css class."""

    text: Text
    url: str = ""
    sub: Text = ""
    css: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Why there are no rows, and the one act that helps."""

    title: Text
    text: Text = ""
    url: str = ""
    url_label: Text = ""
    icon: str = "search"


@dataclass(frozen=True, slots=True)
class Head:
    """A drawn column head; `url` is empty where the column does not sort."""

    column: Column
    url: str
    aria_sort: str
    icon: str


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell with its column, as the template needs it."""

    column: Column
    value: Any
    cell: Cell | None
    css: str


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row with its cells; `row` is what the face gave."""

    row: Any
    cells: list[DrawnCell]
    css: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """One place of the pager; number None is a gap."""

    number: int | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list of rows with its state.

    `label` names it for screen readers; `query` is request.GET; `page` a Paginator page whose objects are `rows`;
    `totals` the last row, by column key, under `totals_label`; `exports` the formats offered (`xlsx`, `csv`), each a
    link with the same query and `export=<format>`; `links` what else the list can be taken to; `selected` says which rows are marked.
    """

    label: Text
    columns: Sequence[Column]
    rows: Sequence[Any]
    query: QueryDict = field(default_factory=QueryDict)
    sort: str = ""
    page: PaginatorPage[Any] | None = None
    totals: Mapping[str, Text] = field(default_factory=dict)
    totals_label: Text = ""
    empty: Empty | None = None
    exports: Sequence[str] = ()
    links: Sequence[Link] = ()
    selected: Callable[[Any], bool] | None = None
    anchor: str = ""
    css: str = ""

    def heads(self) -> Iterator[Head]:
        """The column heads with the address that sorts by them, keeping the rest of the query."""
        for column in self.columns:
            if not column.sortable:
                yield Head(column, "", "", "")
                continue
            now = self.sort.lstrip("-") == column.key
            descending = self.sort.startswith("-")
            wanted = f"-{column.key}" if (not descending if now else column.descending_first) else column.key
            aria = ("descending" if descending else "ascending") if now else ""
            icon = {"": "arrows-sort", "ascending": "sort-ascending", "descending": "sort-descending"}[aria]
            yield Head(column, with_query(self.query, {SORT: wanted}, anchor=self.anchor), aria, icon)

    def body(self) -> Iterator[DrawnRow]:
        """The rows, each value found, written or wrapped."""
        for row in self.rows:
            marked = self.selected is not None and self.selected(row)
            yield DrawnRow(row, [draw_cell(column, row) for column in self.columns], "is-selected" if marked else "")

    def foot(self) -> list[tuple[Column, Text]]:
        """The totals row, one entry a column; empty without totals."""
        if not self.totals:
            return []
        cells = [(column, self.totals.get(column.key, "")) for column in self.columns]
        if self.totals_label:
            cells[0] = (self.columns[0], self.totals_label)
        return cells

    def export_links(self) -> list[Link]:
        """Links that give exactly the rows shown by this query, all pages of it."""
        names = {"xlsx": _("Export XLSX"), "csv": _("Export CSV")}
        return [
            Link(label=names[kind], url=with_query(self.query, {EXPORT: kind}), icon="download")
            for kind in self.exports
        ] + [*self.links]

    def pages(self) -> list[PageLink]:
        """The places of the pager: first, last, the neighbours of the present page, gaps between."""
        if self.page is None or self.page.paginator.num_pages < 2:
            return []
        now, last = self.page.number, self.page.paginator.num_pages
        wanted = sorted({1, last, *range(max(1, now - 1), min(last, now + 1) + 1)})
        links: list[PageLink] = []
        for number in wanted:
            if links and links[-1].number is not None and number - links[-1].number > 1:
                links.append(PageLink(None, "", False))
            links.append(PageLink(number, self.page_url(number), number == now))
        return links

    def page_url(self, number: int) -> str:
        """The address of one page of this list."""
        return with_query(self.query, {PAGE: str(number)}, anchor=self.anchor)

    @property
    def previous_url(self) -> str:
        """The address of the page before, or nothing on the first."""
        return self.page_url(self.page.number - 1) if self.page is not None and self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        """The address of the page after, or nothing on the last."""
        return self.page_url(self.page.number + 1) if self.page is not None and self.page.has_next() else ""


def draw_cell(column: Column, row: Any) -> DrawnCell:
    """Find a column's value in a row and make it ready to write; what is missing becomes an empty text."""
    value = row.get(column.key, "") if isinstance(row, Mapping) else getattr(row, column.key, "")
    cell = value if isinstance(value, Cell) else None
    if column.write is not None and cell is None:
        value = column.write(value)
    css = " ".join(part for part in ("num" if column.numeric else "", column.css, cell.css if cell else "") if part)
    return DrawnCell(column, "" if value is None else value, cell, css)


def with_query(query: QueryDict, changes: Mapping[str, str], *, anchor: str = "") -> str:
    """The same page with some parts of its query changed; an empty value takes a part away.

    The page number and a wish to export are not part of the state and fall away unless they are set here.
    """
    fresh = query.copy()
    for name in NOT_STATE:
        if name not in changes:
            fresh.pop(name, None)
    for name, value in changes.items():
        if value:
            fresh[name] = value
        else:
            fresh.pop(name, None)
    return f"?{fresh.urlencode()}" + (f"#{anchor}" if anchor else "")


def read_sort(query: QueryDict, columns: Sequence[Column], default: str = "") -> str:
    """The wanted order from the address bar: a sortable key, `-` before it for large to small; else `default`."""
    wanted = query.get(SORT, "")
    allowed = {column.key for column in columns if column.sortable}
    return wanted if wanted.removeprefix("-") in allowed and not wanted.startswith("--") else default


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter in words, and the address of the list without it."""

    label: Text
    text: Text
    url: str


def filter_chips(form: BaseForm, query: QueryDict) -> list[Chip]:
    """The filters in force, in the order of the form: what is chosen shows again and can be taken off alone."""
    chips: list[Chip] = []
    for bound in form.visible_fields():
        values = [value for value in query.getlist(bound.html_name) if value]
        names = {str(value): text for value, text in getattr(bound.field, "choices", ())}
        for value in values:
            rest = query.copy()
            rest.setlist(bound.html_name, [other for other in values if other != value])
            said = "" if isinstance(bound.field, BooleanField) else names.get(value, value)  # its label says it all
            chips.append(Chip(bound.label or "", said, with_query(rest, {})))
    return chips
