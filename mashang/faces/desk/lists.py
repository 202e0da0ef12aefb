"""Lists of the desk: one description of the columns serves the table on screen and the file that is exported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.register.acts.exporting import export_rows
from mashang.register.reads.exports import Sheet, Value, write_csv, write_xlsx
from mashang.ui.moments import Moment
from mashang.ui.page import Text
from mashang.ui.tables import EXPORT, PAGE, Column, Table

PAGE_SIZE = 25
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A column: `value` is what a file holds, `cell` what the screen shows (the value when it is left out).

    `template` draws the cell from `row` and `value`. A column without `value` stands on screen alone.
    """

    key: str
    label: Text
    value: Callable[[Any], Value] | None = None
    cell: Callable[[Any], object] | None = None
    template: str = ""
    numeric: bool = False
    sortable: bool = False
    descending_first: bool = False
    head: bool = False
    css: str = ""
    screen: bool = True

    @property
    def column(self) -> Column:
        """The column as the kit draws it."""
        return Column(
            key=self.key,
            label=self.label,
            numeric=self.numeric,
            sortable=self.sortable,
            template=self.template,
            css=self.css,
            head=self.head,
            descending_first=self.descending_first,
        )


def columns_of(shown: Sequence[Shown]) -> list[Column]:
    """The columns that stand on screen."""
    return [one.column for one in shown if one.screen]


def rows_of(shown: Sequence[Shown], rows: Iterable[Any]) -> list[dict[str, object]]:
    """The rows as the kit draws them; `row` is the reading itself, for templates."""
    return [{"row": row} | {one.key: _cell(one, row) for one in shown if one.screen} for row in rows]


def _cell(one: Shown, row: Any) -> object:
    if one.cell is not None:
        return one.cell(row)
    value = one.value(row) if one.value is not None else row
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:,}"
    return "—" if value is None or value == "" else value


def table_of(
    request: Asked,
    *,
    label: Text,
    shown: Sequence[Shown],
    rows: Iterable[Any],
    sort: str,
    page: PaginatorPage[Any],
    **more: Any,
) -> Table:
    """The list as the kit draws it; a file is offered to those who may export."""
    exports = files_offered(request)
    return Table(
        label=label, columns=columns_of(shown), rows=rows_of(shown, rows), query=request.GET, sort=sort, page=page,
        exports=exports, **more,
    )  # fmt: skip


def page_of_list(request: Asked, rows: Sequence[Any] | QuerySet[Any], size: int = PAGE_SIZE) -> PaginatorPage[Any]:
    """The page of a list that the address asks for; the nearest one when it does not exist."""
    return Paginator(rows, size).get_page(request.GET.get(PAGE))


def page_of_count(request: Asked, total: int, size: int = PAGE_SIZE) -> PaginatorPage[Any]:
    """The same where the database gives only one page of rows: the places of the list without its rows."""
    return Paginator(range(total), size).get_page(request.GET.get(PAGE))


def files_offered(request: Asked) -> tuple[str, ...]:
    """The files that a list offers to its reader."""
    return ("xlsx", "csv") if request.actor.may("register.export") else ()


def wants_file(request: Asked) -> bool:
    """Does the address ask for a file?"""
    return request.GET.get(EXPORT) in ("xlsx", "csv")


def export(
    request: Asked,
    *,
    page: str,
    title: Text,
    moment: Moment,
    shown: Sequence[Shown],
    rows: Sequence[Any],
    subject_id: int = 0,
) -> HttpResponseBase:
    """The rows as the file that the address asks for, and the export on record."""
    return export_as(
        request,
        request.GET[EXPORT],
        page=page,
        title=title,
        moment=moment,
        shown=shown,
        rows=rows,
        subject_id=subject_id,
    )


def export_as(
    request: Asked,
    form: str,
    *,
    page: str,
    title: Text,
    moment: Moment,
    shown: Sequence[Shown],
    rows: Sequence[Any],
    subject_id: int = 0,
) -> HttpResponseBase:
    """The rows as a file of this form (csv or xlsx), and the export on record."""
    query = request.GET.copy()
    query.pop(EXPORT, None)
    export_rows(
        actor=request.actor,
        page=page,
        form=form,
        rows=len(rows),
        as_of=moment.as_of,
        query=query.urlencode(),
        subject_id=subject_id,
    )
    told = [one for one in shown if one.value is not None]
    head = _("%(title)s, %(as_of)s; %(rows)s rows; exported by %(who)s on %(at)s") % {
        "title": title,
        "as_of": moment.words,
        "rows": len(rows),
        "who": request.actor.name,
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
    }
    values = ([one.value(row) for one in told if one.value is not None] for row in rows)
    sheet = Sheet(name=str(title), head=head, columns=[str(one.label) for one in told], rows=values)
    name = f"{title}_{moment.as_of.isoformat()}.{form}".replace("/", " ")
    if form == "csv":
        return FileResponse(BytesIO(write_csv(sheet)), as_attachment=True, filename=name, content_type=CSV)
    return FileResponse(write_xlsx(sheet), as_attachment=True, filename=name, content_type=XLSX)
