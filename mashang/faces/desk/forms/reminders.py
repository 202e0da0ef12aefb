"""When somebody wants to be reminded of a case."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from mashang.ui.forms import IsoDateField

DAYS = (0, 1, 3, 5)


def _said(days: int) -> str:
    return str(
        _("On the day itself")
        if not days
        else ngettext_lazy("%(n)s day before", "%(n)s days before", days) % {"n": days}
    )


class ReminderForm(forms.Form):
    """So many days before it is due, or on a day of one's own."""

    days_before = forms.TypedMultipleChoiceField(
        label=_("Before it is due"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    on = IsoDateField(label=_("On another day"), required=False)
    note = forms.CharField(label=_("What to think of"), required=False, max_length=200)

    def __init__(self, *args: object, has_day: bool, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["days_before"].choices = [(days, _said(days)) for days in DAYS]  # type: ignore[attr-defined]
        if not has_day:
            del self.fields["days_before"]
