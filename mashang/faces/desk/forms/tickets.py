"""Handing in files of hotlines, and choosing what goes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.cases.reads.ticket_review import STATES
from mashang.cases.rules.ticket_words import usual_line
from mashang.faces.desk.forms.towers import ANY

STANDINGS = (
    ("to_send", _("Answered, not sent back as it stands")),
    ("sent", pgettext_lazy("tickets", "Sent back")),
    ("open", _("Still being handled")),
    ("all", pgettext_lazy("tickets", "All")),
)


class TicketsFilter(forms.Form):
    """Which files of tickets are shown."""

    q = forms.CharField(label=_("File or hotline"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", ANY), *STATES])


class TicketsForm(forms.Form):
    """A file of tickets and the hotline whose numbers it bears."""

    file = forms.FileField(
        label=_("File of the hotline"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}),
    )
    source = forms.CharField(
        label=_("Hotline"), max_length=40, initial=usual_line,
        help_text=_("Whose numbers these are; its columns are remembered. Answers to tickets that you passed on bear the number of the first hotline: name that one."),
        widget=forms.TextInput(attrs={"list": "ticket-sources", "autocomplete": "off"}),
    )  # fmt: skip


class RowsFilter(forms.Form):
    """Which rows of a file are shown; the tab stands in the address beside it."""

    q = forms.CharField(label=_("Ticket number, or a word of the title"), required=False, max_length=60)
    verdict = forms.CharField(required=False, widget=forms.HiddenInput)


class SendFilter(forms.Form):
    """Which tickets may go back."""

    q = forms.CharField(label=_("Ticket number, or a word of the title"), required=False, max_length=60)
    source = forms.ChoiceField(label=_("Hotline"), required=False)
    standing = forms.ChoiceField(label=_("Which tickets"), required=False, choices=STANDINGS)

    def __init__(self, *args: Any, sources: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["source"].choices = [(one, one or _("No hotline named")) for one in sources]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """Source, standing and words in force; what is no valid filter does not filter."""
        self.full_clean()
        said = self.cleaned_data
        sources = [name for name, _label in self.fields["source"].choices]  # type: ignore[attr-defined]
        source = said.get("source") or (
            "" if "" in sources and self.data.get("source") == "" else sources[-1] if sources else ""
        )
        return {"source": source, "standing": said.get("standing") or "to_send", "q": said.get("q", "")}
