"""What the fields of a blank sheet are called, and what became of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.kernel.actor import Actor
from mashang.register.reads.filling import OWN, list_fact_names

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
}


def field_choices(actor: Actor) -> list[tuple[str, str]]:
    """The fields a column may get, by name; tax fields for those who may read tax. One query."""
    return [("", _("leave empty")), *((field, str(WORDS[field])) for field in OWN), *list_fact_names(actor)]


def why_empty(column: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Why a column is left empty before anybody chose; nothing where it is filled."""
    if column["field"]:
        return ""
    if column["read"] in ("contact", "phone"):
        return _("People to call are never filled in; open them in the firm's file.")
    if column["maybe"]:
        return _("Not clear. Could be: %(fields)s") % {
            "fields": _(", ").join(names[field] for field in column["maybe"] if field in names)
        }
    return _("Not held in the register")
