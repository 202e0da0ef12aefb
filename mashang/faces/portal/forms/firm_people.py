"""The forms of a firm's people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    """The firm that one wants to join."""

    code = forms.CharField(
        label=_("Unified social credit code of the firm"),
        max_length=40,
        help_text=_("18 digits and letters; it stands on the business licence."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ColleagueForm(forms.Form):
    """A colleague to be asked in."""

    firm = forms.ChoiceField(label=_("Firm"))
    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Empty: you get the link and hand it over yourself.")
    )

    def __init__(self, *args: Any, firms: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["firm"].choices = [(str(pk), name) for pk, name in firms]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """Why a person does not belong to the firm."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
