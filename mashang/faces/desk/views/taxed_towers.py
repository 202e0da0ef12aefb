"""The list of ¥100M-tax towers."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.classes import TaxedTowersFilter
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.faces.desk.writing import wan_of
from mashang.register.reads.taxed_towers import TaxedTowerRow, TaxedTowersFound, find_taxed_towers
from mashang.register.rules.taxed_towers import Told
from mashang.trail.acts import note_view
from mashang.ui.moments import Moment, read_moment
from mashang.ui.parts import Tab
from mashang.ui.tables import Cell, Empty, filter_chips, read_sort, with_query

WORDS = {
    Told.YES: gettext_lazy("Yes"),
    Told.UNSURE: gettext_lazy("Cannot tell"),
    Told.WITHHELD: gettext_lazy("Not told"),
    Told.NO: gettext_lazy("No"),
}
LAMPS = {Told.YES: "ok", Told.UNSURE: "soon", Told.WITHHELD: "stop", Told.NO: "none"}


def taxed_towers(request: Asked) -> HttpResponseBase:
    """The towers in one's area by whether they are ¥100M-tax towers; that sums were shown goes on record."""
    moment = read_moment(request.GET)
    shown = columns(moment, sums=request.actor.may("tax.read"))
    sort = read_sort(request.GET, columns_of(shown), "")
    form, told = TaxedTowersFilter(request.GET), request.GET.get("told", "")
    found = find_taxed_towers(request.actor, moment.as_of, form.wanted(told, sort), moment.known_at)
    _note_sums(request, found)
    title = _("¥100M-tax towers")
    if wants_file(request):
        return export(request, page="taxed_towers", title=title, moment=moment, shown=shown, rows=found.rows)
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
        "moment": moment, "found": found, "year": moment.as_of.year - 1, "yes": found.counts[Told.YES], "table": table,
        "form": form, "chips": chips, "tabs": _tabs(request, found, told), "kept": [("told", told)] if told else [],
        "views": saved_views_of(request, "taxed_towers"),
    }  # fmt: skip
    return render_page(request, "desk/classes/taxed_towers.html", context, title=title)


def _note_sums(request: Asked, found: TaxedTowersFound) -> None:
    if any(row.taxed.tax_fen is not None for row in found.rows):
        note_view(
            actor=request.actor, page="taxed_towers", subject_kind="area", subject_id=request.actor.area_id or 0,
            fields=["tax"],
        )  # fmt: skip


def columns(moment: Moment, *, sums: bool) -> Sequence[Shown]:
    """Tower, year, answer, firms; the sum only for those who may see taxes."""
    listed = (
        Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower.name, cell=lambda r: _tower(r, moment), sortable=True, head=True),
        Shown(key="code", label=gettext_lazy("Code"), value=lambda r: r.tower.code, screen=False),
        Shown(key="park", label=gettext_lazy("Park"), value=lambda r: r.tower.park, screen=False),
        Shown(key="year", label=gettext_lazy("Tax year"), value=lambda r: str(r.taxed.year)),
        Shown(key="told", label=gettext_lazy("¥100M-tax tower"), value=lambda r: str(WORDS[r.taxed.told]), cell=lambda r: {"lamp": LAMPS[r.taxed.told], "word": WORDS[r.taxed.told]}, template="desk/classes/cell_lamp.html"),
        Shown(key="firms", label=gettext_lazy("Firms counted"), value=lambda r: r.taxed.firms, numeric=True, sortable=True, descending_first=True),
        Shown(key="unknown", label=gettext_lazy("of them with unknown tax"), value=lambda r: r.taxed.unknown, numeric=True, sortable=True, descending_first=True),
    )  # fmt: skip
    if not sums:
        return listed
    wan = Shown(
        key="tax", label=gettext_lazy("Known tax, ten thousand yuan"), numeric=True, sortable=True, descending_first=True,
        value=lambda r: int(wan_of(r.taxed.tax_fen)), cell=lambda r: f"{wan_of(r.taxed.tax_fen):,}",
    )  # fmt: skip
    return (*listed, wan)


def _tower(row: TaxedTowerRow, moment: Moment) -> Cell:
    return Cell(
        text=row.tower.name, url=f"{reverse('tower', args=[row.tower.id])}{moment.tail}#grades", sub=row.tower.park
    )


def _tabs(request: Asked, found: TaxedTowersFound, told: str) -> list[Tab]:
    whole = sum(n for code, n in found.counts.items() if code is not Told.NO)
    tabs = [
        Tab(
            label=_("All but no"),
            url=with_query(request.GET, {"told": ""}),
            count=whole,
            current=told not in list(Told),
        )
    ]
    return tabs + [
        Tab(label=WORDS[code], url=with_query(request.GET, {"told": code.value}), count=n, current=code == told)
        for code, n in found.counts.items()
    ]


def _empty(*, filtered: bool) -> Empty:
    if filtered:
        return Empty(title=_("No tower matches"), text=_("Take away a filter, or look for part of the name."), url="?", url_label=_("Clear all"))  # fmt: skip
    return Empty(
        title=_("No tower of this answer"),
        text=_("Taxes come from the finance office's yearly list; tenants from the sheets of the towers. Choose another tab or day."),
        url="?", url_label=_("All towers of today"), icon="building-skyscraper",
    )  # fmt: skip
