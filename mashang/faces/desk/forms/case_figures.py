"""What the page of the rates of requests is asked with: a place and an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.insight.reads.frozen_by import Place


class RatesAsked(forms.Form):
    """An area of the actor's and an item of requests."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    item = forms.ChoiceField(label=_("Item"), required=False)

    def __init__(self, *args: Any, places: Sequence[Place], items: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = places[0].path if places else ""
        areas = [("" if one.path == own else one.path, "\u00a0" * 4 * one.depth + one.name) for one in places]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["item"].choices = [("", _("All items")), *items]  # type: ignore[attr-defined]
