"""When a firm can be called on by the team of a batch."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _


class AnotherTimeForm(forms.Form):
    """The half days that suit the firm, of those on which the team is out."""

    times = forms.MultipleChoiceField(
        label=_("When can we come?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one time that suits you.")},
    )  # fmt: skip

    def __init__(self, *args: object, times: Sequence[tuple[str, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["times"].choices = list(times)  # type: ignore[attr-defined]
