"""Asking by telephone number: the number, the code, the request, and deeds on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import ManyFilesField

ACCEPTS = "image/jpeg,image/png,application/pdf,video/mp4,video/quicktime"
LEVELS = [
    ("5", _("Very satisfied")),
    ("4", _("Satisfied")),
    ("3", _("Fairly satisfied")),
    ("2", _("Dissatisfied")),
    ("1", _("Very dissatisfied")),
]


class NumberForm(forms.Form):
    """The telephone number to which the code goes."""

    phone = forms.CharField(
        label=_("Mobile number"), max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The code that came back."""

    code = forms.CharField(
        label=_("Code"), max_length=6, help_text=_("Six digits, in the message that was sent just now."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9]*"}),
    )  # fmt: skip


class PhoneAskForm(forms.Form):
    """What is wrong, in which tower, and for whom."""

    text = forms.CharField(
        label=_("What is wrong?"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Say in one line what it is about.")},
    )  # fmt: skip
    photos = ManyFilesField(required=False, accept=ACCEPTS)
    tower_text = forms.CharField(
        label=_("Tower"), max_length=60, required=False, help_text=_("Two characters of its name are enough."),
    )  # fmt: skip
    tower = forms.TypedChoiceField(label=_("Which tower?"), coerce=int, required=False, widget=forms.RadioSelect)
    room = forms.CharField(label=_("Room"), max_length=40, required=False)
    firm = forms.CharField(
        label=_("Firm"), max_length=70, required=False,
        help_text=_("As it is written on its licence. The office reads it; nobody of the firm is told."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("How we may call you"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, towers: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tower"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = list(towers)


class LinkDeedForm(forms.Form):
    """One deed on a case, by number or by link."""

    do = forms.CharField(max_length=10)
    level = forms.TypedChoiceField(choices=LEVELS, coerce=int, required=False)
    words = forms.CharField(max_length=4_000, required=False)
    photos = ManyFilesField(required=False, accept=ACCEPTS)
