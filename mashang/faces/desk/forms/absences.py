"""Who is away from when to when, and who stands in; all cases of one to another."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mashang.ui.forms import IsoDateField


class AbsenceForm(forms.Form):
    """Days of an absence. Only a section head says it of somebody else."""

    user = forms.TypedChoiceField(label=_("Who is away"), coerce=int)
    stand_in = forms.TypedChoiceField(label=_("Who stands in"), coerce=int)
    first = IsoDateField(label=_("First day"))
    last = IsoDateField(label=_("Last day (included)"))
    hand_over = forms.BooleanField(
        label=_("Give the open cases to the stand-in at once"), required=False, initial=True,
        help_text=_("Only when the absence begins today; new cases go to the stand-in in any event."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason (seen by the office)"), required=False, max_length=300)

    def __init__(self, *args: Any, people: list[tuple[int, str]], own: int, may_all: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = [one for one in people if may_all or one[0] == own]
        self.fields["user"].choices = mine  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = [("", "—"), *people]  # type: ignore[attr-defined]
        self.fields["user"].initial = own
        self.fields["first"].initial = timezone.localdate()


class HandOverForm(forms.Form):
    """All open cases of one officer go to another."""

    from_ = forms.TypedChoiceField(label=_("Whose cases"), coerce=int)
    to = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: list[tuple[int, str]], own: int, may_all: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["from_"].choices = [one for one in people if may_all or one[0] == own]  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "—"), *people]  # type: ignore[attr-defined]
        self.fields["from_"].initial = own
