"""What becomes of tenancies when units are split or merged. Nothing is edited: spaces end and go on elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.rules.versions import Space, Span, Version

TOLERANCE = Decimal("0.01")  # areas may differ by 1 %: walls are measured anew (model, unit_lineage)


@dataclass(frozen=True, slots=True)
class Made:
    """A unit that came out of the change, with its area in square metres."""

    unit_id: int
    area_sqm: Decimal | None


def require_sum(before: Sequence[Decimal | None], after: Sequence[Decimal | None], reason: str) -> None:
    """Refuse areas that differ by more than 1 % from what they came from, unless a reason is given."""
    if reason.strip() or None in before or None in after:
        return
    total = sum((a for a in before if a), Decimal(0))
    parts = sum((a for a in after if a), Decimal(0))
    if abs(parts - total) > total * TOLERANCE:
        raise Refused(
            "areas_do_not_add_up",
            _("The areas add up to %(parts)s ㎡, before it was %(total)s ㎡.", parts=parts, total=total),
            field="rooms",
            mend=_("Mend the areas, or say why they differ."),
        )


def require_one_holder(versions: Iterable[Version], unit_ids: set[int], on: date) -> None:
    """Refuse a merge of rooms that are not held alike from the day on: by one lease for the same days, or by nobody.

    Rooms that firms share may have different firms; all of them are then in the merged room.
    """
    alone: dict[int, set[tuple[int, Span]]] = {unit_id: set() for unit_id in unit_ids}
    for version in versions:
        for space in version.standing(on):
            if space.unit_id in unit_ids and space.exclusive:
                alone[space.unit_id].add((version.line, space.span.since(on)))
    if len({frozenset(held) for held in alone.values()}) > 1:
        raise Refused(
            "held_differently",
            _(
                "The rooms are not let alike: one is vacant, or let to another firm, by another lease or for other days."
            ),
            field="rooms",
            mend=_("End, move or extend the tenancies first, so that one lease holds all of the rooms."),
        )


def onto(version: Version, old: set[int], made: Sequence[Made], on: date) -> Version:
    """The version whose spaces in the old units end on the day and go on in the new ones."""
    spaces: list[Space] = []
    carried: dict[Span, list[Space]] = defaultdict(list)
    for space in version.spaces:
        if space.unit_id not in old or (space.span.end is not None and space.span.end <= on):
            spaces.append(space)
            continue
        if space.span.start < on:
            spaces.append(replace(space, span=space.span.until(on)))
        carried[space.span.since(on)].append(space)
    for span, held in _widest(carried).items():
        first = held[0]
        for unit in made:
            # An area stated for all rooms at once stays with the tenancy.
            area = None if version.area_sqm is not None and first.area_sqm is None else unit.area_sqm
            exclusive = all(s.exclusive for s in held)
            spaces.append(Space(unit.unit_id, first.tower_id, span, area, exclusive))
    return replace(version, spaces=tuple(spaces), source_id=0)


def _widest(carried: Mapping[Span, list[Space]]) -> dict[Span, list[Space]]:
    """Spans that share days become one: a firm is in the merged room once."""
    merged: list[tuple[Span, list[Space]]] = []
    for span in sorted(carried, key=lambda s: (s.start, s.end or date.max)):
        if merged and merged[-1][0].meets(span):
            last, held = merged.pop()
            end = None if last.end is None or span.end is None else max(last.end, span.end)
            merged.append((Span(last.start, end), [*held, *carried[span]]))
        else:
            merged.append((span, list(carried[span])))
    return dict(merged)


def shares(whole: Decimal | None, parts: Sequence[Decimal | None]) -> list[int]:
    """The share of each part in basis points: by area where all are known, else alike."""
    known = [part for part in parts if part is not None]
    total = sum(known, Decimal(0))
    if whole is None or len(known) < len(parts) or not total:
        return [10_000 // len(parts)] * len(parts)
    return [int(part * 10_000 / total) for part in known]
