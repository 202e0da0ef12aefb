"""Words for what the tickets of hotlines write into the trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.trail.words import ACT_WORDS, FIELD_WORDS, SUBJECT_WORDS, add_value_words


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    ACT_WORDS.update(
        {
            "ticket.upload": _("File of tickets handed in"),
            "ticket.take": _("Tickets taken in"),
            "ticket.drop": _("File of tickets put away"),
            "ticket.forget": _("Cells of old files of tickets forgotten"),
            "ticket.send": _("Tickets sent back"),
            "case.line_close": _("Closed by the hotline"),
            "case.ticket_due": _("The hotline named another due time"),
        }
    )
    SUBJECT_WORDS["ticket_import"] = pgettext_lazy("record", "File of tickets")
    SUBJECT_WORDS["ticket_export"] = pgettext_lazy("record", "File of answers to tickets")
    FIELD_WORDS["external_due_at"] = _("Due by the hotline")
    add_value_words("reason", {"ticket_due": _("The hotline named another due time")})
    add_value_words(
        "page",
        {
            "tickets": _("Files of tickets"),
            "tickets_sent": _("Files of answers to tickets"),
            "ticket_export": _("File of answers to tickets"),
            "tickets_refused": _("Tickets given back"),
        },
    )
