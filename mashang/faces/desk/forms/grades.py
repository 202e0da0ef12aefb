"""The forms of grades: what a person judges, the list, revoking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.reads.choices import GRADE_STATES
from mashang.register.reads.grades import GradesWanted
from mashang.register.reads.grading import TowerScore, list_schemes
from mashang.register.rules.grading import Judgement, years_after
from mashang.ui.forms import IsoDateField

ANY = pgettext_lazy("a filter", "Any")
USUAL_YEARS = 3


class GradeForm(forms.Form):
    """Points and a reason for each line that a person judges, and the days for which the grade is meant."""

    def __init__(self, *args: Any, told: TowerScore, **more: Any) -> None:
        super().__init__(*args, **more)
        self.judged = [line for line in told.lines if line.judged]
        for line in self.judged:
            name = {"line": line.label, "most": line.most}
            points = _("%(line)s (must): points, 0 to %(most)s") if line.must else _("%(line)s: points, 0 to %(most)s")
            self.fields[f"points_{line.key}"] = forms.IntegerField(
                label=points % name, required=line.must, min_value=0, max_value=line.most
            )
            self.fields[f"reason_{line.key}"] = forms.CharField(
                label=_("%(line)s: reason") % name, required=line.must, max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        self.fields["valid_from"] = IsoDateField(label=_("First day of the grade"))
        self.fields["valid_until"] = IsoDateField(label=_("Last day of the grade (included)"))

    def pairs(self) -> list[tuple[BoundField, BoundField]]:
        """Points and reason of each line, and the first and last day, side by side."""
        names = [(f"points_{line.key}", f"reason_{line.key}") for line in self.judged]
        return [(self[one], self[two]) for one, two in (*names, ("valid_from", "valid_until"))]

    def judgements(self) -> dict[str, Judgement]:
        """What was filled in so far, by the key of the line; a line without points is open."""
        clean: Mapping[str, Any] = self.cleaned_data
        return {
            line.key: Judgement(points=clean[f"points_{line.key}"], reason=clean.get(f"reason_{line.key}", ""))
            for line in self.judged
            if clean.get(f"points_{line.key}") is not None
        }


class GradesFilter(forms.Form):
    """Which grades of towers."""

    q = forms.CharField(label=_("Name of the tower"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", ANY), *GRADE_STATES])
    scheme = forms.ChoiceField(label=_("Scheme"), required=False)

    def __init__(self, *args: Any, locale: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["scheme"].choices = [("", ANY), *list_schemes(locale)]  # type: ignore[attr-defined]

    def wanted(self) -> GradesWanted:
        """The filters in the address; what is no valid filter does not filter."""
        self.full_clean()
        return GradesWanted(**{name: self.cleaned_data.get(name, "") for name in ("q", "state", "scheme")})


class RevokeForm(forms.Form):
    """From which day a grade does not hold any more, and why."""

    on = IsoDateField(label=_("Revoked from"), help_text=_("Until the day before it was in force."))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def usual_days(first: date) -> dict[str, date]:
    """The days that a form proposes: three years from the first on."""
    return {"valid_from": first, "valid_until": years_after(first, USUAL_YEARS) - timedelta(days=1)}
