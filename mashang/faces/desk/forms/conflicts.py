"""The filter of the conflicts that wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.reads.choices import CONFLICT_KINDS
from mashang.register.reads.conflicts import ConflictLine

ANY = pgettext_lazy("a filter", "Any")
BECAUSE = {
    "standing": _("its source stands nearer to the paper"),
    "newer": _("it speaks of a later day"),
    "equal": _("neither source stands above the other"),
}


class ConflictFilter(forms.Form):
    """Which kind, and what it is called."""

    q = forms.CharField(label=_("Firm or tower"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ANY), *CONFLICT_KINDS.items()])

    def fits(self, one: ConflictLine, chosen: Mapping[str, Any]) -> bool:
        """Is this conflict asked for?"""
        kind, q = chosen.get("kind", ""), chosen.get("q", "").strip().lower()
        return (not kind or one.kind == kind) and (not q or q in one.name.lower() or q in one.about.lower())
