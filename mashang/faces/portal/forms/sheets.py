"""Handing in one's own tenant sheet."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import IsoDateField


class OwnSheetForm(forms.Form):
    """The tower's list as the property company keeps it."""

    file = forms.FileField(
        label=_("Tenant sheet"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    tower = forms.TypedChoiceField(label=_("Tower"), coerce=int)
    as_of_on = IsoDateField(label=_("The sheet speaks of the day"), initial=timezone.localdate)
    whole = forms.BooleanField(label=_("It lists all tenants of the tower: who is missing has left"), required=False)

    def __init__(self, *args: Any, towers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tower"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = towers
