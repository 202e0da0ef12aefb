"""The forms of stewards, property managers and firms' people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.register.reads.keeping import Candidate, duties


class StewardFilter(forms.Form):
    """The filter of the list of towers and their stewards."""

    q = forms.CharField(label=_("Name or code of the tower"), required=False)
    without = forms.BooleanField(label=_("Without a steward"), required=False)


class AssignForm(forms.Form):
    """A person and a duty for one tower."""

    membership = forms.ChoiceField(label=_("Person"))
    duty = forms.ChoiceField(label=_("Duty"))

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].choices = [(str(one.membership_id), one.label) for one in candidates]  # type: ignore[attr-defined]
        self.fields["duty"].choices = duties()  # type: ignore[attr-defined]


class AskInForm(forms.Form):
    """A person to be asked in for one tower or firm."""

    name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Empty: you get the link and hand it over yourself.")
    )


class OwnerForm(AskInForm):
    """The person who will keep a firm's account."""

    code = forms.CharField(label=_("Unified social credit code of the firm"), max_length=40)
    field_order = ("code", "name", "email")
