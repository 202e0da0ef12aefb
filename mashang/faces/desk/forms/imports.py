"""Handing in a tenant sheet, and saying what it is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import IsoDateField


class ImportFilter(forms.Form):
    """Which imports are shown."""

    q = forms.CharField(label=_("Name, sender, tower"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("open", _("Open")),
            ("empty", _("No tenant row found")),
            ("applied", _("Applied")),
            ("broken", _("Cannot be read")),
            ("undone", _("Taken back")),
            ("dropped", _("Put away")),
        ],
    )


class UploadForm(forms.Form):
    """A sheet with its day; which tower and whether it is complete are asked because absence means gone."""

    file = forms.FileField(
        label=_("Tenant sheet"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    as_of_on = IsoDateField(label=_("The sheet speaks of the day"), initial=timezone.localdate)
    tower = forms.TypedChoiceField(
        label=_("Tower"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Leave it open when the rows name their buildings."),
    )
    whole = forms.TypedChoiceField(
        label=_("The sheet lists"),
        coerce=lambda text: text == "whole",
        choices=[
            ("part", _("some of the tenants")),
            ("whole", _("all tenants of the towers it names: who is missing has left")),
        ],
        initial="part",
        widget=forms.RadioSelect,
    )
    sender = forms.CharField(
        label=_("Sent by"),
        required=False,
        max_length=120,
        help_text=_("The property company or office; its column names are remembered."),
    )

    def __init__(self, *args: Any, towers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tower"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Named in the rows")), *towers]


class SheetForm(forms.Form):
    """Corrections of what was said of the sheet; the comparison is made again."""

    as_of_on = IsoDateField(label=_("The sheet speaks of the day"))
    whole = forms.TypedChoiceField(
        label=_("The sheet lists"),
        coerce=lambda text: text == "whole",
        choices=[
            ("part", _("some of the tenants")),
            ("whole", _("all tenants of the towers it names: who is missing has left")),
        ],
        widget=forms.RadioSelect,
    )
