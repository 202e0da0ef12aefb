"""Units split, merged and renumbered by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.editing import Deed
from mashang.faces.desk.forms.editing_places import MergeForm, RenumberForm, SplitForm
from mashang.faces.desk.views.edit_units import unit_sheet
from mashang.register.acts import redrawing as acts
from mashang.register.reads.picking import find_rooms, sum_areas, write_rooms
from mashang.register.reads.units import UnitHead, get_unit

MOST = 20


def unit_split(request: Asked, pk: int) -> HttpResponse:
    """A unit becomes several rooms: a small table with their areas and the sum."""
    today = timezone.localdate()
    unit = get_unit(request.actor, pk, today)
    lines = int(request.GET["lines"]) if request.GET.get("lines", "").isdigit() else 4
    form = SplitForm(
        **editing.typed(request),
        initial=editing.before(request, on=today, room_0=unit.room),
        lines=min(max(lines, 2), MOST),
    )
    deed = Deed(
        do=lambda sent: acts.split_unit(
            actor=request.actor, unit_id=pk, rooms=sent.rooms(), on=sent.cleaned_data["on"],
            reason=sent.cleaned_data["reason"],
        ),
        said=_("The unit is split. Leases go on in all its parts."),
        to=lambda made: reverse("unit", args=[made[0].pk]),
    )  # fmt: skip
    more: dict[str, Any] = {"table": form.table(), "total": form.total(), "more_lines": min(form.lines + 4, MOST)}
    sheet = unit_sheet(unit, _("Split unit"), _("Split the unit"), template="desk/editing/split.html", **more)
    return editing.edit(request, form, deed, sheet)


def unit_merge(request: Asked, pk: int) -> HttpResponse:
    """Several rooms of one floor become one."""
    today = timezone.localdate()
    unit = get_unit(request.actor, pk, today)
    held = write_rooms(request.actor, [pk])
    form = MergeForm(**editing.typed(request), initial={"rooms": f"{held}, ", "room": unit.room, "on": today})
    deed = Deed(
        do=lambda sent: _merge(request, unit, sent), said=_("The rooms are one now."),
        to=lambda made: reverse("unit", args=[made.pk]),
    )  # fmt: skip
    lead = _("One lease must hold all of the rooms, or nobody: it then goes on in the new room.")
    return editing.edit(request, form, deed, unit_sheet(unit, _("Merge with another"), _("Merge the rooms"), lead=lead))


def unit_renumber(request: Asked, pk: int) -> HttpResponse:
    """The unit bears another number from a day on; before it the old one stays."""
    today = timezone.localdate()
    unit = get_unit(request.actor, pk, today)
    form = RenumberForm(**editing.typed(request), initial={"room": unit.room, "on": today})
    deed = Deed(
        do=lambda sent: acts.renumber_unit(actor=request.actor, unit_id=pk, **sent.cleaned_data),
        said=_("The unit bears its new number."), to=lambda made: reverse("unit", args=[made.pk]),
    )  # fmt: skip
    return editing.edit(request, form, deed, unit_sheet(unit, _("Renumber unit"), _("Renumber the unit")))


def _merge(request: Asked, unit: UnitHead, sent: MergeForm) -> object:
    v = sent.cleaned_data
    ids = find_rooms(request.actor, unit.tower_id, v["rooms"], v["on"])
    area: Decimal | None = v["area_sqm"] if v["area_sqm"] is not None else sum_areas(ids)
    return acts.merge_units(
        actor=request.actor, unit_ids=ids, room=v["room"], area_sqm=area, on=v["on"], reason=v["reason"]
    )
