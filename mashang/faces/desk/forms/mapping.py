"""What the map shows: which figure, on which day, which places."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.register.reads.mapping import FIGURES
from mashang.register.rules.mapping import SERVICES, STOPS
from mashang.ui.forms import AsOfField

SHOWN: dict[str, tuple[str, ...]] = {"stops": STOPS, "services": SERVICES, "all": (*STOPS, *SERVICES), "none": ()}


class MapFilter(forms.Form):
    """The day and the places; the figure is chosen beside it."""

    as_of = AsOfField()
    show = forms.ChoiceField(
        label=_("On the map"),
        required=False,
        choices=[
            ("stops", _("Metro, bus and rail")),
            ("services", _("Amenities")),
            ("all", _("Both")),
            ("none", _("Towers only")),
        ],
    )

    def __init__(self, data: dict[str, str]) -> None:
        super().__init__({"show": "stops", **data})

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of places that are asked for."""
        return SHOWN.get(str(self["show"].value()), STOPS)


def figure_of(text: str) -> str:
    """The figure in the address; vacancy where none is given, or one that is none."""
    return text if text in FIGURES else "vacancy"
