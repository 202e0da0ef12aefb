"""Filters of the lists of firms and of leases that end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.faces.desk.forms.towers import ANY, section_choices
from mashang.register.reads.choices import STANDINGS
from mashang.register.reads.firms import FirmsWanted
from mashang.register.reads.leases import WITHIN_DAYS, LeasesWanted
from mashang.ui.forms import AsOfField

ANSWERS = {"yes": True, "no": False}


class FirmsFilter(forms.Form):
    """Which firms, on which day."""

    q = forms.CharField(label=_("Name, former name, credit code"), required=False, max_length=60)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[("", ANY), *STANDINGS])
    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    registered = forms.ChoiceField(
        label=_("Registered here"),
        required=False,
        choices=[("", ANY), ("yes", _("registered here")), ("no", _("elsewhere"))],
    )
    here = forms.BooleanField(label=_("In a tower on the day"), required=False)
    as_of = AsOfField()

    def __init__(self, *args: Any, towers: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["industry"].choices = [("", ANY), *section_choices()]  # type: ignore[attr-defined]
        self.fields["tower"].choices = [("", ANY), *towers]  # type: ignore[attr-defined]

    def wanted(self, sort: str) -> FirmsWanted:
        """The filters in force; what is no valid filter does not filter."""
        self.full_clean()
        clean = self.cleaned_data
        return FirmsWanted(
            q=clean.get("q", ""),
            industry=clean.get("industry", ""),
            standing=clean.get("standing", ""),
            tower_id=clean.get("tower"),
            here=bool(clean.get("here")),
            registered=ANSWERS.get(clean.get("registered", "")),
            sort=sort,
        )


class LeasesFilter(forms.Form):
    """Within how many days, in which tower."""

    days = forms.IntegerField(
        label=_("Within days"), required=False, min_value=0, max_value=3660,
        widget=forms.NumberInput(attrs={"placeholder": WITHIN_DAYS}),
    )  # fmt: skip
    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    mine = forms.BooleanField(label=_("My towers only"), required=False)
    as_of = AsOfField()

    def __init__(self, *args: Any, towers: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tower"].choices = [("", ANY), *towers]  # type: ignore[attr-defined]

    def wanted(self, sort: str, mine: frozenset[int]) -> LeasesWanted:
        """The filters in force."""
        self.full_clean()
        clean = self.cleaned_data
        days = clean.get("days")
        return LeasesWanted(
            days=WITHIN_DAYS if days is None else days,
            tower_id=clean.get("tower"),
            tower_ids=mine if clean.get("mine") else None,
            sort=sort,
        )
