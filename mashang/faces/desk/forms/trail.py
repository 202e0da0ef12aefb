"""What the auditor and the administrator look for."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mashang.trail.reads.search import Filters, list_acts
from mashang.trail.words import SUBJECT_WORDS
from mashang.ui.forms import IsoDateField


def _choices(held: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("All")), *sorted(held, key=lambda pair: str(pair[1]))]


class SightingFilter(forms.Form):
    """Who, what kind of subject, between which days."""

    person = forms.CharField(label=_("Name or login"), required=False, max_length=60)
    subject_kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    subject_id = forms.IntegerField(label=_("Number of the record"), required=False, min_value=0)
    from_on = IsoDateField(label=_("From day"), required=False)
    to_on = IsoDateField(label=_("To day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject_kind"].choices = _choices(SUBJECT_WORDS.items())  # type: ignore[attr-defined]

    def filters(self) -> Filters:
        """What was asked for; what cannot be read is left out, the form says why."""
        held = self.cleaned_data if self.is_bound and (self.is_valid() or self.cleaned_data) else {}
        request_id: uuid.UUID | None = held.get("request_id")
        return Filters(
            person=held.get("person", ""),
            act=held.get("act", ""),
            subject_kind=held.get("subject_kind", ""),
            subject_id=held.get("subject_id"),
            from_on=held.get("from_on"),
            to_on=held.get("to_on"),
            request_id=str(request_id) if request_id else "",
        )


class EntryFilter(SightingFilter):
    """The same, and which deed, in which request."""

    act = forms.ChoiceField(label=_("Deed"), required=False)
    request_id = forms.UUIDField(label=_("Request"), required=False, widget=forms.HiddenInput)
    field_order = ("person", "act", "subject_kind", "subject_id", "from_on", "to_on", "request_id")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = _choices(list_acts())  # type: ignore[attr-defined]


class OutboxFilter(forms.Form):
    """Over which channel, in which state."""

    CHANNELS = (("", _("All")), ("mail", _("E-mail")), ("sms", _("Text message")), ("workchat", _("Work chat")))

    STATES = (
        ("", _("All")),
        ("queued", _("Waiting")),
        ("sent", _("Sent")),
        ("shown", _("Not sent, only shown here")),
        ("failed", _("Failed, will be tried again")),
        ("dead", _("Given up")),
        ("cancelled", _("Withdrawn")),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
