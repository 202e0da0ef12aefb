"""Towers and floors by hand."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.editing_places import FloorForm, TowerForm
from mashang.register.acts import towers as acts
from mashang.register.reads.tower_parts import get_tower_says, list_floors, list_home_areas
from mashang.register.reads.towers import get_tower
from mashang.ui.page import Crumb


def tower_add(request: Asked) -> HttpResponse:
    """A new tower."""
    areas = list_home_areas(request.actor)
    form = TowerForm(**editing.typed(request), areas=areas, initial={"area": request.actor.area_id})
    title, back = _("Add a tower"), reverse("towers")
    deed = Deed(
        do=lambda sent: acts.add_tower(
            actor=request.actor, area_id=sent.cleaned_data["area"], says=sent.says(), source=sent.cleaned_data["source"]
        ),
        said=_("The tower is added."), to=lambda tower: reverse("tower", args=[tower.pk]),
    )  # fmt: skip
    crumbs = (Crumb(label=_("Towers"), url=back), Crumb(label=title))
    sheet = Sheet(title=title, button=title, back=back, crumbs=crumbs, template="desk/editing/tower.html")
    return editing.edit(request, form, deed, sheet)


def tower_edit(request: Asked, pk: int) -> HttpResponse:
    """A tower described anew; its floors stand below."""
    tower = get_tower(request.actor, pk, timezone.localdate())
    form = TowerForm(**editing.typed(request), initial=get_tower_says(request.actor, pk))
    back = reverse("tower", args=[pk])
    deed = Deed(
        do=lambda sent: acts.edit_tower(
            actor=request.actor, tower_id=pk, says=sent.says(), since=sent.cleaned_data["since"],
            source=sent.cleaned_data["source"],
        ),
        said=_("The tower is saved."), to=lambda _tower: back,
    )  # fmt: skip
    crumbs = (
        Crumb(label=_("Towers"), url=reverse("towers")),
        Crumb(label=tower.name, url=back),
        Crumb(label=_("Edit tower")),
    )
    sheet = Sheet(
        title=_("Edit tower"), button=_("Save"), back=back, crumbs=crumbs, template="desk/editing/tower.html",
        lead=_("A changed name keeps the former one: the tower is found by both."),
        more={"floors": list_floors(pk), "tower": tower},
    )  # fmt: skip
    return editing.edit(request, form, deed, sheet)


def floor_put(request: Asked, pk: int) -> HttpResponse:
    """Add a floor, or describe one (`?no=12`)."""
    tower = get_tower(request.actor, pk, timezone.localdate())
    asked = request.GET.get("no", "").lstrip("-")
    no = int(request.GET["no"]) if asked.isdigit() and len(asked) < 4 else None
    held = next((f for f in list_floors(pk) if f.no == no), None)
    known = {"no": held.no, "label": held.label, "use": held.use, "area_sqm": held.area_sqm} if held else {"no": no}
    form = FloorForm(**editing.typed(request), initial=known)
    title, back = _("Edit floor") if held else _("Add a floor"), reverse("tower_edit", args=[pk])
    deed = Deed(
        do=lambda sent: acts.put_floor(actor=request.actor, tower_id=pk, **sent.cleaned_data),
        said=_("The floor is saved."), to=lambda _floor: back,
    )  # fmt: skip
    crumbs = (
        Crumb(label=tower.name, url=reverse("tower", args=[pk])),
        Crumb(label=_("Edit tower"), url=back),
        Crumb(label=title),
    )
    return editing.edit(request, form, deed, Sheet(title=title, button=_("Save"), back=back, crumbs=crumbs))
