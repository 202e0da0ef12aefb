"""What somebody types to handle cases together: which, and which of them leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


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
