"""What a steward types about firms, facts and documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.faces.desk.forms.editing_tenancies import source_field
from mashang.register.acts.firms import FirmSays
from mashang.register.reads.choices import SOURCE_KINDS, STANDINGS
from mashang.register.reads.fact_asking import Asked as AskedFact
from mashang.register.reads.papers import KINDS
from mashang.register.rules.fact_values import LONGEST
from mashang.ui.forms import IsoDateField

BY_HAND = ("desk", "visit", "declaration", "department", "registry", "licence")


class NewFirmForm(forms.Form):
    """A firm that the register does not hold."""

    name = forms.CharField(label=_("Firm name"), max_length=160, help_text=_("As it stands on the licence."))
    uscc = forms.CharField(
        label=_("Unified social credit code"), max_length=40, required=False,
        help_text=_("18 characters; spaces do no harm. It may follow later."),
        widget=forms.TextInput(attrs={"class": "code", "autocapitalize": "characters", "autocomplete": "off"}),
    )  # fmt: skip
    namesake = forms.BooleanField(label=_("It is another firm with the same name"), required=False)
    source = source_field()


class FirmForm(NewFirmForm):
    """A firm as its licence says."""

    standing = forms.ChoiceField(label=_("Standing"), choices=STANDINGS)
    industry = forms.CharField(
        label=_("Industry"), max_length=5, required=False, help_text=_("A code of GB/T 4754-2017, for example 7231."),
        widget=forms.TextInput(attrs={"class": "code", "autocomplete": "off"}),
    )  # fmt: skip
    parent_text = forms.CharField(
        label=_("Branch of"), max_length=160, required=False, help_text=_("Name or credit code of the parent firm.")
    )
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why the code is another one"), max_length=300, required=False,
        help_text=_("Only when a code that was held is replaced."),
    )  # fmt: skip
    since = IsoDateField(
        label=_("Changed on"), required=False,
        help_text=_("The first day of the new name, standing or industry. Empty for today."),
    )  # fmt: skip
    field_order = (
        "name", "namesake", "uscc", "reason", "standing", "industry", "parent_text", "parent", "since", "source",
    )  # fmt: skip

    def says(self, parent_id: int | None) -> FirmSays:
        """What is said of the firm, for the act."""
        v = self.cleaned_data
        return FirmSays(
            name=v["name"], uscc=v["uscc"], namesake=v["namesake"], standing=v["standing"],
            industry=v["industry"].strip(), parent_id=parent_id, since=v["since"],
        )  # fmt: skip


class FactForm(forms.Form):
    """One statement: the value, from which day, known from where."""

    value = forms.CharField(label=_("Value"), required=False)
    unknown = forms.BooleanField(label=_("It is not known"), required=False)
    valid_from = IsoDateField(label=_("From"), help_text=_("The day from which it is so."))
    source_kind = forms.ChoiceField(label=_("Source"), choices=[c for c in SOURCE_KINDS if c[0] in BY_HAND])
    source = source_field()

    def __init__(self, *args: Any, asked: AskedFact, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["value"] = _value_field(asked)
        if asked.is_period:
            self.fields["valid_from"].label = _("A day of the period")
            self.fields["valid_from"].help_text = _("The figure counts for the whole period in which it lies.")


def _value_field(asked: AskedFact) -> forms.Field:
    label = asked.label
    if asked.type == "flag":
        yes_no = [("", _("Choose")), ("yes", pgettext_lazy("a fact", "Yes")), ("no", pgettext_lazy("a fact", "No"))]
        return forms.ChoiceField(label=label, choices=yes_no, required=False)
    if asked.choices:
        return forms.ChoiceField(label=label, choices=[("", _("Choose")), *asked.choices], required=False)
    hints: dict[str, Any] = {"int": asked.unit, "date": _("Write 2003-02-18, 2003-02 or 2003.")}
    widget = forms.Textarea(attrs={"rows": 3}) if asked.type == "text" else forms.TextInput()
    return forms.CharField(
        label=label, required=False, max_length=LONGEST, widget=widget, help_text=hints.get(asked.type, "")
    )


class DocumentForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(label=_("File"))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    issued_on = IsoDateField(label=_("Issued on"), required=False)
    expires_on = IsoDateField(label=_("Expires on"), required=False)


class KeyForm(forms.Form):
    """Which fact is to be stated."""

    key = forms.ChoiceField(label=_("Which fact?"))

    def __init__(self, *args: Any, groups: Sequence[tuple[str, list[tuple[str, str]]]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["key"].choices = groups  # type: ignore[attr-defined]
