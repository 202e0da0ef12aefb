"""Units by hand: add, describe, hold back, release."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mashang.doors.guarding import Asked
from mashang.faces.desk import editing
from mashang.faces.desk.answering import do_and_return
from mashang.faces.desk.editing import Deed, Sheet
from mashang.faces.desk.forms.editing_places import HoldForm, UnitEditForm, UnitForm
from mashang.faces.desk.forms.editing_tenancies import READ_FLAG, WRITE_FLAG
from mashang.register.acts import units as acts
from mashang.register.reads.choices import HOLD_KINDS, label_of
from mashang.register.reads.tower_parts import list_open_holds
from mashang.register.reads.towers import get_tower
from mashang.register.reads.units import UnitHead, get_unit
from mashang.ui.page import Crumb, Text


def unit_add(request: Asked, pk: int) -> HttpResponse:
    """A unit of a tower."""
    tower = get_tower(request.actor, pk, timezone.localdate())
    form = UnitForm(**editing.typed(request), initial={"floor_no": request.GET.get("floor", "")})
    title, back = _("Add a unit"), reverse("tower", args=[pk])
    deed = Deed(
        do=lambda sent: acts.add_unit(actor=request.actor, tower_id=pk, **sent.cleaned_data),
        said=_("The unit is added."), to=lambda unit: reverse("unit", args=[unit.pk]),
    )  # fmt: skip
    crumbs = (Crumb(label=tower.name, url=back), Crumb(label=title))
    return editing.edit(request, form, deed, Sheet(title=title, button=title, back=back, crumbs=crumbs))


def unit_edit(request: Asked, pk: int) -> HttpResponse:
    """What a unit is: areas, owner, whether it can be divided or joined."""
    unit = get_unit(request.actor, pk, timezone.localdate())
    held = {
        "area_sqm": unit.area_sqm, "inner_sqm": unit.inner_sqm, "owner": unit.owner, "own_use": unit.own_use,
        "divisible": WRITE_FLAG[unit.divisible], "joinable": WRITE_FLAG[unit.joinable],
    }  # fmt: skip
    form = UnitEditForm(**editing.typed(request), initial=held)

    def do(sent: UnitEditForm) -> object:
        flags = {name: READ_FLAG.get(sent.cleaned_data[name]) for name in ("divisible", "joinable")}
        return acts.edit_unit(actor=request.actor, unit_id=pk, **{**sent.cleaned_data, **flags})

    deed = Deed(do=do, said=_("The unit is saved."), to=lambda _unit: reverse("unit", args=[pk]))
    return editing.edit(request, form, deed, unit_sheet(unit, _("Edit unit"), _("Save")))


def unit_hold(request: Asked, pk: int) -> HttpResponse:
    """Hold a unit back: reserved, fitting out, sealed, not handed over. What holds it now can be lifted here."""
    unit = get_unit(request.actor, pk, timezone.localdate())
    form = HoldForm(**editing.typed(request), initial={"since": timezone.localdate()})
    deed = Deed(
        do=lambda sent: acts.hold_unit(actor=request.actor, unit_id=pk, **sent.cleaned_data),
        said=_("The unit is held back."), to=lambda _hold: reverse("unit", args=[pk]),
        undo=lambda hold: reverse("unit_release", args=[hold.pk]),
    )  # fmt: skip
    holds = [(label_of(HOLD_KINDS, str(hold["kind"])), hold) for hold in list_open_holds(pk)]
    sheet = unit_sheet(unit, _("Hold the unit back"), _("Hold it back"), template="desk/editing/hold.html", holds=holds)
    return editing.edit(request, form, deed, sheet)


@require_POST
def unit_release(request: Asked, pk: int) -> HttpResponse:
    """The hold is lifted."""
    return do_and_return(
        request, lambda: acts.release_unit(actor=request.actor, hold_id=pk), said=_("The unit is free again."),
        to=request.POST.get("to", "") if request.POST.get("to", "").startswith("/desk/units/") else reverse("towers"),
    )  # fmt: skip


def unit_sheet(
    unit: UnitHead,
    title: Text,
    button: Text,
    *,
    template: str = "desk/editing/form.html",
    lead: Text = "",
    **more: object,
) -> Sheet:
    """What stands around a form about a unit."""
    back = reverse("unit", args=[unit.id])
    crumbs = (
        Crumb(label=unit.tower, url=reverse("tower", args=[unit.tower_id])),
        Crumb(label=unit.room or str(unit.floor_no or ""), url=back),
        Crumb(label=title),
    )
    return Sheet(
        title=title, button=button, back=back, crumbs=crumbs, template=template, lead=lead, more={"unit": unit, **more}
    )
