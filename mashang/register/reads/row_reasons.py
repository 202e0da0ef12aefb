"""Why a row of a tenant sheet was not taken in, or is doubted: in the reader's language, each reason with its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashang.doors.wording import say
from mashang.kernel.text import Message
from mashang.register.reads.returned_sheet import ReturnedRow

SKIPPED: dict[str, Promise] = {
    "blank": _("Blank row"),
    "title": _("Title"),
    "header": _("Head of the table"),
    "subtotal": _("Total or subtotal"),
    "note": _("Note or signature"),
}

COLUMN_FIELDS: dict[str, Promise] = {
    "name": _("Firm name"),
    "uscc": _("Credit code"),
    "building": _("Building"),
    "tower": _("Part of the building"),
    "floor": _("Floor"),
    "room": _("Rooms"),
    "area_sqm": _("Floor area"),
    "lease_start": _("Lease from"),
    "lease_end": _("Lease until"),
    "lease_period": _("Lease from and until, in one cell"),
    "left_on": _("Day of leaving"),
    "registered_here": _("Registered here"),
    "registered_elsewhere": _("Registered elsewhere"),
    "taxed_here": _("Taxed here"),
    "operates_here": _("Works here"),
    "rent": _("Rent"),
    "address": _("Address"),
    "registered_on": _("Registered on"),
    "capital": _("Registered capital"),
    "capital_currency": _("Currency of the capital"),
    "industry": _("Industry"),
    "legal_form": _("Legal form"),
    "status_word": _("Status"),
    "scope": _("Business scope"),
    "remark": _("Remark"),
    "sequence": _("Running number"),
    "contact": _("Contact person (not kept)"),
    "phone": _("Telephone (not kept)"),
}


def reasons(items: Iterable[Mapping[str, Any]]) -> list[str]:
    """Remarks in the reader's language, each with its field; a code without a sentence (a skipped row) is named by its kind."""
    said = []
    for item in items:
        if item.get("message"):
            sentence = say(Message(item["message"], item.get("params") or {}))
            label = COLUMN_FIELDS.get(item.get("field", ""))
            said.append(
                gettext("%(field)s: %(sentence)s") % {"field": label, "sentence": sentence} if label else sentence
            )
        elif item.get("code") in SKIPPED:
            said.append(str(SKIPPED[item["code"]]))
    return said


def why_returned(row: ReturnedRow) -> str:
    """What the sender reads beside a row that comes back."""
    said = reasons(row.reasons)
    return "; ".join([*said, row.note] if row.note else said) or gettext("Not accepted by the reviewer")
