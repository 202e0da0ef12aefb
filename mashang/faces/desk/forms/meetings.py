"""What somebody types to call a meeting on site, and to write its minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.acts.meetings import LONGEST_MINUTES, Calling, Measure
from mashang.ui.forms import IsoDateField

ROWS = 5
Named = Sequence[tuple[int, str]]


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, input_formats=["%H:%M"], help_text=_("For example 15:00."),
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "maxlength": 5, "autocomplete": "off"}, format="%H:%M"),
    )  # fmt: skip


def _instant(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))


class CallForm(forms.Form):
    """When, where, about what, and who is asked."""

    on = IsoDateField(label=pgettext_lazy("of a meeting", "Day"))
    at = _time(pgettext_lazy("of a meeting", "Time"))
    place = forms.CharField(label=pgettext_lazy("of a meeting", "Place"), max_length=120)
    topic = forms.CharField(
        label=_("What is to be settled"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300})
    )
    departments = forms.TypedMultipleChoiceField(
        label=_("Departments"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Those that are called to the case. Others are called by a whistle first."),
    )  # fmt: skip
    people = forms.TypedMultipleChoiceField(
        label=_("Colleagues"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    with_firm = forms.BooleanField(label=_("Ask the firm to come too"), required=False)

    def __init__(self, *args: Any, departments: Named, people: Named, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, choices in (("departments", departments), ("people", people)):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]

    def calling(self) -> Calling:
        """What was typed, for the act."""
        clean = self.cleaned_data
        return Calling(
            at=_instant(clean["on"], clean["at"]), place=clean["place"], topic=clean["topic"],
            department_ids=clean.get("departments", ()), user_ids=clean.get("people", ()), with_firm=clean["with_firm"],
        )  # fmt: skip


class MinutesForm(forms.Form):
    """When it took place, what was said, and who does what until when."""

    held_on = IsoDateField(label=_("Held on"))
    held_at = _time(pgettext_lazy("of a meeting", "Time"))
    minutes = forms.CharField(
        label=_("Minutes"), max_length=LONGEST_MINUTES, widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_MINUTES}),
        help_text=_("The office and the departments called in read them; the firm does not."),
    )  # fmt: skip

    def __init__(self, *args: Any, departments: Named, people: Named, **more: Any) -> None:
        super().__init__(*args, **more)
        who = [
            ("", _("Nobody yet")),
            *((f"d{pk}", name) for pk, name in departments),
            *((f"u{pk}", name) for pk, name in people),
        ]
        for no in range(1, ROWS + 1):
            self.fields[f"what_{no}"] = forms.CharField(label=_("What is done"), max_length=300, required=False)
            self.fields[f"who_{no}"] = forms.ChoiceField(label=_("By whom"), choices=who, required=False)
            self.fields[f"due_{no}"] = IsoDateField(label=_("Due"), required=False)

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The fields of each measure, by its number."""
        return [(no, [self[f"{name}_{no}"] for name in ("what", "who", "due")]) for no in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """A measure is whole: what, by whom, until when."""
        values = super().clean() or self.cleaned_data
        for no in range(1, ROWS + 1):
            row = [f"{name}_{no}" for name in ("what", "who", "due")]
            if any(values.get(name) for name in row):
                for name in row:
                    if not values.get(name) and name not in self.errors:
                        self.add_error(name, _("Say what is done, by whom, and until when."))
        return values

    def held(self) -> datetime:
        """When it took place."""
        return _instant(self.cleaned_data["held_on"], self.cleaned_data["held_at"])

    def measures(self) -> list[Measure]:
        """The measures that were filled in, for the act."""
        clean, found = self.cleaned_data, []
        for no in range(1, ROWS + 1):
            if what := clean.get(f"what_{no}"):
                kind, pk = clean[f"who_{no}"][0], int(clean[f"who_{no}"][1:])
                found.append(
                    Measure(
                        what=what, due_on=clean[f"due_{no}"], department_id=pk if kind == "d" else None,
                        user_id=pk if kind == "u" else None,
                    )
                )  # fmt: skip
        return found
