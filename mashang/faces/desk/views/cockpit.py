"""The cockpit: all figures of an area on a day, and freezing them now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.doors.sending import do_once
from mashang.faces.desk.answering import do_and_return, open_anew
from mashang.faces.desk.figure_cards import Trends, farthest, figure_url, month_chart, topics
from mashang.faces.desk.forms.figures import FiguresAsked, read_day
from mashang.faces.desk.guard import guard
from mashang.faces.desk.lists import Shown, export, files_offered, wants_file
from mashang.faces.desk.nav import render_page
from mashang.insight.acts.asking import ask_for_figures
from mashang.insight.reads.figures import Figure, list_figures
from mashang.insight.reads.freezing import find_freezing
from mashang.insight.reads.frozen_by import Place, list_places, name_freezer
from mashang.insight.reads.monthly import get_monthly
from mashang.insight.reads.of_towers import list_tower_figures
from mashang.insight.reads.standing_runs import RunStamp, find_run, list_runs, require_area
from mashang.insight.reads.wording import name_owner, name_topic, name_unit, say_run, say_withheld, write_value
from mashang.kernel.errors import NotThere
from mashang.ui.charts import bars_of
from mashang.ui.moments import Moment
from mashang.ui.page import Link
from mashang.ui.tables import with_query

TITLE = gettext_lazy("Cockpit")
BARS = 12
TOGETHER = ("occupancy_rate", "vacancy_rate")
FILE = (
    Shown(key="no", label=gettext_lazy("No."), value=lambda r: r.kpi.no),
    Shown(key="topic", label=gettext_lazy("Topic"), value=lambda r: name_topic(r.kpi.topic)),
    Shown(key="name", label=gettext_lazy("Figure"), value=lambda r: str(r.kpi.name)),
    Shown(key="value", label=gettext_lazy("Value"), value=lambda r: r.value),
    Shown(key="unit", label=gettext_lazy("Unit of measure"), value=lambda r: name_unit(r.kpi.unit)),
    Shown(key="withheld", label=gettext_lazy("Why nothing is shown"), value=lambda r: say_withheld(r.withheld)),
    Shown(key="num", label=gettext_lazy("Numerator"), value=lambda r: r.num),
    Shown(key="den", label=gettext_lazy("Denominator"), value=lambda r: r.den),
    Shown(key="n", label=gettext_lazy("Rows"), value=lambda r: r.n),
    Shown(key="unknown", label=gettext_lazy("Not known"), value=lambda r: r.unknown),
    Shown(key="target", label=gettext_lazy("Target"), value=lambda r: r.target.value if r.target else None),
    Shown(key="gap", label=gettext_lazy("Missing to the target"), value=lambda r: r.gap),
    Shown(key="on", label=gettext_lazy("As of"), value=lambda r: r.on),
    Shown(key="run", label=gettext_lazy("Snapshot no."), value=lambda r: r.stands.no),
    Shown(key="formula", label=gettext_lazy("Formula"), value=lambda r: str(r.kpi.formula)),
    Shown(key="scope", label=gettext_lazy("Scope"), value=lambda r: str(r.kpi.scope)),
    Shown(key="owner", label=gettext_lazy("Answers for it"), value=lambda r: name_owner(r.kpi)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What the address asks for: the place, the day and the run that answers for it; None before the first."""

    area: str
    path: str
    place: str
    on: date | None
    run: RunStamp | None
    form: FiguresAsked
    problem: str

    @property
    def address(self) -> str:
        """The query that shows whoever opens it the same place and day, by own rights."""
        held = QueryDict(mutable=True)
        held.update({"area": self.path} if self.path else {})
        held.update({"on": self.run.valid_on.isoformat()} if self.run else {})
        return f"?{held.urlencode()}"


def where_of(request: Asked) -> Where:
    """Reads `area` and `on`. NotThere for an area that is not the actor's; a day that is none is told. 2 queries."""
    area, text = request.GET.get("area", ""), request.GET.get("on", "")
    path, on = require_area(request.actor, area), read_day(text)
    runs, places = list_runs(request.actor, path), list_places(request.actor)
    run = next((one for one in runs if on is None or one.valid_on <= on), None) or (_older(path, on) if on else None)
    problem = _("That is no day: write it as 2026-11-20. The newest figures are shown.") if text and not on else ""
    if on and run and run.valid_on != on:
        problem = _("On %(on)s nothing was frozen: the figures are of the last day before it, %(day)s.") % {
            "on": on.isoformat(),
            "day": run.valid_on.isoformat(),
        }
    asked = {
        "area": area if area != request.actor.area_path else "",
        "on": run.valid_on.isoformat() if on and run else "",
    }
    form = FiguresAsked(asked, places=places, runs=runs, chosen=run)
    return Where(area=area, path=path, place=_name(places, path), on=on, run=run, form=form, problem=problem)


def _older(path: str, on: date) -> RunStamp | None:
    """The run of a day that the choice of days no longer offers."""
    try:
        return find_run(path, on)
    except NotThere:
        return None


def _name(places: tuple[Place, ...], path: str) -> str:
    return next((one.name for one in places if one.path == path), path)


def cockpit(request: Asked) -> HttpResponseBase:
    """All figures of an area on a day, by topic, each with trend, target and the way to its rows."""
    where = where_of(request)
    may_freeze = guard.may_open(request, "figures_freeze")
    freezing = find_freezing(request.actor.area_path) if may_freeze else None
    if where.run is None:
        values = {"where": where, "may_freeze": may_freeze, "freezing": freezing}
        return render_page(request, "desk/figures/none_yet.html", values, title=TITLE)
    figures = list_figures(request.actor, where.path, where.run.valid_on)
    if wants_file(request):
        return _file(request, where, figures)
    trends = get_monthly(request.actor, [one.kpi.key for one in figures], where.path, where.run.valid_on)
    values = {
        "where": where,
        "count": len(figures),
        "address": where.address,
        "run_words": say_run(where.run, name_freezer(where.run)),
        "today": where.run.valid_on == timezone.localdate(),
        "may_freeze": may_freeze,
        "freezing": freezing,
        "topics": topics(figures, trends, area=where.area),
        "far": farthest(figures, area=where.area),
        **_pictures(request, where, figures, trends),
        "files": _files(request),
        "wall_url": reverse("wall") + (f"?area={where.area}" if where.area else ""),
    }
    return render_page(request, "desk/figures/cockpit.html", values, title=TITLE)


def _pictures(request: Asked, where: Where, figures: tuple[Figure, ...], trends: Trends) -> dict[str, Any]:
    by_key = {one.kpi.key: one for one in figures}
    together = [by_key[key] for key in TOGETHER if key in by_key]
    charts = [(one.kpi.name, month_chart([(one, trends[one.kpi.key])], label=str(one.kpi.name))) for one in together]
    drawn = {"charts": [(name, chart) for name, chart in charts if chart is not None]}
    vacant = by_key.get("vacant_area")
    if where.run is None or vacant is None:
        return drawn
    towers = list_tower_figures(request.actor, ["vacant_area"], where.path, where.run)
    empty = [(one.values["vacant_area"], one) for one in towers if one.values.get("vacant_area")]
    empty.sort(key=lambda pair: -pair[0])
    on = where.run.valid_on.isoformat()
    bars = [
        (one.name, write_value(sqm, "sqm"), float(sqm), figure_url(vacant, area=where.area, on=on, tower=str(one.id)))
        for sqm, one in empty[:BARS]
    ]
    return drawn | {
        "vacant_bars": bars_of(bars),
        "vacant_url": figure_url(vacant, area=where.area, on=on),
        "rest_count": len(empty[BARS:]),
        "rest_sqm": write_value(sum((sqm for sqm, _one in empty[BARS:]), Decimal(0)), "sqm"),
    }


def _files(request: Asked) -> list[Link]:
    names = {"xlsx": _("Export XLSX"), "csv": _("Export CSV")}
    offered = files_offered(request)
    return [Link(label=names[one], url=with_query(request.GET, {"export": one}), icon="download") for one in offered]


def _file(request: Asked, where: Where, figures: tuple[Figure, ...]) -> HttpResponseBase:
    day = where.run.valid_on if where.run else timezone.localdate()
    moment = Moment(as_of=day, today=timezone.localdate())
    title = _("Figures of %(place)s") % {"place": where.place}
    place = Shown(key="area", label=gettext_lazy("Area"), value=lambda _row: where.place)
    return export(request, page="cockpit", title=title, moment=moment, shown=(place, *FILE), rows=figures)


@require_POST
def figures_freeze(request: Asked) -> HttpResponse:
    """Have the worker count all figures of today anew and keep them; needs `figures.freeze`."""
    return do_and_return(
        request,
        lambda: do_once(request, lambda: ask_for_figures(actor=request.actor), to=lambda _new: reverse("cockpit")),
        said=_("Today's figures are being frozen."),
        to=reverse("cockpit"),
    )


def figures_progress(request: Asked) -> HttpResponse:
    """How far the worker is; the page that waits opens anew once it is done."""
    freezing = find_freezing(request.actor.area_path)
    if freezing is None or freezing.failed:
        return open_anew(request, reverse("cockpit"))
    return render(request, "desk/figures/freezing.html", {"freezing": freezing})
