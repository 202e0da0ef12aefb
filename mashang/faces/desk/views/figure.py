"""The page of one figure: what it means, how it went, how it splits, and the rows that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.cases.reads.left_out import find_left_out
from mashang.doors.guarding import Asked
from mashang.doors.wording import say
from mashang.faces.desk.figure_cards import figure_url, goal_of, month_chart, month_table
from mashang.faces.desk.figure_rows import FILE_SIZE, row_columns
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_count, rows_of, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.cockpit import TITLE, Where, where_of
from mashang.faces.desk.views.rulings import COLUMNS as LEFT_OUT_COLUMNS
from mashang.insight.kpis.registry import find_kpi
from mashang.insight.reads.figures import Figure, get_figure, list_parts
from mashang.insight.reads.frozen_by import name_freezer
from mashang.insight.reads.monthly import MonthPoint, get_monthly
from mashang.insight.reads.rows import PAGE as ROWS
from mashang.insight.reads.rows import list_rows_of
from mashang.insight.reads.wording import (
    ADDS,
    name_owner,
    name_unit,
    say_run,
    say_withheld,
    write_value,
    write_with_unit,
)
from mashang.kernel.errors import Refused
from mashang.ui.charts import bars_of
from mashang.ui.moments import Moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Fact
from mashang.ui.tables import Empty, Table

BARS = 12


def figure(request: Asked, key: str) -> HttpResponseBase:
    """One figure of an area, a tower or a class on a day, with everything behind it."""
    kpi, where = find_kpi(key), where_of(request)
    tower, dim = _tower_id(request), request.GET.get("class", "")
    one = get_figure(request.actor, key, where.path, where.on, tower_id=tower, dim=dim, run=where.run)
    if wants_file(request):
        return _file(request, where, one)
    months = get_monthly(request.actor, [key], where.path, one.run.valid_on, tower_id=tower)[key] if not dim else ()
    splits = _splits(request, where, one)
    values = {
        "where": where,
        "figure": one,
        "address": where.address + "".join(f"&{name}={value}" for name, value in narrowing(request)),
        "shown": write_with_unit(one.value, kpi.unit),
        "kept": narrowing(request),
        "equation": _equation(one),
        "facts": _facts(one, where, splits.get("narrowed", "")),
        "withheld": say_withheld(one.withheld) if one.withheld else "",
        **_over_time(one, months),
        **splits,
        **_left_out(request, one),
        **_rows(request, where, one),
    }
    crumbs = (Crumb(label=TITLE, url=reverse("cockpit") + _tail(where)), Crumb(label=kpi.name))
    return render_page(request, "desk/figures/figure.html", values, title=kpi.name, crumbs=crumbs)


def _over_time(one: Figure, months: Sequence[MonthPoint]) -> dict[str, Any]:
    """The months as a table and as a line; nothing for a class, whose months are not read."""
    if not months:
        return {}
    label = _("%(name)s over thirteen months") % {"name": one.kpi.name}
    return {
        "months": month_table([(one, months)], label=str(one.kpi.name)),
        "chart": month_chart([(one, months)], label=label, named=False),
    }


def _tower_id(request: Asked) -> int | None:
    text = request.GET.get("tower", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def narrowing(request: Asked) -> list[tuple[str, str]]:
    """What the address narrows the figure to besides place and day, ready for an address."""
    return [(name, quote(request.GET[name])) for name in ("tower", "class") if request.GET.get(name)]


def _tail(where: Where) -> str:
    asked = {"area": where.area, "on": where.on.isoformat() if where.on else ""}
    text = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"?{text}" if text else ""


def _equation(one: Figure) -> list[dict[str, str]]:
    """The parts of a rate with their names, for the line that shows how it comes about."""
    if one.den is None or one.num is None or one.kpi.den is None:
        return []
    parts = ((one.num, one.kpi.num), (one.den, one.kpi.den))
    return [
        {"value": write_value(value, part.unit), "name": f"{part.name} {name_unit(part.unit)}"} for value, part in parts
    ]


def _facts(one: Figure, where: Where, narrowed: str) -> list[Fact]:
    kpi, goal = one.kpi, goal_of(one)
    unknown = (
        ""
        if not one.unknown
        else _("%(n)s of which it cannot be told; they are in neither part") % {"n": f"{one.unknown:,}"}
    )
    facts = [
        Fact(label=_("Formula"), value=kpi.formula),
        Fact(label=_("Scope"), value=kpi.scope),
        Fact(label=_("Counted for"), value=_(", ").join(text for text in (where.place, narrowed) if text)),
        Fact(label=_("As of"), value=f"{one.on.isoformat()}{_(', ')}{say_run(one.stands, name_freezer(one.stands))}"),
        Fact(label=_("Unit of measure"), value=name_unit(kpi.unit)),
        Fact(label=_("Source"), value=kpi.source),
        Fact(label=_("Answers for it"), value=name_owner(kpi)),
        Fact(label=_("Adding up"), value=ADDS[kpi.additive]),
        Fact(label=_("Not known"), value=unknown or _("nothing")) if one.unknown is not None else None,
        Fact(label=_("Target"), value=f"{goal.label}{_(', ')}{goal.gap}{_(', ')}{one.target.basis}") if goal and one.target else None,
        Fact(label=_("Version of the definition"), value=f"K-{kpi.no:02d} v{kpi.version}"),
    ]  # fmt: skip
    return [fact for fact in facts if fact is not None]


def _splits(request: Asked, where: Where, one: Figure) -> dict[str, Any]:
    """The figure by tower and by class, as far as its KPI is split so; and in words to what the address narrows it."""
    found: dict[str, Any] = {}
    narrowed = []
    if "tower" in one.kpi.splits and not one.dim:
        parts = list_parts(request.actor, one.kpi.key, where.path, by="tower", run=one.run)
        narrowed += [part.label for part in parts if part.tower_id == one.tower_id]
        if one.tower_id is None:
            found |= {"tower_bars": _bars(where, parts[:BARS], "tower"), "tower_more": max(len(parts) - BARS, 0)}
    if one.kpi.dim:
        parts = list_parts(request.actor, one.kpi.key, where.path, by="class", tower_id=one.tower_id, run=one.run)
        narrowed += [part.label for part in parts if one.dim and part.dim == one.dim]
        if not one.dim:
            found["class_bars"] = _bars(where, parts, "class", tower=one.tower_id)
    return found | {"narrowed": _(", ").join(narrowed)}


def _bars(where: Where, parts: Sequence[Figure], by: str, *, tower: int | None = None) -> Any:
    kept = {"area": where.area, "on": where.on.isoformat() if where.on else ""} | (
        {"tower": str(tower)} if tower else {}
    )
    return bars_of(
        [
            (
                part.label,
                _("withheld") if part.withheld else write_with_unit(part.value, part.kpi.unit),
                None if part.value is None else float(part.value),
                figure_url(part, **kept, **{by: str(part.tower_id) if by == "tower" else part.dim}),
            )
            for part in parts
        ]
    )


def _rows(request: Asked, where: Where, one: Figure) -> dict[str, Any]:
    """One page of the rows; why there are none where they may not be shown."""
    page = page_of_count(request, one.n or 0, ROWS)
    try:
        found = list_rows_of(request.actor, one, page=page.number)
    except Refused as refused:
        return {"rows_refused": say(refused), "rows_mend": one.withheld and say_withheld(one.withheld)}
    shown = row_columns(one.kpi, where.run)
    empty = Empty(title=_("It counts nothing here"), text=_("No row fits its definition on this day."), icon="table")
    table = table_of(
        request,
        label=_("Rows of %(name)s") % {"name": one.kpi.name},
        shown=shown,
        rows=found.rows,
        sort="",
        page=page,
        empty=empty,
        anchor="rows",
    )
    return {"table": table}


def _left_out(request: Asked, one: Figure) -> dict[str, Any]:
    """What a ruling leaves out of the rate of an area, each with who asked and who decided; and the rate with it."""
    if not one.kpi.left_out or one.tower_id or one.dim or one.num is None or one.den is None:
        return {}
    found = find_left_out(
        request.actor, one.kpi.left_out, one.area_path, on=one.stands.valid_on, at=one.stands.known_at
    )
    num, den = one.num + found.kept, one.den + found.judged
    rows = rows_of(LEFT_OUT_COLUMNS, found.rulings)
    return {
        "left_out": found,
        "with_them": write_with_unit(num * 100 / den if den else None, one.kpi.unit),
        "left_out_table": Table(label=_("Left out of this rate"), columns=columns_of(LEFT_OUT_COLUMNS), rows=rows),
    }


def _file(request: Asked, where: Where, one: Figure) -> HttpResponseBase:
    """All rows of the figure as a file, up to a bound that is told."""
    size = max(min(one.n or 0, FILE_SIZE), 1)
    found = list_rows_of(request.actor, one, size=size)
    moment = Moment(as_of=one.on, today=timezone.localdate())
    shown: Sequence[Shown] = row_columns(one.kpi, where.run)
    title = f"{where.place} {one.kpi.name} {'' if one.withheld else write_with_unit(one.value, one.kpi.unit)}"
    return export(
        request, page="figure_rows", title=title, moment=moment, shown=shown, rows=found.rows, subject_id=one.cell_id
    )
