"""What a page of figures is asked with: a place and a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.insight.reads.frozen_by import Place
from mashang.insight.reads.standing_runs import RunStamp
from mashang.ui.forms import normal_day
from mashang.ui.page import Text


class FiguresAsked(forms.Form):
    """An area of the actor's and a day that was frozen; in `kept` the rest of the address."""

    area = forms.ChoiceField(label=_("Area"), required=False)
    on = forms.ChoiceField(label=_("Day of the figures"), required=False)

    def __init__(
        self, *args: Any, places: Sequence[Place], runs: Sequence[RunStamp], chosen: RunStamp | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = places[0].path if places else ""
        areas = [("" if one.path == own else one.path, "\u00a0" * 4 * one.depth + one.name) for one in places]
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        days: list[tuple[str, Text]] = [("", _("newest"))]
        known = {one.valid_on: one for one in (*runs, *([chosen] if chosen else []))}
        days += [
            (day.isoformat(), _("%(day)s, no. %(no)s") % {"day": day.isoformat(), "no": known[day].no})
            for day in sorted(known, reverse=True)
        ]
        self.fields["on"].choices = days  # type: ignore[attr-defined]


def read_day(text: str) -> date | None:
    """The day in an address, in any of the writings that people use; None where there is none or it is no day."""
    try:
        return date.fromisoformat(normal_day(text)) if text.strip() else None
    except ValueError:
        return None
