"""What a steward types about a tenancy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.kernel.actor import Actor
from mashang.register.acts.tenancies import Terms
from mashang.register.reads.choices import TENANCY_KINDS, WISHES
from mashang.register.reads.picking import FirmFound, find_firms, get_firm_found
from mashang.ui.forms import IsoDateField

FLAGS = (("", _("not known")), ("yes", pgettext_lazy("a fact", "Yes")), ("no", pgettext_lazy("a fact", "No")))
READ_FLAG = {"yes": True, "no": False}
WRITE_FLAG = {None: "", True: "yes", False: "no"}
PER = (("month", _("per ㎡ and month")), ("day", _("per ㎡ and day")))
BASIS = (("", _("not said")), ("gross", _("of the gross area")), ("inner", _("of the inner area")))


def flag_field(label: Any) -> forms.ChoiceField:
    """A flag that may be unknown."""
    return forms.ChoiceField(label=label, choices=FLAGS, required=False)


class FirmPicking(forms.Form):
    """A firm by typing its name or code; several answers are offered as a list, which works without scripts."""

    firm_text = forms.CharField(
        label=_("Firm"), max_length=160, required=False, help_text=_("Name, part of a name, or credit code."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    firm = forms.TypedChoiceField(
        label=_("Which firm?"), coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, actor: Actor, on: date, firm_id: int | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.found: Sequence[FirmFound] = ()
        if firm_id is not None:
            only = get_firm_found(actor, firm_id, on)
            self.found = (only,) if only else ()
        else:
            text = self.data.get("firm_text", "") if self.is_bound else self.initial.get("firm_text", "")
            self.found = find_firms(actor, str(text), on)
        self.fields["firm"].choices = [(f.id, firm_line(f)) for f in self.found]  # type: ignore[attr-defined]
        if len(self.found) == 1:
            self.initial.setdefault("firm", self.found[0].id)
            if not self.is_bound:
                self.initial.setdefault("firm_text", self.found[0].name)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("firm") is None and "firm" not in self.errors:
            if len(self.found) == 1:
                values["firm"] = self.found[0].id
            elif not (values.get("firm_text") or "").strip():
                self.add_error("firm_text", _("Say which firm."))
            elif not self.found:
                self.add_error("firm_text", _("No firm is called so. Check the name, or add the firm first."))
            else:
                self.add_error("firm", _("Several firms are called like this: choose one."))
        return values


def firm_line(firm: FirmFound) -> str:
    """A firm in one line: name, code, where it is."""
    return " · ".join(filter(None, (firm.name, firm.uscc, firm.where)))


class TermsForm(forms.Form):
    """What a lease says besides rooms and days."""

    kind = forms.ChoiceField(label=_("Kind of tenancy"), choices=TENANCY_KINDS)
    area_sqm = forms.DecimalField(
        label=_("Area ㎡"), required=False, max_digits=12, decimal_places=2, min_value=Decimal("0.01"),
        help_text=_("Of all its rooms together. Empty: the areas of the units."),
    )  # fmt: skip
    rent = forms.DecimalField(
        label=_("Rent in yuan"), required=False, max_digits=9, decimal_places=2, min_value=Decimal(0)
    )
    rent_per = forms.ChoiceField(label=_("Rent is meant"), choices=PER, required=False)
    rent_basis = forms.ChoiceField(label=_("Reckoned by"), choices=BASIS, required=False)
    shared = forms.BooleanField(label=_("Other firms share the room"), required=False)
    registered_here = flag_field(_("Registered here"))
    taxed_here = flag_field(_("Taxed here"))
    operates_here = flag_field(_("At work here"))

    def terms(self) -> Terms:
        """The terms as the acts take them: yuan become fen."""
        v = self.cleaned_data
        return Terms(
            kind=v["kind"], area_sqm=v["area_sqm"], rent_fen=None if v["rent"] is None else int(v["rent"] * 100),
            rent_per=v["rent_per"] or "month", rent_basis=v["rent_basis"], shared=v["shared"],
            registered_here=READ_FLAG.get(v["registered_here"]), taxed_here=READ_FLAG.get(v["taxed_here"]),
            operates_here=READ_FLAG.get(v["operates_here"]),
        )  # fmt: skip


def source_field() -> forms.CharField:
    """Where it is known from."""
    return forms.CharField(
        label=_("Known from"), required=False, max_length=160, help_text=_("For example a visit, a lease, a call.")
    )


class StartForm(FirmPicking, TermsForm):
    """A firm takes rooms from a day on."""

    tower = forms.TypedChoiceField(label=_("Tower"), coerce=int, empty_value=None, required=False)
    rooms = forms.CharField(
        label=_("Rooms"), max_length=400, help_text=_("Several with a comma: 1801, 1802. A whole floor: 18F.")
    )
    start = IsoDateField(label=_("First day"), help_text=_("May lie ahead."))
    start_unsure = forms.BooleanField(
        label=_("There since this day at the latest; when it came is not known"), required=False
    )
    lease_ends_on = IsoDateField(label=_("Last day of lease"), required=False, help_text=_("Empty: no end is known."))
    holds_over = forms.BooleanField(label=_("The lease has run out, the firm is still there"), required=False)
    source = source_field()

    field_order = ("firm_text", "firm", "tower", "rooms", "start", "start_unsure", "lease_ends_on", "holds_over")

    def __init__(self, *args: Any, towers: Sequence[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        if towers:
            self.fields["tower"].choices = [("", _("Choose")), *towers]  # type: ignore[attr-defined]
            self.fields["tower"].required = True
        else:
            del self.fields["tower"]


class ExtendForm(forms.Form):
    """The contract ends on another day."""

    lease_ends_on = IsoDateField(
        label=_("New last day of lease"), required=False, help_text=_("Empty: no end is agreed.")
    )
    source = source_field()


class EndForm(forms.Form):
    """The firm leaves."""

    last_day = IsoDateField(label=_("Last day there"), help_text=_("The rooms are free from the next day on."))
    source = source_field()


class MoveForm(forms.Form):
    """The firm goes on in other rooms."""

    rooms = forms.CharField(
        label=_("Rooms from that day on"), max_length=400,
        help_text=_("All rooms it then holds, also those it keeps. Several with a comma: 1801, 1802."),
    )  # fmt: skip
    on = IsoDateField(label=_("First day in these rooms"))
    area_sqm = forms.DecimalField(
        label=_("Area ㎡"), required=False, max_digits=12, decimal_places=2, min_value=Decimal("0.01")
    )
    shared = forms.BooleanField(label=_("Other firms share the room"), required=False)
    source = source_field()


class CorrectForm(TermsForm):
    """What is held was wrong, or is now known."""

    start = IsoDateField(label=_("First day"), required=False)
    renewal_wish = forms.ChoiceField(label=_("Renewal wish"), choices=WISHES, required=False)
    source = source_field()

    field_order = ("start", "kind", "area_sqm")
