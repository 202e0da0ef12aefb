"""The forms of batches."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.reads.batch_plans import Planning, read_window
from mashang.doors.wording import say
from mashang.kernel.errors import Refused
from mashang.ui.forms import normal_day

COMMAS = {0xFF0C: ",", 0x3001: ","}  # the wide comma and the enumeration comma, as people type them
TEAMS = [(0, _("Not on the team")), (1, _("Team 1")), (2, _("Team 2")), (3, _("Team 3"))]
RESULTS = [
    ("done", _("Done on site")),
    ("bureau", _("Taken to the bureau")),
    ("not_done", _("Not done this time")),
    ("cannot", _("Cannot be done")),
]


class ProposeForm(forms.Form):
    """Which department is to accept a batch, and what it is called."""

    title = forms.CharField(label=_("What it is about"), max_length=120)
    department = forms.TypedChoiceField(label=_("Department that accepts it"), coerce=int)

    def __init__(self, *args: Any, departments: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["department"].choices = [("", "—"), *departments]  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """Days, minutes for one item, who is on which team, and for each tower meeting point and hours."""

    days = forms.MultipleChoiceField(label=pgettext_lazy("of a tour", "Days"), widget=forms.CheckboxSelectMultiple)
    minutes_each = forms.IntegerField(label=_("Minutes for one item"), min_value=5, max_value=180)

    def __init__(
        self, *args: Any, days: Sequence[tuple[str, str]], people: Sequence[tuple[int, str]],
        towers: Sequence[tuple[int, str]], **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.fields["days"].choices = list(days)  # type: ignore[attr-defined]
        self.people, self.towers = list(people), list(towers)
        for user, name in people:
            self.fields[f"team-{user}"] = forms.TypedChoiceField(
                label=name, choices=TEAMS, coerce=int, required=False, empty_value="0"
            )
        for tower, name in towers:
            self.fields[f"point-{tower}"] = forms.CharField(
                label=_("%(tower)s: where the firms meet the team") % {"tower": name}, max_length=120, required=False
            )
            self.fields[f"hours-{tower}"] = forms.CharField(
                label=_("%(tower)s: hours that suit them") % {"tower": name}, max_length=200, required=False,
                help_text=_("For example 09:00-11:30; several with a comma. Empty: all office hours."),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for tower, _name in self.towers:
            try:
                said[f"hours-{tower}"] = read_windows(said.get(f"hours-{tower}", ""))
            except Refused as refused:
                self.add_error(f"hours-{tower}", say(refused))
        return said

    def planning(self) -> Planning:
        """What the act is asked for."""
        said = self.cleaned_data
        return Planning(
            team=tuple((user, int(said[f"team-{user}"])) for user, _name in self.people if int(said.get(f"team-{user}") or 0)),
            days=tuple(date.fromisoformat(one) for one in said["days"]), minutes_each=said["minutes_each"],
            meeting_points={tower: said.get(f"point-{tower}", "") for tower, _name in self.towers},
            windows={tower: said.get(f"hours-{tower}") or () for tower, _name in self.towers},
        )  # fmt: skip


class MoveForm(forms.Form):
    """When a firm can be called on."""

    windows = forms.CharField(
        label=_("Hours that suit the firm"), max_length=200,
        help_text=_("For example 2026-11-20 14:00-17:00, or 09:00-11:30 on any day; several with a comma."),
    )  # fmt: skip

    def clean_windows(self) -> list[dict[str, str]]:
        try:
            return read_windows(self.cleaned_data["windows"])
        except Refused as refused:
            raise forms.ValidationError(say(refused)) from refused


class ReplaceForm(forms.Form):
    """Who is away, who takes the place, and why."""

    member = forms.TypedChoiceField(label=_("Who is away"), coerce=int)
    by = forms.TypedChoiceField(label=_("Who takes the place"), coerce=int, required=False, empty_value=None)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(
        self, *args: Any, members: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["member"].choices = list(members)  # type: ignore[attr-defined]
        self.fields["by"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined]


def read_windows(text: str) -> list[dict[str, str]]:
    """Spans with commas between; refuses what is none."""
    parts = text.translate(COMMAS).split(",")
    return [read_window(_day_first(part)) for part in parts if part.strip()]


def _day_first(text: str) -> str:
    words = text.split()
    return f"{normal_day(words[0])} {words[1]}" if len(words) == 2 else text


def read_signature(text: str) -> bytes:
    """The picture that the page drew, out of its data address; nothing when there is none."""
    head, _comma, data = text.partition(",")
    if not head.startswith("data:image/png;base64"):
        return b""
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return b""


def says_windows(windows: Sequence[Any]) -> str:
    """Windows as they are typed."""
    return ", ".join(f"{one['day']} {one['from']}-{one['to']}".strip() for one in windows)
