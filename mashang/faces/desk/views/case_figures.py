"""The rates of requests by month, by item and by department; never by person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from mashang.cases.reads.naming import name_item
from mashang.cases.reads.rates import OF_CASES, OF_DEPARTMENTS, RateLine, Rates, get_rates
from mashang.cases.rules.rates import Tally
from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.case_figures import RatesAsked
from mashang.faces.desk.lists import Shown, columns_of, export, files_offered, rows_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.insight.reads.frozen_by import list_places
from mashang.insight.reads.standing_runs import require_area
from mashang.ui.charts import Line, LineChart
from mashang.ui.moments import Moment
from mashang.ui.page import Crumb, Link, Text
from mashang.ui.tables import Cell, Empty, Table, with_query

TITLE = gettext_lazy("Figures of requests")
OFFICE = gettext_lazy("The office itself")
NAMES: dict[str, Text] = {
    "response": gettext_lazy("Response rate"), "resolution": gettext_lazy("Resolution rate"),
    "satisfaction": gettext_lazy("Satisfaction rate"), "on_time": gettext_lazy("On-time rate"),
    "report_in": gettext_lazy("Reported in on time"), "answer": gettext_lazy("Departments answered on time"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class InFile:
    """One rate of one line, as a file holds it."""

    by: Text
    name: str
    measure: str
    tally: Tally | None


def case_figures(request: Asked) -> HttpResponseBase:
    """The rates of an area over thirteen months, live, with what is left out of them beside."""
    places, path = list_places(request.actor), require_area(request.actor, request.GET.get("area", ""))
    item = request.GET.get("item", "")
    found = get_rates(request.actor, path, item=item)
    place = next((one.name for one in places if one.path == path), path)
    if wants_file(request):
        return _file(request, found, place)
    asked = {"area": path if path != request.actor.area_path else "", "item": item}
    values = {
        "form": RatesAsked(asked, places=places, items=[(line.key, line.name) for line in found.items] if not item else [(item, name_item(request.actor.locale, item))]),
        "place": place, "found": found, "item": name_item(request.actor.locale, item), "chart": _chart(found),
        "months": _table(request, _("By month"), pgettext_lazy("column", "Month"), found.months[::-1], lambda line: line.name),
        "items": None if item else _table(request, _("By item"), _("Item"), found.items, lambda line: Cell(text=line.name, url=with_query(request.GET, {"item": line.key}))),
        "departments": _table(request, _("By department"), _("Department"), found.departments, lambda line: line.name or OFFICE, OF_CASES + OF_DEPARTMENTS),
        "files": _files(request), "out": found.out,
    }  # fmt: skip
    crumbs = (Crumb(label=_("Requests and whistles"), url=reverse("cases")), Crumb(label=TITLE))
    return render_page(request, "desk/cases/figures.html", values, title=TITLE, crumbs=crumbs)


def _table(
    request: Asked, label: Text, head: Text, lines: Sequence[RateLine], name: Callable[[RateLine], object],
    measures: Sequence[str] = OF_CASES,
) -> Table:  # fmt: skip
    shown = [
        Shown(key="name", label=head, cell=name, head=True, css="nowrap"),
        *(Shown(key=one, label=NAMES[one], cell=_cell(one), numeric=True) for one in measures),
        Shown(key="out", label=pgettext_lazy("of a rate", "Left out"), cell=lambda line: Cell(text=str(line.out), url=reverse("left_out")) if line.out else "—", numeric=True),
    ]  # fmt: skip
    empty = Empty(
        title=_("Nothing to count yet"), text=_("As soon as requests are answered or fall due, their rates stand here.")
    )
    return Table(label=label, columns=columns_of(shown), rows=rows_of(shown, lines), query=request.GET, empty=empty)


def _cell(measure: str) -> Callable[[RateLine], object]:
    return lambda line: _told(line.told[measure])


def _told(tally: Tally | None) -> object:
    """A share with its two parts; where something is left out, with it too."""
    if tally is None:
        return _("too few")
    if tally.share_tenths is None and not tally.out:
        return "—"
    sub = f"{tally.kept:,} / {tally.judged:,}"
    if tally.out:
        sub = _("%(parts)s, %(n)s left out, with them %(share)s") % {
            "parts": sub, "n": tally.out, "share": _percent(tally.share_with_tenths),
        }  # fmt: skip
    return Cell(text=_percent(tally.share_tenths), sub=sub)


def _percent(tenths: int | None) -> str:
    return "—" if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def _chart(found: Rates) -> LineChart | None:
    """The four rates over the months; None where fewer than two months are told."""
    lines = []
    for place, measure in enumerate(OF_CASES):
        tallies = [line.told[measure] for line in found.months]
        values = [one.share_tenths / 10 if one and one.share_tenths is not None else None for one in tallies]
        if sum(value is not None for value in values) > 1:
            lines.append(Line(name=NAMES[measure], values=values, last=str(NAMES[measure]), dashed=place == 3))
    if not lines:
        return None
    return LineChart(label=_("Rates of requests by month"), labels=[line.key[2:] for line in found.months], lines=lines)


FILE = (
    Shown(key="by", label=gettext_lazy("Counted by"), value=lambda r: str(r.by)),
    Shown(key="name", label=pgettext_lazy("of a thing", "Name"), value=lambda r: r.name),
    Shown(key="rate", label=gettext_lazy("Rate"), value=lambda r: str(NAMES[r.measure])),
    Shown(key="kept", label=gettext_lazy("Numerator"), value=lambda r: r.tally.kept if r.tally else None),
    Shown(key="judged", label=gettext_lazy("Denominator"), value=lambda r: r.tally.judged if r.tally else None),
    Shown(key="share", label=pgettext_lazy("part of a whole", "Share"), value=lambda r: _percent(r.tally.share_tenths) if r.tally else str(_("too few"))),
    Shown(key="out", label=pgettext_lazy("of a rate", "Left out"), value=lambda r: r.tally.out if r.tally else None),
    Shown(key="share_with", label=gettext_lazy("Share with what is left out"), value=lambda r: _percent(r.tally.share_with_tenths) if r.tally else None),
)  # fmt: skip


def _file(request: Asked, found: Rates, place: str) -> HttpResponseBase:
    """All three tables one below the other, a line for each rate."""
    parts: tuple[tuple[Text, Sequence[RateLine]], ...] = (
        (pgettext("column", "Month"), found.months), (_("Item"), found.items), (_("Department"), found.departments),
    )  # fmt: skip
    rows = [
        InFile(by=by, name=line.name or str(OFFICE), measure=measure, tally=tally)
        for by, lines in parts for line in lines for measure, tally in line.told.items() if tally is None or tally.judged or tally.out
    ]  # fmt: skip
    moment = Moment(as_of=found.until, today=timezone.localdate())
    title = _("Figures of requests of %(place)s") % {"place": place}
    return export(request, page="case_figures", title=title, moment=moment, shown=FILE, rows=rows)


def _files(request: Asked) -> list[Any]:
    names = {"xlsx": _("Export XLSX"), "csv": _("Export CSV")}
    offered = files_offered(request)
    return [Link(label=names[one], url=with_query(request.GET, {"export": one}), icon="download") for one in offered]
