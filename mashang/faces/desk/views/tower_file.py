"""One tower, one file: plan, tenants, freshness, history, documents, facts, for any day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashang.doors.guarding import Asked
from mashang.faces.desk import writing
from mashang.faces.desk.acts_offered import Offered, acts_offered
from mashang.faces.desk.filed import filed, rarer
from mashang.faces.desk.files import document_rows, fact_groups, happening_events
from mashang.faces.desk.fill_rows import fill_link
from mashang.faces.desk.forms.towers import TenantsFilter
from mashang.faces.desk.grade_words import held_words
from mashang.faces.desk.lists import Shown, columns_of, export, page_of_list, table_of, wants_file
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.tenant_columns import tenant_columns
from mashang.faces.desk.theme_words import theme_line
from mashang.faces.desk.tower_figures import freshness_parts, tower_figures
from mashang.faces.desk.tower_grades import grades_part
from mashang.faces.desk.unit_panels import panel_of
from mashang.faces.desk.views.histories import how_many, timeline
from mashang.kernel.errors import NotThere
from mashang.register.reads.choices import TOWER_KINDS, label_of
from mashang.register.reads.documents import list_documents
from mashang.register.reads.drawn import REGISTRATIONS, draw_floors, list_industries
from mashang.register.reads.facts import get_facts
from mashang.register.reads.histories import list_tower_happenings
from mashang.register.reads.merges import find_kept_tower, list_merged_towers
from mashang.register.reads.stacking import Stacking, get_stacking
from mashang.register.reads.tenants import TenantRow, list_tenants
from mashang.register.reads.themes import list_themes_of_tower
from mashang.register.reads.towers import TowerRow, get_tower
from mashang.ui.moments import Moment, read_moment
from mashang.ui.page import Crumb
from mashang.ui.parts import Fact, Tab
from mashang.ui.stacking.reading import controls_of, plan_of
from mashang.ui.tables import Empty, filter_chips, read_sort, with_query
from mashang.ui.toast import toast

TENANTS = 12


def tower(request: Asked, pk: int) -> HttpResponseBase:
    """The file of one tower; a record that was merged leads to the tower it went into."""
    try:
        return _file(request, pk)
    except NotThere:
        kept = find_kept_tower(request.actor, pk)
        if kept is None:
            raise
    toast(request, _("This record was merged into the tower you see."))
    return HttpResponseRedirect(reverse("tower", args=[kept]))


def _file(request: Asked, pk: int) -> HttpResponseBase:
    moment = read_moment(request.GET)
    row = get_tower(request.actor, pk, moment.as_of)
    stacking = get_stacking(request.actor, pk, moment.as_of, moment.known_at, stated_sqm=row.lettable_sqm)
    shown = tenant_columns(moment)
    sort = read_sort(request.GET, columns_of(shown), "ends")
    form = TenantsFilter(request.GET)
    tenants = list_tenants(stacking, form.wanted(sort))
    if wants_file(request):
        title = _("Tenants of %(tower)s") % {"tower": row.name}
        return export(request, page="tower", title=title, moment=moment, shown=shown, rows=tenants, subject_id=pk)
    context: dict[str, Any] = {
        "moment": moment,
        "tower": row,
        **tags_part(request, row),
        "strip": [*strip(row, stacking, moment), theme_fact(request, row, moment)],
        "figures": tower_figures(stacking, moment),
        **plan_part(request, row, stacking, moment),
        **tenants_part(request, stacking, form, shown=shown, tenants=tenants, sort=sort),
        "freshness": freshness_parts(stacking),
        **papers_part(request, stacking, pk, moment),
        **grades_part(request, pk, moment),
        **acts_part(request, row),
    }  # fmt: skip
    crumbs = (Crumb(label=_("Towers"), url=reverse("towers") + moment.tail), Crumb(label=row.name))
    return render_page(request, "desk/towers/file.html", context, title=row.name, crumbs=crumbs)


def tags_part(request: Asked, row: TowerRow) -> dict[str, object]:
    """What stands beside the name: the kind of tower, its grades in force, and the records that were merged into it."""
    merged = list_merged_towers(request.actor, row.id)
    return {"kind": label_of(TOWER_KINDS, row.kind), "held": held_words(row.grades), "merged": merged}


def plan_part(request: Asked, row: TowerRow, stacking: Stacking, moment: Moment) -> dict[str, object]:
    """The stacking plan with its controls, as a drawing or as a table, and the unit that is open."""
    query = request.GET
    return {
        "plan": plan_of(
            row.name, draw_floors(stacking), query, industries=list_industries(), registrations=REGISTRATIONS
        ),
        "controls": controls_of(moment, query, table_url=with_query(query, {"as": "table"}, anchor="plan")),
        "as_table": query.get("as") == "table",
        "plan_url": with_query(query, {"as": ""}, anchor="plan"),
        "panel": panel_of(request, stacking, moment),
    }


def tenants_part(
    request: Asked,
    stacking: Stacking,
    form: TenantsFilter,
    *,
    shown: Sequence[Shown],
    tenants: Sequence[TenantRow],
    sort: str,
) -> dict[str, object]:
    """The list of tenants with its filter."""
    page, chips = page_of_list(request, tenants, TENANTS), filter_chips(form, request.GET)
    table = table_of(
        request, label=_("Tenants"), shown=shown, rows=page.object_list, sort=sort, page=page,
        empty=_no_tenants(stacking, filtered=bool(chips)),
        selected=lambda drawn: str(drawn["row"].unit_id) == request.GET.get("unit"), anchor="tenants",
        links=fill_link(request, f"tower:{stacking.tower_id}", stacking.as_of),
    )  # fmt: skip
    kept = [(name, value) for name, value in request.GET.items() if name in ("as_of", "known_at", "view", "unit")]
    return {"table": table, "form": form, "chips": chips, "kept": kept, "firms": stacking.figures.firms}


def papers_part(request: Asked, stacking: Stacking, pk: int, moment: Moment) -> dict[str, object]:
    """What happened, what is filed and what is known, with the tabs that count it."""
    documents = list_documents("tower", pk)
    happened = list_tower_happenings(request.actor, pk, moment.today, limit=how_many(request) + 1)
    return {
        **timeline(request, happening_events(happened, moment), "tower", pk),
        "documents": document_rows(documents),
        "facts": fact_groups(get_facts(request.actor, "tower", pk, moment.as_of, moment.known_at)),
        "tabs": tabs(stacking, len(documents)),
    }


def acts_part(request: Asked, row: TowerRow) -> dict[str, object]:
    """What can be done with the tower: the buttons, the menu of the rarer acts, and those beside facts and documents."""
    return {
        "acts": acts_offered(request, *offers(row)),
        "more": rarer(request, *rare_offers(row)),
        **filed(request, "tower", row.id),
    }


def offers(row: TowerRow) -> tuple[Offered, ...]:
    """What is done most with a tower."""
    return (
        Offered(label=_("Contacts"), name="tower_contacts", icon="users", args=(row.id,)),
        Offered(
            label=_("Import a tenant sheet"), name="import_new", icon="upload", tail=f"?tower={row.id}", tone="primary"
        ),
    )


def rare_offers(row: TowerRow) -> tuple[Offered, ...]:
    """What is done by hand, and seldom."""
    return (
        Offered(label=_("Add a tenancy"), name="tenancy_start", icon="key", args=(row.id,)),
        Offered(label=_("Add a unit"), name="unit_add", icon="plus", args=(row.id,)),
        Offered(label=_("Edit tower"), name="tower_edit", icon="edit", args=(row.id,)),
        Offered(
            label=_("Another record is the same building"), name="tower_merge_pick", icon="git-merge", args=(row.id,)
        ),
    )


def strip(row: TowerRow, stacking: Stacking, moment: Moment) -> list[Fact]:
    """The standing facts under the title."""
    names = {duty: [k.name for k in row.keepers if k.duty == duty] for duty in ("local", "district", "property")}
    floors = str(row.floors_above or "")
    if row.floors_below:
        floors += _(", %(count)s below ground") % {"count": row.floors_below}
    return [
        Fact(label=_("Local steward"), value=_(", ").join(names["local"])),
        Fact(label=_("District steward"), value=_(", ").join(names["district"])),
        Fact(label=_("Property manager"), value=_(", ").join(names["property"])),
        Fact(label=_("Gross area"), value=writing.area(row.gross_sqm, unit=True)),
        Fact(label=_("Lettable area"), value=writing.area(stacking.figures.lettable_sqm or None, unit=True)),
        Fact(label=_("Floors"), value=floors),
        Fact(label=_("Verified on"), value=writing.day(row.verified_on)),
    ]


def theme_fact(request: Asked, row: TowerRow, moment: Moment) -> Fact:
    """The themes of the tower by their rules, and what is stated of it."""
    rows = list_themes_of_tower(row, moment.as_of, moment.known_at)
    return Fact(label=_("Theme"), value=theme_line(rows, request.actor.locale))


def tabs(stacking: Stacking, documents: int) -> list[Tab]:
    """The parts of the file."""
    return [
        Tab(label=_("Stacking plan"), url="#plan", current=True),
        Tab(label=_("Tenants"), url="#tenants", count=stacking.figures.firms),
        Tab(label=_("Freshness"), url="#fresh"),
        Tab(label=_("History"), url="#history"),
        Tab(label=_("Documents"), url="#documents", count=documents or None),
        Tab(label=_("Grades and tax"), url="#grades"),
        Tab(label=_("Facts of the tower"), url="#facts"),
    ]


def _no_tenants(stacking: Stacking, *, filtered: bool) -> Empty:
    if filtered:
        return Empty(
            title=_("No tenant matches"), text=_("Take away a filter."), url="?#tenants", url_label=_("Clear all")
        )
    if stacking.units:
        count = ngettext("%(count)s unit stands empty.", "%(count)s units stand empty.", len(stacking.units))
        return Empty(
            title=_("Nobody was here on that day"), text=count % {"count": len(stacking.units)}, icon="building"
        )
    return Empty(
        title=_("Nothing is known of this tower on that day"),
        text=_("Choose another day, or import a tenant sheet."),
        icon="building",
    )
