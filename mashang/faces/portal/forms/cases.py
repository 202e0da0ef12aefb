"""The forms with which a firm asks, adds, hands in, and closes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import ManyFilesField

ACCEPTS = "image/jpeg,image/png,application/pdf,video/mp4,video/quicktime"
PRIORITIES = [
    ("normal", _("In the usual time")),
    ("urgent", _("Urgent: our work stands still")),
    ("emergency", _("Emergency: people or property are in danger")),
]
LEVELS = [
    ("5", _("Very satisfied")),
    ("4", _("Satisfied")),
    ("3", _("Fairly satisfied")),
    ("2", _("Dissatisfied")),
    ("1", _("Very dissatisfied")),
]


class AskForm(forms.Form):
    """What is wrong, where, and a photo. Only the words are needed; all else is filled in."""

    text = forms.CharField(
        label=_("What is wrong?"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": _("Say in one line what it is about.")},
    )  # fmt: skip
    photos = ManyFilesField(label=_("Photos, papers or films"), required=False, accept=ACCEPTS)
    place = forms.ChoiceField(label=_("Where"))
    item = forms.ChoiceField(label=_("What it is about"), required=False)
    priority = forms.ChoiceField(label=_("How pressing"), choices=PRIORITIES, initial="normal", required=False)
    wish = forms.CharField(
        label=_("What would help you"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, places: Sequence[tuple[str, str]], items: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        place, item = self.fields["place"], self.fields["item"]
        assert isinstance(place, forms.ChoiceField)
        assert isinstance(item, forms.ChoiceField)
        place.choices = list(places)
        item.choices = [("", _("As the words say")), *items]


class DeedForm(forms.Form):
    """One deed on a case of one's own."""

    do = forms.CharField(max_length=10)
    words = forms.CharField(max_length=4_000, required=False)
    summons = forms.IntegerField(required=False)
    level = forms.TypedChoiceField(choices=LEVELS, coerce=int, required=False)
    photos = ManyFilesField(required=False, accept=ACCEPTS)
