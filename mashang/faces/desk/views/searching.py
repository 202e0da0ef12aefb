"""The search of the desk: towers, rooms and firms by name, code, address or pinyin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from mashang.cases.reads.finding import find_cases
from mashang.doors.guarding import Asked
from mashang.faces.desk.forms.searching import CASES, SearchFilter
from mashang.faces.desk.nav import render_page
from mashang.register.reads.finding import FIRMS, ROOMS, TOWERS, Found, Match, Wanted, find_anything
from mashang.register.reads.tower_parts import list_home_areas
from mashang.ui.page import Text
from mashang.ui.tables import filter_chips, with_query

IN_PALETTE = 5
SAID: dict[str, Text] = {
    "former": gettext_lazy("Former name"),
    "alias": gettext_lazy("Also called"),
    "short": gettext_lazy("Short name"),
    "address": gettext_lazy("Address"),
    "current": pgettext_lazy("of a thing", "Name"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A match as a link; `by` is the former name or the like that was meant, with its word."""

    url: str
    match: Match
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The matches of one kind. `full`: there may be more."""

    kind: str
    label: str
    icon: str
    lines: list[Line]
    full: bool


def desk_search(request: Asked) -> HttpResponse:
    """What a few letters find, by kind; `part` asks for the few best of each, as the palette shows them."""
    today = timezone.localdate()
    if "part" in request.GET:
        wanted = Wanted(q=request.GET.get("q", "").strip()[:60], most=IN_PALETTE)
        found = find_anything(request.actor, wanted, today)
        groups = [*groups_of(found, wanted.most), *case_groups(request, wanted, today)]
        return render(
            request, "desk/search_part.html", {"groups": groups, "total": sum(len(one.lines) for one in groups)}
        )
    form = SearchFilter(request.GET, areas=list_home_areas(request.actor))
    wanted = form.wanted()
    groups = [
        *groups_of(find_anything(request.actor, wanted, today), wanted.most),
        *case_groups(request, wanted, today),
    ]
    context = {
        "wanted": wanted,
        "groups": [(group, with_query(request.GET, {"kind": group.kind})) for group in groups],
        "form": form,
        "chips": [chip for chip in filter_chips(form, request.GET) if chip.label != form["q"].label],
    }
    return render_page(request, "desk/search.html", context, title=_("Search"))


def groups_of(found: Found, most: int) -> list[Group]:
    """The kinds of which something was found."""
    kinds: tuple[tuple[str, str, str, tuple[Match, ...], Callable[[Match], str]], ...] = (
        (
            TOWERS,
            pgettext("found", "Towers"),
            "building-skyscraper",
            found.towers,
            lambda m: reverse("tower", args=[m.id]),
        ),
        (ROOMS, pgettext("found", "Rooms"), "door", found.rooms, _room_url),
        (FIRMS, pgettext("found", "Firms"), "building-bank", found.firms, lambda m: reverse("firm", args=[m.id])),
    )
    return [
        Group(
            kind=kind,
            label=label,
            icon=icon,
            lines=[Line(url=url_of(match), match=match, said=SAID.get(match.said, "")) for match in matches],
            full=len(matches) == most,
        )
        for kind, label, icon, matches, url_of in kinds
        if matches
    ]


def case_groups(request: Asked, wanted: Wanted, today: date) -> list[Group]:
    """The cases of that number, or of the firms of that name, for whoever reads cases."""
    if wanted.kind not in ("", CASES):
        return []
    found = find_cases(request.actor, wanted.q, today, most=wanted.most)
    lines = [
        Line(
            url=reverse("case", args=[one.id]),
            match=Match(id=one.id, name=f"{one.number} {one.title}", where=one.firm),
            said="",
        )
        for one in found
    ]
    label = pgettext("found", "Cases")
    return (
        [Group(kind=CASES, label=label, icon="speakerphone", lines=lines, full=len(lines) == wanted.most)]
        if lines
        else []
    )


def _room_url(match: Match) -> str:
    return f"{reverse('tower', args=[match.tower_id])}?unit={match.id}#unit"
