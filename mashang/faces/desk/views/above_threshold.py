"""Firms above the threshold of the statistics, and those near it."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.classes import ALL, LACKS, ThresholdFilter
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.reads.above_threshold import get_thresholds
from mashang.register.reads.choices import STANDINGS, label_of
from mashang.register.reads.facts import may_see_revenue, name_code
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.threshold_list import (
    ThresholdRow,
    ThresholdsFound,
    find_threshold_firms,
)
from mashang.register.reads.towers import list_tower_names
from mashang.register.rules.above_threshold import FEN_OF_WAN, Reached
from mashang.ui.moments import Moment, read_moment
from mashang.ui.parts import Tab
from mashang.ui.tables import Cell, Empty, filter_chips, read_sort, with_query

WORDS = {
    Reached.ABOVE: gettext_lazy("Above the threshold"),
    Reached.CANDIDATE: gettext_lazy("Near the threshold"),
    Reached.BELOW: gettext_lazy("Below the threshold"),
    Reached.NOT_BY_SIZE: gettext_lazy("Not decided by size"),
    Reached.UNKNOWN: gettext_lazy("Cannot tell"),
}
LAMPS = {Reached.ABOVE: "ok", Reached.CANDIDATE: "soon", Reached.UNKNOWN: "stop"}


def above_threshold(request: Asked) -> HttpResponseBase:
    """Firms in place by what their size says, those above or near and not in the statistics yet first."""
    moment = read_moment(request.GET)
    shown = columns(request, moment)
    sort = read_sort(request.GET, columns_of(shown), "")
    form = ThresholdFilter(request.GET, towers=list_tower_names(request.actor))
    reached = request.GET.get("reached", "")
    found = find_threshold_firms(request.actor, moment.as_of, form.wanted(reached, sort), moment.known_at)
    title = _("Above-threshold firms and candidates")
    if wants_file(request):
        return export(request, page="above_threshold", title=title, moment=moment, shown=shown, rows=found.rows)
    page, chips = page_of_list(request, found.rows), filter_chips(form, request.GET)
    table = table_of(
        request,
        label=title,
        shown=shown,
        rows=page.object_list,
        sort=sort,
        page=page,
        empty=_empty(filtered=form.narrows),
    )
    context = {
        "moment": moment, "found": found, "firms": sum(found.counts.values()), "table": table, "form": form, "chips": chips,
        "tabs": _tabs(request, found, reached), "kept": [("reached", reached)] if reached else [],
        "may_see": may_see_revenue(request.actor), "percent": get_thresholds().candidate_percent, "views": saved_views_of(request, "above_threshold"),
    }  # fmt: skip
    return render_page(request, "desk/classes/above_threshold.html", context, title=title)


def columns(request: Asked, moment: Moment) -> Sequence[Shown]:
    """Firm, branch, place, answer, threshold, statistics; the revenue only for those who may see it."""
    locale = request.actor.locale
    revenue = (
        Shown(key="revenue", label=gettext_lazy("Compared with"), value=lambda r: r.revenue, cell=_revenue),
        Shown(key="revenue_source", label=gettext_lazy("Source"), value=lambda r: r.source.name if r.source else "", screen=False),
        Shown(key="revenue_on", label=gettext_lazy("Day of the source"), value=lambda r: r.source.on if r.source else None, screen=False),
    )  # fmt: skip
    return (
        Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.name, cell=lambda r: Cell(text=r.name, url=f"{reverse('firm', args=[r.firm_id])}{moment.tail}#threshold"), sortable=True, head=True),
        Shown(key="uscc", label=gettext_lazy("Credit code"), value=lambda r: r.uscc, screen=False),
        Shown(key="industry", label=gettext_lazy("Industry"), value=lambda r: find_industry_name(r.industry), cell=lambda r: Cell(text=find_industry_name(r.industry) or "—", sub=r.industry), sortable=True),
        Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: _("; ").join(name for _pk, name in r.towers), cell=lambda r: _tower(r, moment), sortable=True),
        Shown(key="reached", label=gettext_lazy("By size"), value=_answer, cell=_answer_cell, template="desk/classes/cell_lamp.html"),
        Shown(key="threshold", label=gettext_lazy("Threshold"), value=_threshold, cell=lambda r: _threshold_cell(r, locale)),
        Shown(key="basis", label=gettext_lazy("Basis of the threshold"), value=lambda r: r.answer.threshold.basis if r.answer.threshold else "", screen=False),
        Shown(key="year", label=gettext_lazy("Year compared"), value=lambda r: str(r.year or ""), screen=False),
        *(revenue if may_see_revenue(request.actor) else ()),
        Shown(key="since", label=gettext_lazy("In the statistics"), value=lambda r: _listed(r, locale), cell=lambda r: _listed_cell(r, locale), sortable=True),
        Shown(key="standing", label=gettext_lazy("Standing"), value=lambda r: label_of(STANDINGS, r.standing), screen=False),
    )  # fmt: skip


def _tower(row: ThresholdRow, moment: Moment) -> Cell:
    if not row.towers:
        return Cell(text="—")
    (pk, name), more = row.towers[0], len(row.towers) - 1
    sub = _("and %(count)s more") % {"count": more} if more else ""
    return Cell(text=name, url=reverse("tower", args=[pk]) + moment.tail, sub=sub)


def _lack(row: ThresholdRow) -> str:
    return _("missing: %(what)s") % {"what": LACKS[row.answer.lack]} if row.answer.lack else ""


def _answer(row: ThresholdRow) -> str:
    return _("; ").join(filter(None, (str(WORDS[row.answer.reached]), _lack(row))))


def _answer_cell(row: ThresholdRow) -> dict[str, object]:
    return {"lamp": LAMPS.get(row.answer.reached, "none"), "word": WORDS[row.answer.reached], "sub": _lack(row)}


def _threshold(row: ThresholdRow) -> str:
    line = row.answer.threshold
    if line is None:
        return ""
    if line.revenue_fen is None:
        return _("any size") if line.needs != "qualification" else _("any size, with a qualification")
    words = _("revenue from %(wan)s ten thousand yuan") if line.closed else _("revenue over %(wan)s ten thousand yuan")
    text = words % {"wan": f"{line.revenue_fen // FEN_OF_WAN:,}"}
    return (
        text if line.staff is None else _("%(revenue)s, or %(staff)s people") % {"revenue": text, "staff": line.staff}
    )


def _threshold_cell(row: ThresholdRow, locale: str) -> Cell:
    line = row.answer.threshold
    if line is None:
        return Cell(text="—")
    sub = f"{name_code(locale, 'above_threshold_class', row.answer.kind)} · {line.basis}"
    return Cell(text=_threshold(row), sub=sub)


def _revenue(row: ThresholdRow) -> Cell:
    if not row.revenue:
        return Cell(text=_("not known"))
    sub = _("%(year)s; %(source)s") % {"year": row.year, "source": row.source.name if row.source else ""}
    return Cell(text=row.revenue, sub=sub)


def _listed(row: ThresholdRow, locale: str) -> str:
    if row.listed:
        return name_code(locale, "above_threshold_class", row.listed)
    return _("on a list of candidates") if row.stated else ""


def _listed_cell(row: ThresholdRow, locale: str) -> Cell:
    since = _("since %(month)s") % {"month": row.listed_since.strftime("%Y-%m")} if row.listed_since else ""
    return Cell(text=_listed(row, locale) or "—", sub=since if row.listed else "")


def _tabs(request: Asked, found: ThresholdsFound, reached: str) -> list[Tab]:
    first = Tab(
        label=_("To be talked to"),
        url=with_query(request.GET, {"reached": "", "lack": ""}),
        count=found.to_enter,
        current=not reached,
    )
    tabs = [
        Tab(label=WORDS[code], url=with_query(request.GET, {"reached": code.value}), count=n, current=code == reached)
        for code, n in found.counts.items()
    ]
    whole = Tab(
        label=_("All"),
        url=with_query(request.GET, {"reached": ALL}),
        count=sum(found.counts.values()),
        current=reached == ALL,
    )
    return [first, *tabs, whole]  # fmt: skip


def _empty(*, filtered: bool) -> Empty:
    if filtered:
        return Empty(title=_("No firm matches"), text=_("Take away a filter, or look for part of the name or code."), url="?", url_label=_("Clear all"))  # fmt: skip
    return Empty(
        title=_("No firm of this class"),
        text=_("A firm is judged by its industry, revenue and staff: state them in its file, or choose another tab."),
        url=f"?reached={ALL}", url_label=_("All firms in place"), icon="building-bank",
    )  # fmt: skip
