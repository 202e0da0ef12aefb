"""Does the register hold today what a person saw on a floor?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.utils import timezone

from mashang.register.models import FirmName, Occupancy, Unit
from mashang.register.rules.rounds.floor_checks import UnitSeen, bears_name


def find_contradicted(seen: Iterable[UnitSeen]) -> tuple[str, tuple[str, ...]] | None:
    """The first room of which the register still says something else than was seen, and the firms it has there today.

    A room that was seen empty must have no firm; one with another firm must have a firm of that name, in full or in part.
    None when the register agrees with all of it; at most three queries.
    """
    said = [one for one in seen if one.differs]
    if not said:
        return None
    firms, names = _who_is_there({one.unit for one in said})
    for one in said:
        here = firms.get(one.unit, set())
        bears = any(bears_name(one.name, name) for firm in here for name in names[firm].values())
        if here if one.seen == "empty" else not bears:
            room = Unit.objects.filter(pk=one.unit).values_list("room", flat=True).first()
            return room or "", tuple(names[firm].get("current", "") for firm in sorted(here))
    return None


def _who_is_there(units: Collection[int]) -> tuple[dict[int, set[int]], dict[int, dict[str, str]]]:
    rows = Occupancy.objects.filter(unit__in=units, retracted_at=None, span__contains=timezone.localdate())
    firms: dict[int, set[int]] = defaultdict(set)
    for unit, firm in rows.values_list("unit_id", "firm_id"):
        firms[unit].add(firm)
    names: dict[int, dict[str, str]] = defaultdict(dict)
    known = FirmName.objects.filter(firm__in={firm for here in firms.values() for firm in here}, superseded_at=None)
    for no, (firm, kind, name) in enumerate(known.order_by("pk").values_list("firm_id", "kind", "name")):
        names[firm]["current" if kind == "current" else f"{kind}{no}"] = name
    return firms, names
