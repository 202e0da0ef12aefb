"""What is typed at the counter and on the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.acts.opening import Asking
from mashang.cases.reads.choices import PRIORITIES
from mashang.faces.desk.forms.case_steps import ACCEPTS, FILES_HINT
from mashang.faces.desk.forms.editing_tenancies import FirmPicking
from mashang.ui.forms import ManyFilesField

AT_DESK = (("window", pgettext_lazy("channel", "Window")), ("phone", pgettext_lazy("channel", "Telephone")))
ASKED = "[name=title], [name=text], [name=tower], [name=firm], [name=firm_text], [name=item], [name=item_auto]"
HINTS = {
    "hx-get": reverse_lazy("case_hints"), "hx-trigger": "input changed delay:400ms", "hx-target": "#case-hints",
    "hx-include": ASKED, "hx-sync": "#case-hints:replace", "autocomplete": "off",
}  # fmt: skip


class CaseNewForm(FirmPicking):
    """Who asks for what, and where. Firm and tower may both be left open when the place is the reader's own area."""

    channel = forms.ChoiceField(label=_("Channel"), choices=AT_DESK)
    title = forms.CharField(
        label=_("In one line, what is it about?"), max_length=120, widget=forms.TextInput({**HINTS, "autofocus": True})
    )
    text = forms.CharField(
        label=_("What was said"), required=False, max_length=4_000, widget=forms.Textarea({**HINTS, "rows": 4})
    )
    wish = forms.CharField(label=_("What is hoped for"), required=False, max_length=500)
    tower = forms.TypedChoiceField(
        label=_("Tower"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select({**HINTS, "hx-trigger": "change"}),
    )
    place = forms.CharField(label=_("Floor, room or spot"), required=False, max_length=120)
    asker_name = forms.CharField(
        label=_("Name of whoever asks"), required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )
    asker_phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=20, help_text=_("Kept sealed; the office sees it masked, each full view goes on record."),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    photos = ManyFilesField(label=_("Files"), required=False, accept=ACCEPTS, help_text=FILES_HINT)
    priority = forms.ChoiceField(label=_("Priority"), choices=PRIORITIES)
    item = forms.ChoiceField(label=_("What it is about"))
    item_auto = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("None of these: open a new case"), required=False)

    def __init__(
        self, *args: Any, towers: Sequence[tuple[int, str]] = (), items: Sequence[tuple[str, str]] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.fields["tower"].choices = [("", _("not known")), *towers]  # type: ignore[attr-defined]
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A firm is no must here: only words that name none or several are a mistake."""
        if (self.data.get("firm_text") or "").strip():
            return super().clean()
        values: dict[str, Any] = self.cleaned_data
        values["firm"] = None
        return values

    def asking(self) -> Asking:
        """What was typed, as the act takes it."""
        said = self.cleaned_data
        return Asking(
            item=said["item"], title=said["title"], text=said["text"], wish=said["wish"], firm_id=said["firm"],
            tower_id=said["tower"], place=said["place"], asker_name=said["asker_name"], asker_phone=said["asker_phone"],
            priority=said["priority"],
        )  # fmt: skip
