"""The forms of whistles, summonses and rulings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.acts.whistles import Call
from mashang.cases.reads.gate import DepartmentToCall
from mashang.cases.reads.summons_list import SummonsWanted
from mashang.cases.reads.summons_words import RATES, SUMMONS_OUTCOMES, SUMMONS_PARTS, WHISTLE_KINDS
from mashang.ui.forms import IsoDateField, goes_with_a_choice

ANY = pgettext_lazy("a filter", "Any")
MOST_ASSISTING = 4


def _words(label: Any, *, longest: int = 500, rows: int = 3, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": longest}),
    )


def _choose(label: Any, departments: Sequence[DepartmentToCall], *, required: bool = False) -> forms.TypedChoiceField:
    named = [(one.id, _named(one)) for one in departments]
    return forms.TypedChoiceField(
        label=label, required=required, coerce=int, empty_value=None, choices=[("", _("None")), *named]
    )


def _named(one: DepartmentToCall) -> Any:
    said = one.name if one.has_liaison else _("%(name)s (no liaison, hand the link over yourself)") % {"name": one.name}
    return _("%(name)s (suggested)") % {"name": said} if one.suggested else said


class BlowForm(forms.Form):
    """What kind of whistle, which department leads, which assist, and what each is asked to do."""

    kind = forms.ChoiceField(label=_("Kind of whistle"), choices=list(WHISTLE_KINDS.items()))

    def __init__(self, *args: Any, departments: Sequence[DepartmentToCall], **more: Any) -> None:
        super().__init__(*args, **more)
        self.names = {one.id: one.name for one in departments}
        self.fields["lead"] = _choose(_("Leads"), departments, required=True)
        self.fields["asked"] = _words(_("What it is asked to do"))
        for number in range(1, MOST_ASSISTING + 1):
            self.fields[f"assist_{number}"] = _choose(_("Assists (%(number)s)") % {"number": number}, departments)
            label = _("What it is asked to do (%(number)s)") % {"number": number}
            self.fields[f"asked_{number}"] = goes_with_a_choice(_words(label, rows=2, required=False))
        suggested = [one.id for one in departments if one.suggested]
        for name, pk in zip(("lead", "assist_1", "assist_2"), suggested, strict=False):
            self.fields[name].initial = pk

    def clean(self) -> dict[str, Any]:
        """Each assisting department is told what is asked of it."""
        values = super().clean() or self.cleaned_data
        for number in range(1, MOST_ASSISTING + 1):
            called = values.get(f"assist_{number}")
            if called and not values.get(f"asked_{number}") and f"asked_{number}" not in self.errors:
                said = _("Say what %(department)s is asked to do, or choose no department.")
                self.add_error(f"asked_{number}", said % {"department": self.names.get(called, "")})
        return values

    def calls(self) -> list[Call]:
        """The departments to call, the lead first."""
        values = self.cleaned_data
        found = [Call(department_id=values["lead"], asked=values["asked"], part="lead")]
        return found + [
            Call(department_id=values[f"assist_{number}"], asked=values[f"asked_{number}"])
            for number in range(1, MOST_ASSISTING + 1)
            if values.get(f"assist_{number}")
        ]


class AnotherForm(forms.Form):
    """One more assisting department, and what it is asked to do."""

    def __init__(self, *args: Any, departments: Sequence[DepartmentToCall], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["department"] = _choose(_("Department"), departments, required=True)
        self.fields["asked"] = _words(_("What it is asked to do"))


class AnswerForm(forms.Form):
    """What came of it, in words, with a paper."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=list(SUMMONS_OUTCOMES.items()))
    words = _words(_("Answer"), longest=4_000, rows=5)
    file = forms.FileField(label=_("A paper or photo"), required=False)


class ManyForm(forms.Form):
    """The same for many: only to report in, or one answer."""

    act = forms.ChoiceField(choices=[("report_in", ""), ("answer", "")])
    outcome = forms.ChoiceField(label=_("What came of it"), choices=list(SUMMONS_OUTCOMES.items()), required=False)
    words = _words(_("The same answer for all chosen"), longest=4_000, rows=2, required=False)


class ExtensionForm(forms.Form):
    """How many working days more, and why."""

    days = forms.IntegerField(label=_("How many more working days"), min_value=1, max_value=60)
    reason = _words(_("Why it takes longer"))


class CarryForm(forms.Form):
    """The plan, and the day on which it is looked at again."""

    plan = _words(_("Why it cannot be settled now, and the plan"))
    recheck_on = IsoDateField(label=_("Looked at again on"))


class LeaveOutForm(forms.Form):
    """Out of which rate, and why."""

    rate = forms.ChoiceField(label=_("Out of which rate"), choices=list(RATES.items()))
    reason = _words(_("Why it does not count"))


class RulingForm(forms.Form):
    """Granted or refused, with the reason; for an objection also who is called next."""

    granted = forms.TypedChoiceField(
        label=_("Ruling"), coerce=lambda said: said == "yes", widget=forms.RadioSelect,
        choices=[("yes", pgettext_lazy("ruling", "Granted")), ("no", pgettext_lazy("ruling", "Refused"))],
    )  # fmt: skip
    reason = _words(_("Reason"))

    def __init__(self, *args: Any, departments: Sequence[DepartmentToCall] | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        if departments is not None:
            self.fields["granted"].choices = [  # type: ignore[attr-defined]
                ("yes", pgettext_lazy("objection", "Upheld")), ("no", pgettext_lazy("objection", "Overruled"))
            ]  # fmt: skip
            self.fields["next_department"] = _choose(_("If granted, call next"), departments)


class SummonsFilter(forms.Form):
    """Words of number, title or firm, and lead or assist."""

    words = forms.CharField(label=_("Number, title or firm"), required=False, max_length=60)
    part = forms.ChoiceField(label=_("Part"), required=False, choices=[("", ANY), *SUMMONS_PARTS.items()])

    def wanted(self, tab: str) -> SummonsWanted:
        """The filters in the address, for one tab."""
        clean = self.cleaned_data if self.is_valid() else {}
        return SummonsWanted(tab=tab, words=clean.get("words", ""), part=clean.get("part", ""))
