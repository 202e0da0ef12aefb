"""Handing in a blank sheet, and choosing the rows that go into it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import IsoDateField


class BlankFormUpload(forms.Form):
    """The department's file."""

    file = forms.FileField(
        label=_("Blank sheet"), allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".xlsx,.docx"})
    )


class RowsForm(forms.Form):
    """Which list, as of which day."""

    rows = forms.ChoiceField(label=_("Rows to fill in"))
    as_of = IsoDateField(label=_("As of"), initial=timezone.localdate)

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rows"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class HeadForm(forms.Form):
    """In which sheet or table, and in which of its rows, the head begins."""

    place = forms.TypedChoiceField(label=_("Sheet or table"), coerce=int)
    head = forms.IntegerField(
        label=_("Row of the head"),
        required=False,
        min_value=1,
        max_value=5_000,
        help_text=_("Leave it open to have it looked for."),
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = places
