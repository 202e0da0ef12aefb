"""Filters of the lists by class: ¥100M-tax towers, above-threshold firms, themed towers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.faces.desk.forms.firms import ANSWERS
from mashang.faces.desk.forms.towers import ANY, section_choices
from mashang.register.reads.choices import STANDINGS
from mashang.register.reads.taxed_towers import TaxedTowersWanted
from mashang.register.reads.themes import ThemesWanted
from mashang.register.reads.threshold_list import ThresholdWanted
from mashang.register.rules.above_threshold import Lack, Reached
from mashang.register.rules.taxed_towers import Told
from mashang.register.rules.themes import Themed
from mashang.ui.forms import IsoDateField

LACKS = {
    Lack.INDUSTRY: _("the industry"),
    Lack.FINER_INDUSTRY: _("a finer industry"),
    Lack.THRESHOLD: _("the threshold of that year"),
    Lack.REVENUE: _("the revenue"),
    Lack.EXACT_REVENUE: _("the exact revenue: the band does not decide"),
    Lack.STAFF: _("the staff"),
}
ALL = "all"


class _Filter(forms.Form):
    @property
    def narrows(self) -> bool:
        """Is anything asked for beside the day?"""
        return any(value for name, value in self.cleaned_data.items() if name != "as_of")


class TaxedTowersFilter(_Filter):
    """Which towers, on which day."""

    q = forms.CharField(label=_("Name, former name, address"), required=False, max_length=60)
    as_of = IsoDateField(label=_("As of"), required=False)

    def wanted(self, told: str, sort: str) -> TaxedTowersWanted:
        """The filters in force, with the answer of the tab."""
        self.full_clean()
        return TaxedTowersWanted(q=self.cleaned_data.get("q", ""), told=told if told in list(Told) else "", sort=sort)


class ThresholdFilter(_Filter):
    """Which firms, on which day."""

    q = forms.CharField(label=_("Name, former name, credit code"), required=False, max_length=60)
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[("", ANY), *STANDINGS])
    listed = forms.ChoiceField(
        label=_("In the statistics"),
        required=False,
        choices=[("", ANY), ("yes", _("in the statistics")), ("no", _("not in the statistics"))],
    )
    lack = forms.ChoiceField(label=_("What is missing"), required=False, choices=[("", ANY), *LACKS.items()])
    as_of = IsoDateField(label=_("As of"), required=False)

    def __init__(self, *args: Any, towers: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        sections = [choice for choice in section_choices() if choice[0] != "J"]
        self.fields["industry"].choices = [("", ANY), *sections]  # type: ignore[attr-defined]
        self.fields["tower"].choices = [("", ANY), *towers]  # type: ignore[attr-defined]

    def wanted(self, reached: str, sort: str) -> ThresholdWanted:
        """The filters in force, with the answer of the tab; without one those to be talked to."""
        self.full_clean()
        clean = self.cleaned_data
        lack = clean.get("lack", "")
        return ThresholdWanted(
            q=clean.get("q", ""), reached=reached if reached in list(Reached) else "", lack=lack,
            to_enter=not reached and not lack, industry=clean.get("industry", ""), standing=clean.get("standing", ""),
            tower_id=clean.get("tower"), listed=ANSWERS.get(clean.get("listed", "")), sort=sort,
        )  # fmt: skip


class ThemesFilter(_Filter):
    """Which towers and which theme, on which day."""

    q = forms.CharField(label=_("Name or former name of a tower"), required=False, max_length=60)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    differs = forms.BooleanField(label=_("Rule and statement differ"), required=False)
    as_of = IsoDateField(label=_("As of"), required=False)

    def __init__(self, *args: Any, themes: Iterable[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["theme"].choices = [("", ANY), *themes]  # type: ignore[attr-defined]

    def wanted(self, themed: str, sort: str) -> ThemesWanted:
        """The filters in force, with the answer of the tab."""
        self.full_clean()
        clean = self.cleaned_data
        return ThemesWanted(
            q=clean.get("q", ""), theme=clean.get("theme", ""), themed=themed if themed in list(Themed) else "",
            differs=bool(clean.get("differs")), sort=sort,
        )  # fmt: skip
