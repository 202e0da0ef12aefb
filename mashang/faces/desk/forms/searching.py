"""The filters of the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.faces.desk.forms.towers import ANY
from mashang.register.reads.finding import FIRMS, MOST, ROOMS, TOWERS, Wanted

MOST_OF_ONE_KIND = 100
CASES = "cases"


class SearchFilter(forms.Form):
    """What is looked for, among what, and where."""

    q = forms.CharField(label=_("Name, former name, address, room, credit code, pinyin"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", ANY),
            (TOWERS, pgettext_lazy("found", "Towers")),
            (ROOMS, pgettext_lazy("found", "Rooms")),
            (FIRMS, pgettext_lazy("found", "Firms")),
            (CASES, pgettext_lazy("found", "Cases")),
        ],
    )
    area = forms.TypedChoiceField(label=_("Area"), required=False, coerce=int, empty_value=None)
    here = forms.BooleanField(label=_("Firms that are here today"), required=False)

    def __init__(self, *args: Any, areas: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = [("", ANY), *areas]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The filters in force; what is no valid filter does not filter."""
        self.full_clean()
        clean = self.cleaned_data
        kind = clean.get("kind", "")
        return Wanted(
            q=clean.get("q", "").strip(),
            kind=kind,
            area_id=clean.get("area"),
            here=bool(clean.get("here")),
            most=MOST_OF_ONE_KIND if kind else MOST,
        )
