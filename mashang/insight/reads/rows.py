"""The rows behind a figure: the KPI's own text run again for the day and the knowledge of the run that counted it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from mashang.accounts.rules.roles import Permission
from mashang.insight.kpis.description import Kpi, Sensitivity
from mashang.insight.kpis.heads import rows_of
from mashang.insight.reads.figures import Figure, get_figure
from mashang.insight.reads.row_names import Named, name_rows
from mashang.insight.rules.values import value_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.trail.acts import note_view

PAGE = 50
CASES = {"case", "answer"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One counted thing and what it contributes, in the units of the parts; `value` is its own rate where it has one.

    `of` is the thing whose file tells of it, where that is another one.
    """

    kind: str
    id: int
    name: str
    place: str
    tower_id: int | None
    dim: str
    num: Decimal
    den: Decimal | None
    value: Decimal | None
    of: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """One page of the rows of a figure. `figure.n` is how many there are in all; `pages` at least 1."""

    figure: Figure
    rows: tuple[Row, ...]
    page: int
    pages: int


def list_rows(
    actor: Actor, key: str, area_path: str = "", on: date | None = None, *, page: int = 1, size: int = PAGE,
    tower_id: int | None = None, dim: str = "",
) -> RowsPage:  # fmt: skip
    """The rows that a frozen figure counts, as `list_rows_of` gives them. At most 8 queries."""
    return list_rows_of(actor, get_figure(actor, key, area_path, on, tower_id=tower_id, dim=dim), page=page, size=size)


def list_rows_of(actor: Actor, figure: Figure, *, page: int = 1, size: int = PAGE) -> RowsPage:
    """The rows of a figure that the actor was given, the largest first, as many as the figure says.

    The rows of a figure made of taxes say what single firms pay: they are for `tax.read` alone, and each opening goes on
    record. For all others they are refused, withheld or not. Requests are for those who may read requests.
    """
    count = figure.n or 0
    if figure.kpi.sensitivity is Sensitivity.TAX:
        _open_taxes(actor, figure)
        count = len(fetch_rows(figure))  # what is withheld has no count that a page can read
    elif figure.withheld:
        raise _withheld(figure)
    elif CASES & {*figure.kpi.kinds} and not actor.may(Permission.CASE_READ):
        raise Refused(
            "rows_of_cases",
            _("The rows of this figure are requests of firms."),
            mend=_("The number may be seen by all who read figures, the requests by those who work with them."),
        )
    pages = max(1, -(-count // size))
    page = min(max(page, 1), pages)
    found = fetch_rows(figure, limit=size, offset=(page - 1) * size)
    names = name_rows(actor.locale, [(kind, pk) for kind, pk, *_rest in found])
    rows = tuple(_row(figure.kpi, names, *one) for one in found)
    return RowsPage(figure=figure, rows=rows, page=page, pages=pages)


def _open_taxes(actor: Actor, figure: Figure) -> None:
    """Put on record that the taxes of single firms were seen; Refused without the right to see them."""
    if not actor.may(Permission.TAX_READ):
        if figure.withheld:
            raise _withheld(figure)
        raise Refused(
            "rows_of_taxes",
            _("The rows of this figure say what single firms pay in tax."),
            mend=_("The sum may be seen by all who read figures, its rows by the finance officer alone."),
        )
    note_view(
        actor=actor, page="figure_rows", subject_kind="cell", subject_id=figure.cell_id, fields=["tax"],
        area_path=figure.area_path,
    )  # fmt: skip


def _withheld(figure: Figure) -> Refused:
    return Refused("withheld", _("This figure is withheld, and so are its rows."), mend=figure.withheld_words)


def fetch_rows(figure: Figure, *, limit: int | None = None, offset: int = 0) -> list[tuple[Any, ...]]:
    """(kind, id, tower_id, dim, num, den) of the rows of a figure; the caller has checked who asks. One query."""
    run = figure.stands
    asked = {
        "areas": [figure.area_path], "tower": figure.tower_id, "dim": figure.dim, "top": figure.area_path,
        "on": run.valid_on, "at": run.known_at, "limit": limit, "offset": offset,
    }  # fmt: skip
    text = rows_of(figure.kpi, in_tower=figure.tower_id is not None, of_class=bool(figure.dim), paged=limit is not None)
    with connection.cursor() as cursor:
        cursor.execute(text, asked)
        return list(cursor.fetchall())


def _row(
    kpi: Kpi,
    names: dict[tuple[str, int], Named],
    kind: str,
    pk: int,
    tower_id: int | None,
    dim: str,
    num: int,
    den: int,
) -> Row:
    named = names[kind, pk]
    rate = value_of(num, den, factor=kpi.factor, is_rate=True) if kpi.is_rate else None
    return Row(
        kind=kind, id=pk, name=named.name, place=named.place, tower_id=tower_id, dim=dim,
        num=Decimal(num) / kpi.num.scale, den=Decimal(den) / kpi.den.scale if kpi.den else None,
        value=None if rate is None else Decimal(rate) / kpi.scale, of=named.of,
    )  # fmt: skip
