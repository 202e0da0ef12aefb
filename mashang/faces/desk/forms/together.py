"""What somebody types to handle cases together: which, and which of them leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.cases.acts.splitting import Piece

ROWS = 4


class GatherForm(forms.Form):
    """The cases that ask the same, and the one that leads them."""

    pick = forms.TypedMultipleChoiceField(label=_("Cases that ask the same"), coerce=int)
    lead = forms.TypedChoiceField(label=_("Which one leads"), coerce=int)

    def __init__(self, *args: Any, cases: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = list(cases)
        for name in ("pick", "lead"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self, name: str) -> Sequence[int]:
        """The ids that stand ticked in a field: what was sent, else what the page proposes."""
        if self.is_bound:
            sent = self.data.getlist(name) if hasattr(self.data, "getlist") else self.data.get(name, [])
            return [int(one) for one in sent if str(one).isdecimal()]
        value = self.initial.get(name, [])
        return list(value) if isinstance(value, list) else [value]


class SplitForm(forms.Form):
    """The parts of a case: what each is about, and who does it."""

    def __init__(self, *args: Any, officers: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [("", _("The officer of the whole")), *officers]
        for no in range(1, ROWS + 1):
            self.fields[f"title_{no}"] = forms.CharField(
                label=_("What this part is about"), max_length=120, required=no == 1
            )
            self.fields[f"officer_{no}"] = forms.TypedChoiceField(
                label=_("Officer"), coerce=int, empty_value=None, choices=choices, required=False
            )

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The fields of each part, by its number."""
        return [(no, self[f"title_{no}"], self[f"officer_{no}"]) for no in range(1, ROWS + 1)]

    def pieces(self) -> list[Piece]:
        """The parts that were filled in, for the act."""
        clean = self.cleaned_data
        return [
            Piece(title=clean[f"title_{no}"], officer_id=clean[f"officer_{no}"])
            for no in range(1, ROWS + 1)
            if clean.get(f"title_{no}")
        ]
