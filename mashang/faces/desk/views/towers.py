"""The list of towers: those one keeps as cards, all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.forms.towers import TowersFilter, towers_wanted
from mashang.faces.desk.grade_words import held_words
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.views.saved_views import saved_views_of
from mashang.register.reads.choices import TOWER_KINDS, label_of
from mashang.register.reads.figures import get_floor_bars
from mashang.register.reads.towers import TowerRow, TowersFound, list_towers
from mashang.register.reads.waiting import count_by_tower, list_waiting_imports
from mashang.ui.moments import Moment, read_moment
from mashang.ui.parts import Figure
from mashang.ui.tables import Cell, Empty, filter_chips, read_sort

CARDS = 8


def towers(request: Asked) -> HttpResponseBase:
    """All towers the reader may see on a day, and first those they keep."""
    moment = read_moment(request.GET)
    waiting = count_by_tower(list_waiting_imports(request.actor))
    shown = columns(moment, waiting)
    sort = read_sort(request.GET, columns_of(shown), "name")
    found = list_towers(request.actor, moment.as_of, towers_wanted(request.GET, sort))
    if wants_file(request):
        return export(request, page="towers", title=_("Towers"), moment=moment, shown=shown, rows=found.rows)
    page = page_of_list(request, found.rows)
    form = TowersFilter(request.GET, stewards=found.stewards, parks=found.parks)
    table = table_of(
        request, label=_("List of towers"), shown=shown, rows=page.object_list, sort=sort, page=page,
        totals=_totals(found), totals_label=_counted(found), empty=_empty(found), anchor="all",
    )  # fmt: skip
    context = {
        "moment": moment,
        "found": found,
        "figures": figures(found, moment),
        "cards": cards(found.mine[:CARDS], moment, waiting),
        "form": form,
        "chips": filter_chips(form, request.GET),
        "table": table,
        "views": saved_views_of(request, "towers"),
        "acts": acts_offered(request, *offers()),
    }
    return render_page(request, "desk/towers/list.html", context, title=_("Towers"))


def offers() -> tuple[Offered, ...]:
    """What can be done with the towers as a whole."""
    return (
        Offered(label=_("Add a tower"), name="tower_add", icon="plus"),
        Offered(label=_("Import a tenant sheet"), name="import_new", icon="upload", tone="primary"),
    )


def columns(moment: Moment, waiting: dict[int, int]) -> Sequence[Shown]:
    """The columns of the list and of its export."""
    return (
        Shown(key="name", label=gettext_lazy("Tower"), value=lambda r: r.name, cell=lambda r: _name(r, moment), sortable=True, head=True),
        Shown(key="code", label=gettext_lazy("Code"), value=lambda r: r.code, screen=False),
        Shown(key="address", label=gettext_lazy("Address"), value=lambda r: r.address, screen=False),
        Shown(key="kind", label=gettext_lazy("Kind"), value=lambda r: label_of(TOWER_KINDS, r.kind), screen=False),
        Shown(key="park", label=gettext_lazy("Park"), value=lambda r: r.park, screen=False),
        Shown(key="grade", label=gettext_lazy("Grade in force"), value=lambda r: held_words(r.grades), cell=lambda r: Cell(text=_(", ").join(one.name for one in r.grades))),
        Shown(key="lettable", label=gettext_lazy("Lettable ㎡"), value=lambda r: r.figures.lettable_sqm, cell=lambda r: writing.whole_area(r.figures.lettable_sqm), numeric=True, sortable=True, descending_first=True),
        Shown(key="occupancy", label=gettext_lazy("Occupancy rate"), value=lambda r: writing.percent(r.figures.occupancy_rate), template="desk/towers/occupancy_cell.html", cell=lambda r: r, sortable=True),
        Shown(key="vacant", label=gettext_lazy("Vacant ㎡"), value=lambda r: r.figures.vacant_sqm, cell=lambda r: writing.whole_area(r.figures.vacant_sqm), numeric=True, sortable=True, descending_first=True),
        Shown(key="grade_until", label=gettext_lazy("Grade valid until"), value=lambda r: min((one.until for one in r.grades if one.until), default=None), screen=False),
        Shown(key="unknown", label=gettext_lazy("Units of unknown area"), value=lambda r: r.figures.unknown_units, screen=False),
        Shown(key="ending", label=gettext_lazy("Ending in 90 days"), value=lambda r: r.figures.ending_leases, numeric=True, sortable=True, descending_first=True),
        Shown(key="firms", label=gettext_lazy("Firms"), value=lambda r: r.figures.firms, numeric=True, sortable=True, descending_first=True),
        Shown(key="fresh", label=gettext_lazy("Freshness"), value=lambda r: writing.percent(r.figures.fresh_rate, 0), template="desk/towers/fresh_cell.html", cell=lambda r: r, sortable=True),
        Shown(key="todo", label=gettext_lazy("To do"), template="desk/towers/todo_cell.html", cell=lambda r: waiting.get(r.id, 0)),
        Shown(key="steward", label=gettext_lazy("Steward"), value=_stewards),
    )  # fmt: skip


def _name(row: TowerRow, moment: Moment) -> Cell:
    sub = " · ".join(
        part for part in (row.park, "" if row.kind == "office" else label_of(TOWER_KINDS, row.kind)) if part
    )
    return Cell(text=row.name, url=reverse("tower", args=[row.id]) + moment.tail, sub=sub)


def _stewards(row: TowerRow) -> str:
    local = [keeper.name for keeper in row.stewards if keeper.duty == "local"]
    return _(", ").join(local or [keeper.name for keeper in row.stewards])


def _counted(found: TowersFound) -> str:
    return ngettext("%(count)s tower", "%(count)s towers", found.total) % {"count": found.total}


def _totals(found: TowersFound) -> dict[str, str]:
    sums = found.sums
    if found.total < 2:
        return {}
    return {
        "lettable": writing.whole_area(sums.lettable_sqm),
        "occupancy": writing.percent(sums.occupancy_rate),
        "vacant": writing.whole_area(sums.vacant_sqm),
        "ending": str(sums.ending_leases),
        "firms": "—",  # a firm in two towers is one firm: the sum over towers would count it twice
        "fresh": writing.percent(sums.fresh_rate, 0),
    }


def _empty(found: TowersFound) -> Empty:
    if found.seen:
        return Empty(
            title=_("No tower matches"),
            text=_("Take away a filter, or look for part of the name."),
            url="?",
            url_label=_("Clear all"),
        )
    return Empty(
        title=_("There is no tower in your area yet"),
        text=_("Import a tenant sheet: the towers it names are made from it after your review."),
        url=_address("imports"),
        url_label=_("Import a tenant sheet"),
        icon="building-skyscraper",
    )  # fmt: skip


def _address(name: str) -> str:
    from django.urls import NoReverseMatch

    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def figures(found: TowersFound, moment: Moment) -> list[Figure]:
    """The key figures of all towers found, each with its definition and its rows."""
    sums = found.sums
    rows = _counted(found)
    stewards = len({k.user_id for row in found.rows for k in row.stewards})
    return [
        Figure(
            name=_("Towers"),
            value=f"{found.total:,}",
            definition=_("Towers and parts of complexes in the register, in your area and under the filters in force."),
            line=ngettext("kept by %(count)s steward", "kept by %(count)s stewards", stewards) % {"count": stewards},
            as_of=moment.words,
            rows=rows,
            rows_url="#all",
        ),
        Figure(
            name=_("Occupancy rate"),
            value=writing.share(sums.occupancy_rate),
            unit="%",
            definition=_(
                "Occupied area (let or used by its owner) over lettable area. Lettable is the area stated in the tower's papers, "
                "where it is known, else the sum of its units. Units of unknown area stand outside both."
            ),
            line=writing.unknown_words(sums),
            as_of=moment.words,
            rows=rows,
            rows_url="#all",
        ),
        Figure(
            name=_("Vacant area"),
            value=writing.whole_area(sums.vacant_sqm),
            unit="㎡",
            definition=_(
                "Units that could be let on the day. Reserved, being fitted out, sealed and not handed over are not vacant."
            ),
            line=_("vacancy rate %(rate)s") % {"rate": writing.percent(sums.vacancy_rate)},
            line_end=ngettext("%(count)s unit", "%(count)s units", sums.vacant_units) % {"count": sums.vacant_units},
            as_of=moment.words,
            rows=rows,
            rows_url="#all",
        ),
        Figure(
            name=_("Freshness"),
            value=writing.share(sums.fresh_rate, 0),
            unit="%",
            definition=_("Area of which a source of the last 90 days speaks, over the known area."),
            as_of=moment.words,
            rows=rows,
            rows_url="#all",
        ),
    ]


def cards(mine: Sequence[TowerRow], moment: Moment, waiting: dict[int, int]) -> list[dict[str, object]]:
    """The towers one keeps, each with its silhouette."""
    bars = get_floor_bars([row.id for row in mine], moment.as_of)
    return [
        {
            "row": row,
            "url": reverse("tower", args=[row.id]) + moment.tail,
            "floors": [(float(bar.sqm), float(bar.vacant_sqm)) for bar in bars.get(row.id, [])],
            "occupancy": writing.share(row.figures.occupancy_rate),
            "vacant": writing.whole_area(row.figures.vacant_sqm),
            "fresh": writing.percent(row.figures.fresh_rate, 0),
            "waiting": waiting.get(row.id, 0),
            "kind": label_of(TOWER_KINDS, row.kind),
        }
        for row in mine
    ]
