"""How the codes in the tables of a snapshot are said in a file for people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import pgettext

from mashang.doors.wording import say
from mashang.register.reads.choices import STANDINGS, TENANCY_KINDS, TOWER_KINDS, label_of
from mashang.register.reads.industries import find_industry_name
from mashang.register.rules.unit_status import STATUS_NAMES, UnitStatus

KINDS = {"towers": TOWER_KINDS, "stays": TENANCY_KINDS}


def in_words(table: str, column: str, value: Any) -> str | int | Decimal | date | None:
    """A value of a table as people say it in the language that is set; numbers, days and names stay."""
    if isinstance(value, bool):
        return str(pgettext("a fact", "Yes") if value else pgettext("a fact", "No"))
    if not value:
        return value  # type: ignore[no-any-return]
    match column:
        case "kind":
            return label_of(KINDS[table], value)
        case "status":
            return say(STATUS_NAMES[UnitStatus(value)])
        case "standing":
            return label_of(STANDINGS, value)
        case "industry":
            return find_industry_name(value) or str(value)
    return value  # type: ignore[no-any-return]
