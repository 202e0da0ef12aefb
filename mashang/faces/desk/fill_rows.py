"""Which rows a blank sheet can be filled with: lists, saved views and towers of the reader."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from mashang.doors.reads.saved_views import list_views
from mashang.faces.desk.forms.firms import FirmsFilter, LeasesFilter
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _ as message
from mashang.register.reads.filling import Line, lines_of_firms, lines_of_leases, lines_of_tower
from mashang.register.reads.firms import list_firms
from mashang.register.reads.leases import list_lease_ends
from mashang.register.reads.stacking import get_stacking
from mashang.register.reads.tenants import list_tenants
from mashang.register.reads.towers import list_kept_towers, list_tower_names

LISTS = ("firms", "lease_ends")


def row_choices(actor: Actor) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices by group; two queries."""
    views = [(f"view:{view.id}", view.name) for view in list_views(actor) if view.page in LISTS]
    groups = [
        (_("Lists"), [("firms:", _("All firms")), ("lease_ends:", _("Leases that end"))]),
        (_("Saved views"), views),
        (_("Tenants of a tower"), [(f"tower:{pk}", name) for pk, name in list_tower_names(actor)]),
    ]
    return [(name, choices) for name, choices in groups if choices]


def lines_of(actor: Actor, chosen: str, as_of: date) -> tuple[list[Line], str]:
    """The rows of a choice as of a day, and its name; refuses what the reader's own lists do not offer."""
    named = {value: name for _group, choices in row_choices(actor) for value, name in choices}
    if chosen not in named:
        raise Refused("no_such_list", message("There is no such list."), field="rows", mend=message("Choose one."))
    kind, _mark, value = chosen.partition(":")
    if kind == "tower":
        rows = list_tenants(get_stacking(actor, int(value), as_of))
        return lines_of_tower(named[chosen], rows), named[chosen]
    query, page = QueryDict(), kind
    if kind == "view":
        view = next(one for one in list_views(actor) if one.id == int(value))
        query, page = QueryDict(view.query), view.page
    towers = list_tower_names(actor)
    if page == "firms":
        wanted = FirmsFilter(query, towers=towers).wanted(query.get("sort", "name"))
        return lines_of_firms(list_firms(actor, as_of, wanted).rows), named[chosen]
    leases = LeasesFilter(query, towers=towers).wanted(query.get("sort", "ends"), list_kept_towers(actor, as_of))
    return lines_of_leases(list_lease_ends(actor, as_of, leases)), named[chosen]
