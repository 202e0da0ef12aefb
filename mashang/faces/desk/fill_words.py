"""What the fields of a blank sheet are called, and what became of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.register.reads.filling import OWN, PEOPLE, list_fact_names
from mashang.register.rules.filling.form import Form

WORDS = {
    "sequence": gettext_lazy("Number of the row"),
    "name": gettext_lazy("Firm"),
    "uscc": gettext_lazy("Credit code"),
    "building": gettext_lazy("Tower"),
    "floor": gettext_lazy("Floor"),
    "room": gettext_lazy("Rooms"),
    "place": gettext_lazy("Tower and rooms"),
    "area_sqm": gettext_lazy("Leased area"),
    "lease_start": gettext_lazy("First day of lease"),
    "lease_end": gettext_lazy("Last day of lease"),
    "lease_period": gettext_lazy("Lease from and to"),
    "rent": gettext_lazy("Rent per ㎡"),
    "industry": gettext_lazy("Industry"),
    "industry_section": gettext_lazy("Section of the industry"),
    "registered_here": gettext_lazy("Registered here"),
    "taxed_here": gettext_lazy("Taxed here"),
    "operates_here": gettext_lazy("At work here"),
    "contact": gettext_lazy("Person to call"),
    "phone": gettext_lazy("Telephone"),
}


def field_choices(actor: Actor) -> list[tuple[str, str]]:
    """The fields a column may get, by name; tax fields for those who may read tax. One query."""
    return [("", _("leave empty")), *((field, str(WORDS[field])) for field in (*OWN, *PEOPLE)), *list_fact_names(actor)]


def why_empty(column: Mapping[str, Any], names: Mapping[str, str], actor: Actor) -> str:
    """Why a column is left empty before anybody chose, or is told of; nothing where it is filled without more."""
    if column["field"] in PEOPLE:
        if not actor.may(Permission.CONTACT_READ):
            return _("Stays empty: your role may not see people to call.")
        return _("Whose names and numbers are taken goes on record.")
    if column["field"]:
        return ""
    if column.get("hidden"):
        return _("This column is hidden in the sheet: choose for yourself what it gets.")
    if column["maybe"]:
        return _("Not clear. Could be: %(fields)s") % {
            "fields": _(", ").join(names[field] for field in column["maybe"] if field in names)
        }
    return _("Not held in the register")


def say_notes(opened: Form, blank: Any) -> list[str]:
    """What the clerk should know of the file before it goes out."""
    found = opened.find(blank.place, None if blank.head is None else blank.head - 1)
    said = {
        "links": _("It points at other files. They are neither opened nor changed; their last values stay."),
        "hidden": _("It has hidden sheets. They go along unchanged."),
        "protected": _("This sheet is protected. It is filled all the same and stays protected."),
    }
    notes = [said[note] for note in opened.notes(blank.place)]
    if found is not None and found.stop == found.first:
        row = _(
            "Row %(row)s below the column names is not blank: put a blank row above it, or send the sheet without its rows."
        )
        notes.append(row % {"row": found.first + 1})
    return notes
