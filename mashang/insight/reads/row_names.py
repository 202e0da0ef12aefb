"""Names for the things that figures count: towers, units, firms, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from mashang.cases.reads.naming import name_answers, name_cases
from mashang.register.models import Firm, Floor, LandParcel, Tower, Unit
from mashang.register.reads.naming import name_in


class Named(NamedTuple):
    """What a row is called, and where it is; `of` is the thing whose file tells of it, where that is another one."""

    name: str
    place: str
    of: int = 0


def name_rows(locale: str, things: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Named]:
    """The names of these (kind, id); one query for each kind that occurs."""
    by_kind: dict[str, list[int]] = {}
    for kind, pk in things:
        by_kind.setdefault(kind, []).append(pk)
    return {(kind, pk): named for kind, ids in by_kind.items() for pk, named in NAMERS[kind](locale, ids).items()}


def _towers(locale: str, ids: list[int]) -> dict[int, Named]:
    return {tower.pk: Named(name_in(locale, tower), "") for tower in Tower.objects.filter(pk__in=ids)}


def _units(locale: str, ids: list[int]) -> dict[int, Named]:
    units = Unit.objects.filter(pk__in=ids).select_related("tower")
    return {unit.pk: Named(str(unit), name_in(locale, unit.tower)) for unit in units}


def _firms(locale: str, ids: list[int]) -> dict[int, Named]:
    return {firm.pk: Named(firm.name, firm.uscc or "") for firm in Firm.objects.filter(pk__in=ids)}


def _parcels(locale: str, ids: list[int]) -> dict[int, Named]:
    return {parcel.pk: Named(parcel.name, "") for parcel in LandParcel.objects.filter(pk__in=ids)}


def _floors(locale: str, ids: list[int]) -> dict[int, Named]:
    floors = Floor.objects.filter(pk__in=ids).select_related("tower")
    return {floor.pk: Named(str(floor), name_in(locale, floor.tower)) for floor in floors}


def _cases(locale: str, ids: list[int]) -> dict[int, Named]:
    return {pk: Named(number, title, pk) for pk, (_case, number, title) in name_cases(ids).items()}


def _answers(locale: str, ids: list[int]) -> dict[int, Named]:
    return {pk: Named(number, title, case) for pk, (case, number, title) in name_answers(ids).items()}


NAMERS: dict[str, Callable[[str, list[int]], dict[int, Named]]] = {
    "tower": _towers,
    "unit": _units,
    "floor": _floors,
    "firm": _firms,
    "parcel": _parcels,
    "case": _cases,
    "answer": _answers,
}
