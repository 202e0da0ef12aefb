"""What units were on a day: areas, owner, own use, whether they can be divided or joined."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q

from mashang.register.models import Unit, UnitDescription
from mashang.register.reads.scope import known

SOURCED = ("source__kind", "source__label", "source__as_of_on")
DESCRIBED = ("area_sqm", "inner_sqm", "owner", "own_use", "divisible", "joinable")


def descriptions_on(units: Q, as_of: date, known_at: datetime | None = None) -> dict[int, dict[str, Any]]:
    """What units were on a day and who says so (DESCRIBED, SOURCED), by unit, where that is written.

    A unit that is not among them always was what it is.
    `units` says which, as a condition on descriptions. One query.
    """
    stands = Q(valid_from=None) | Q(valid_from__lte=as_of)
    rows = UnitDescription.objects.filter(units, stands, known(known_at, until="superseded_at"))
    latest = rows.order_by("unit_id", F("valid_from").desc(nulls_last=True)).distinct("unit_id")
    return {row.pop("unit_id"): row for row in latest.values("unit_id", *DESCRIBED, *SOURCED)}


def area_then(were: dict[int, dict[str, Any]], unit: Unit) -> Decimal | None:
    """The area of a unit by what units were (`descriptions_on`)."""
    area: Decimal | None = were[unit.pk]["area_sqm"] if unit.pk in were else unit.area_sqm
    return area
