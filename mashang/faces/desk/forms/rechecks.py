"""The filter of what should be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.reads.rechecks import RechecksWanted

ANY = pgettext_lazy("a filter", "Any")
RULES = {
    "lease_over": _("The lease is over, the firm is still there"),
    "address_moved": _("The registered address changed"),
    "unreachable": _("The firm cannot be reached"),
    "tower_old": _("Tower not verified for 90 days"),
    "fact_old": _("Older than it may be"),
}


class RecheckFilter(forms.Form):
    """By which rule, in which tower, and whether only in one's own."""

    kind = forms.ChoiceField(label=_("Why"), required=False, choices=[("", ANY), *RULES.items()])
    tower = forms.TypedChoiceField(label=_("Tower"), required=False, coerce=int, empty_value=None)
    mine = forms.BooleanField(label=_("My towers only"), required=False)

    def __init__(self, *args: Any, towers: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["tower"].choices = [("", ANY), *towers]  # type: ignore[attr-defined]

    def wanted(self, *, kind: str | None = None) -> RechecksWanted:
        """The filters in the address; `kind` in place of the one there."""
        clean = self.cleaned_data if self.is_valid() else {}
        return RechecksWanted(
            kind=clean.get("kind", "") if kind is None else kind,
            tower_id=clean.get("tower"),
            mine=clean.get("mine", False),
        )
