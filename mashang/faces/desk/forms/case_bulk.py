"""What is asked before something is done with many cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class BulkHandOver(forms.Form):
    """To whom all of them go."""

    user = forms.TypedChoiceField(label=_("To whom"), coerce=int)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["user"].choices = list(choices)  # type: ignore[attr-defined]


class BulkLead(forms.Form):
    """Which of them leads the others to one answer."""

    to = forms.TypedChoiceField(label=_("Which one leads"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].choices = list(choices)  # type: ignore[attr-defined]


class BulkJoin(forms.Form):
    """Which of them the others are joined to."""

    to = forms.TypedChoiceField(label=_("The others are joined to"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: Iterable[tuple[int, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].choices = list(choices)  # type: ignore[attr-defined]
