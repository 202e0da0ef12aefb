"""The forms of census rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.faces.desk.round_words import CHANGES, STATES
from mashang.register.reads.rounds.looks import FloorToSee
from mashang.register.reads.rounds.progress import RoundWanted
from mashang.register.reads.rounds.snapshots import SnapshotLine
from mashang.ui.forms import IsoDateField

ANY = pgettext_lazy("a filter", "Any")
USUAL_DAYS = 30


class OpenRoundForm(forms.Form):
    """A new round: over which area, called what, from when to when."""

    area = forms.TypedChoiceField(label=_("Area"), coerce=int)
    name = forms.CharField(
        label=pgettext_lazy("of a round", "Name"), max_length=80, help_text=_("For example 2026 Q4.")
    )
    opens_on = IsoDateField(label=_("From day"))
    closes_on = IsoDateField(label=_("To day"))

    def __init__(self, *args: Any, areas: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["area"].choices = list(areas)  # type: ignore[attr-defined]
        today = timezone.localdate()
        quarter = {"year": today.year, "quarter": (today.month + 2) // 3}
        self.initial.setdefault("name", _("%(year)s Q%(quarter)s") % quarter)
        self.initial.setdefault("opens_on", today)
        self.initial.setdefault("closes_on", today + timedelta(days=USUAL_DAYS))


class RoundFilter(forms.Form):
    """Which towers of a round."""

    q = forms.CharField(label=_("Name of the tower"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False)
    steward = forms.TypedChoiceField(label=_("Steward"), required=False, coerce=int, empty_value=None)
    late = forms.BooleanField(label=_("Late only"), required=False)
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def __init__(self, *args: Any, stewards: Mapping[int, str], **more: Any) -> None:
        super().__init__(*args, **more)
        states = [(code, words) for code, (_lamp, words) in STATES.items()]
        self.fields["state"].choices = [("", ANY), *states]  # type: ignore[attr-defined]
        self.fields["steward"].choices = [("", ANY), *stewards.items()]  # type: ignore[attr-defined]

    def wanted(self) -> RoundWanted:
        """The filters in the address; what is no valid filter does not filter."""
        clean = self.cleaned_data if self.is_valid() else {}
        return RoundWanted(
            q=clean.get("q", ""), state=clean.get("state", ""), steward_id=clean.get("steward"),
            late=clean.get("late", False), mine=clean.get("mine", False),
        )  # fmt: skip


class StewardForm(forms.Form):
    """Who goes over a tower of a round."""

    steward = forms.TypedChoiceField(label=_("Steward"), coerce=int)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["steward"].choices = list(people)  # type: ignore[attr-defined]


def result_of(posted: Mapping[str, str], floor: FloorToSee) -> list[dict[str, object]]:
    """What was typed of a floor, unit by unit; a unit without an answer was not seen, or is as the rest is said to be."""
    rest = posted.get("rest", "unseen")
    return [
        {
            "unit": unit.id,
            "seen": posted.get(f"seen-{unit.id}", rest),
            "name": posted.get(f"name-{unit.id}", ""),
            "note": posted.get(f"note-{unit.id}", ""),
        }
        for unit in floor.units
    ]


class CompareForm(forms.Form):
    """Which two snapshots, and which kind of difference."""

    old = forms.TypedChoiceField(label=_("Earlier"), required=False, coerce=int, empty_value=None)
    new = forms.TypedChoiceField(label=_("Later"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("What became of it"), required=False)

    def __init__(self, *args: Any, snapshots: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", ANY), *snapshots]
        self.fields["old"].choices = self.fields["new"].choices = choices  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", ANY), *((code, words) for code, (_css, words) in CHANGES.items())]  # type: ignore[attr-defined]

    def chosen(self, lines: Sequence[SnapshotLine]) -> tuple[int | None, int | None, str]:
        """The two snapshots and the kind; where none is chosen the two newest of the newest one's area."""
        clean = self.cleaned_data if self.is_valid() else {}
        same = [one.id for one in lines if one.area == lines[0].area] if lines else []
        newest, before = (*same[:2], None, None)[:2]
        return clean.get("old") or before, clean.get("new") or newest, clean.get("kind", "")
