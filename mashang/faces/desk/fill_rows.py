"""Which rows a blank sheet can be filled with: lists, saved views and towers of the reader, and a list one comes from."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.doors.reads.saved_views import list_views
from mashang.faces.desk.forms.firms import FirmsFilter, LeasesFilter
from mashang.faces.desk.forms.towers import TenantsFilter
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _ as message
from mashang.register.reads.filling import Line, lines_of_firms, lines_of_leases, lines_of_tower
from mashang.register.reads.firms import list_firms
from mashang.register.reads.leases import list_lease_ends
from mashang.register.reads.stacking import get_stacking
from mashang.register.reads.tenants import list_tenants
from mashang.register.reads.towers import list_kept_towers, list_tower_names
from mashang.ui.page import Link
from mashang.ui.tables import NOT_STATE, filter_chips

LISTS = ("firms", "lease_ends")
CARRIED = ("rows", "as_of")
LONGEST = 2_000


def row_choices(actor: Actor, carried: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices by group, the list one comes from first; three queries."""
    views = [(f"view:{view.id}", view.name) for view in list_views(actor) if view.page in LISTS]
    plain = [("firms:", _("All firms")), ("lease_ends:", _("Leases that end"))]
    towers = [(f"tower:{pk}", name) for pk, name in list_tower_names(actor)]
    name = "" if carried in {value for value, _name in (*plain, *views, *towers)} else carried_list(actor, carried)
    groups = [
        (_("The list you come from"), [(carried, name)] if name else []),
        (_("Lists"), plain),
        (_("Saved views"), views),
        (_("Tenants of a tower"), towers),
    ]
    return [(group, choices) for group, choices in groups if choices]


def carried_list(actor: Actor, carried: str) -> str:
    """The name of a list with its filters as an address carries it; nothing where it is none of the reader's."""
    kind, _mark, rest = carried.partition(":")
    if len(carried) > LONGEST or (kind not in LISTS and kind != "tower"):
        return ""
    towers = list_tower_names(actor)
    form: Any
    if kind == "tower":
        number, _mark, query = rest.partition(":")
        name = next((label for pk, label in towers if str(pk) == number), "")
        form = TenantsFilter(QueryDict(query))
    else:
        query, name = rest, _("Firms") if kind == "firms" else _("Leases that end")
        form = (FirmsFilter if kind == "firms" else LeasesFilter)(QueryDict(query), towers=towers)
    chips = [chip.text or chip.label for chip in filter_chips(form, QueryDict(query))]
    return _(", ").join([name, *map(str, chips)]) if name else ""


def fill_link(request: Asked, page: str, as_of: date) -> tuple[Link, ...]:
    """The way from a list with its filters to the blank sheets, for those who may take lists away."""
    if not request.actor.may("register.export"):
        return ()
    query = request.GET.copy()
    for name in (*NOT_STATE, "as_of", "known_at", "view", "unit", "as"):
        query.pop(name, None)
    state = query.urlencode()
    carried = QueryDict(mutable=True)
    rows = f"{page}:{state}" if state or page in LISTS else page
    carried.update({"rows": rows, "as_of": as_of.isoformat()})
    label = _("Fill a department's sheet with this list")
    return (Link(label=label, url=f"{reverse('fills')}?{carried.urlencode()}", icon="file-text"),)


def carry(asked: QueryDict) -> str:
    """What the address carries along from the list to the sheet: its query, or nothing."""
    carried = QueryDict(mutable=True)
    for name in CARRIED:
        if value := asked.get(name):
            carried[name] = value
    return f"?{carried.urlencode()}" if carried else ""


def lines_of(actor: Actor, chosen: str, as_of: date) -> tuple[list[Line], str]:
    """The rows of a choice as of a day, and its name; refuses what the reader's own lists do not offer."""
    named = {value: name for _group, choices in row_choices(actor, chosen) for value, name in choices}
    if chosen not in named:
        raise Refused("no_such_list", message("There is no such list."), field="rows", mend=message("Choose one."))
    kind, _mark, value = chosen.partition(":")
    if kind == "tower":
        number, _mark, state = value.partition(":")
        tenants, query = TenantsFilter(QueryDict(state)), QueryDict(state)
        rows = list_tenants(get_stacking(actor, int(number), as_of), tenants.wanted(query.get("sort", "ends")))
        return lines_of_tower(dict(list_tower_names(actor))[int(number)], rows), named[chosen]
    query, page = QueryDict(value), kind
    if kind == "view":
        view = next(one for one in list_views(actor) if one.id == int(value))
        query, page = QueryDict(view.query), view.page
    towers = list_tower_names(actor)
    if page == "firms":
        wanted = FirmsFilter(query, towers=towers).wanted(query.get("sort", "name"))
        return lines_of_firms(list_firms(actor, as_of, wanted).rows), named[chosen]
    leases = LeasesFilter(query, towers=towers).wanted(query.get("sort", "ends"), list_kept_towers(actor, as_of))
    return lines_of_leases(list_lease_ends(actor, as_of, leases)), named[chosen]
