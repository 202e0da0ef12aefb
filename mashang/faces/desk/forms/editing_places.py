"""What a steward types about towers, floors and units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.faces.desk.forms.editing_tenancies import FLAGS, source_field
from mashang.register.acts.redrawing import NewRoom
from mashang.register.acts.towers import TowerSays
from mashang.register.reads.choices import HOLD_KINDS, TOWER_KINDS
from mashang.ui.forms import IsoDateField

SMALLEST = Decimal("0.01")


def area_field(label: Any, **more: Any) -> forms.DecimalField:
    """An area in square metres; empty while it is not known."""
    return forms.DecimalField(label=label, required=False, max_digits=12, decimal_places=2, min_value=SMALLEST, **more)


class TowerForm(forms.Form):
    """A tower. The area it lies in is chosen once, when it is added."""

    area = forms.TypedChoiceField(label=_("Lies in"), coerce=int)
    name_zh = forms.CharField(label=_("Tower name"), max_length=120)
    name_hant = forms.CharField(label=_("Name in traditional characters"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=TOWER_KINDS)
    address = forms.CharField(label=_("Address"), max_length=240, required=False)
    floors_above = forms.IntegerField(label=_("Floors above ground"), required=False, min_value=1, max_value=200)
    floors_below = forms.IntegerField(label=_("Floors below ground"), required=False, min_value=0, max_value=20)
    gross_sqm = area_field(_("Gross area ㎡"))
    lettable_sqm = area_field(_("Lettable area ㎡"))
    lon = forms.DecimalField(
        label=_("Longitude"), required=False, max_digits=9, decimal_places=6, min_value=-180, max_value=180,
        help_text=_("Degrees in GCJ-02, as maps here show them."),
    )  # fmt: skip
    lat = forms.DecimalField(
        label=_("Latitude"), required=False, max_digits=9, decimal_places=6, min_value=-90, max_value=90
    )
    since = IsoDateField(
        label=_("Renamed on"), required=False, help_text=_("The first day of a new name. Empty for today.")
    )
    source = source_field()

    def __init__(self, *args: Any, areas: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        if areas:
            self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]
            del self.fields["since"]
        else:
            del self.fields["area"]

    def says(self) -> TowerSays:
        """What is said of the tower, for the acts."""
        return TowerSays(**{k: v for k, v in self.cleaned_data.items() if k not in ("area", "since", "source")})


class FloorForm(forms.Form):
    """A floor: a number, and what it is called and used for."""

    no = forms.IntegerField(
        label=_("Floor"), min_value=-20, max_value=200, help_text=_("1 is the ground floor, -1 the first below it.")
    )
    label = forms.CharField(label=_("Called"), max_length=20, required=False, help_text=_("For example 12A, or M."))
    use = forms.CharField(
        label=_("Use"), max_length=20, required=False, help_text=_("For example offices, shops, refuge floor.")
    )
    area_sqm = area_field(_("Area ㎡"))


class UnitForm(forms.Form):
    """A unit that exists."""

    floor_no = forms.IntegerField(
        label=_("Floor"), min_value=-20, max_value=200, help_text=_("1 is the ground floor, -1 the first below it.")
    )
    room = forms.CharField(label=_("Room number"), max_length=40)
    area_sqm = area_field(_("Area ㎡"), help_text=_("Empty while it is not known."))
    since = IsoDateField(
        label=_("Exists since"), required=False, help_text=_("Empty when it always did, as far as is known.")
    )
    source = source_field()


class UnitEditForm(forms.Form):
    """What a unit is."""

    area_sqm = area_field(_("Area ㎡"), help_text=_("Empty while it is not known."))
    inner_sqm = area_field(_("Inner area ㎡"))
    owner = forms.CharField(label=_("Owner"), max_length=120, required=False)
    own_use = forms.BooleanField(label=_("The owner uses it"), required=False)
    divisible = forms.ChoiceField(label=_("Can be divided"), choices=FLAGS, required=False)
    joinable = forms.ChoiceField(label=_("Can be joined"), choices=FLAGS, required=False)
    since = IsoDateField(
        label=_("So since"), required=False,
        help_text=_("The first day of the change, such as a sale or a new survey. Empty when what was held was wrong."),
    )  # fmt: skip
    source = source_field()


class HoldForm(forms.Form):
    """Why an unlet unit is not vacant."""

    kind = forms.ChoiceField(label=_("Why"), choices=HOLD_KINDS)
    since = IsoDateField(label=_("First day"))
    until = IsoDateField(label=_("Last day"), required=False, help_text=_("Empty while no end is known."))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class SplitForm(forms.Form):
    """The rooms that a unit becomes, in a small table."""

    on = IsoDateField(label=_("From"), help_text=_("The first day on which the new rooms exist."))
    reason = forms.CharField(
        label=_("Why the areas differ"), max_length=300, required=False,
        help_text=_("Only when they do not add up, for example: measured anew."),
    )  # fmt: skip

    def __init__(self, *args: Any, lines: int = 4, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = lines
        for i in range(lines):
            self.fields[f"room_{i}"] = forms.CharField(label=_("Room"), max_length=40, required=False)
            self.fields[f"area_{i}"] = area_field(_("Area ㎡"))
        self.fields["rooms"] = forms.CharField(label=_("New rooms"), required=False, widget=forms.HiddenInput)

    def table(self) -> list[tuple[Any, Any]]:
        """The lines of the table: a field for the room, one for its area."""
        return [(self[f"room_{i}"], self[f"area_{i}"]) for i in range(self.lines)]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for i in range(self.lines):
            if values.get(f"area_{i}") is not None and not values.get(f"room_{i}"):
                self.add_error(f"room_{i}", _("Give the room a number."))
        return values

    def rooms(self) -> list[NewRoom]:
        """The rooms that are filled in."""
        v = self.cleaned_data
        return [NewRoom(room=v[f"room_{i}"], area_sqm=v[f"area_{i}"]) for i in range(self.lines) if v.get(f"room_{i}")]

    def total(self) -> Decimal | None:
        """The areas typed so far, added up; None while a typed room has none or a number cannot be read."""
        areas = [self._typed(f"area_{i}") for i in range(self.lines) if self[f"room_{i}"].value()]
        known = [area for area in areas if area is not None]
        return sum(known, Decimal(0)) if known and len(known) == len(areas) else None

    def _typed(self, name: str) -> Decimal | None:
        try:
            value: Decimal | None = self.fields[name].clean(self[name].value())
        except forms.ValidationError:
            return None
        return value


class RenumberForm(forms.Form):
    """Another number for a unit."""

    room = forms.CharField(label=_("New room number"), max_length=40)
    on = IsoDateField(label=_("From"), help_text=_("The first day of the new number. Before it the old one stays."))
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)


class MergeForm(forms.Form):
    """The rooms that become one."""

    rooms = forms.CharField(
        label=_("Rooms"), max_length=400, help_text=_("All rooms of one floor that become one, with commas.")
    )
    on = IsoDateField(label=_("From"), help_text=_("The first day on which the new room exists."))
    room = forms.CharField(label=_("Number of the new room"), max_length=40)
    area_sqm = area_field(_("Area ㎡"), help_text=_("Empty: the areas of the rooms are added up."))
    reason = forms.CharField(
        label=_("Why the areas differ"), max_length=300, required=False,
        help_text=_("Only when they do not add up, for example: measured anew."),
    )  # fmt: skip
