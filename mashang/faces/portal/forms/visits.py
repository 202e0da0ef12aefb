"""What a firm says to a visit."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import IsoDateField


class MoveForm(forms.Form):
    """Another day that suits the firm."""

    to = IsoDateField(label=_("The day that suits you"))
    words = forms.CharField(label=_("A word to the office"), required=False, max_length=300)


class ObjectForm(forms.Form):
    """What was otherwise."""

    words = forms.CharField(label=_("What was otherwise"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
