"""Compares a sheet with the register and says what is new, same, changed, moved, gone or in conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice

from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.rules.diffing.held import Held, HeldFirm, HeldTenancy, grouped
from mashang.register.rules.diffing.identity import Identity, find_tower
from mashang.register.rules.diffing.offered import Offered, Place
from mashang.register.rules.diffing.stated import Difference, Stated
from mashang.register.rules.industry_codes import says_less

FLOOR_TOLERANCE = Decimal("1.02")
UnitKey = tuple[int | str, int | None, str]


def compare(
    held: Held,
    rows: Sequence[Stated],
    *,
    on: date,
    covers: Iterable[int] = (),
    towers_said: dict[str, int] | None = None,
    mentioned: Iterable[str] = (),
) -> list[Difference]:
    """One difference for each row, in their order, then one for each tenancy that a covered tower lost.

    `on` is the day the sheet speaks of; `covers` are towers whose tenants the sheet lists completely, so
    that absence means gone; `towers_said` maps folded building names to towers, as a reviewer decided;
    `mentioned` are folded names in rows that were refused: their firms are not missing from the sheet.
    """
    identity = Identity(held, rows)
    found: list[tuple[Difference, HeldFirm | None]] = []
    for row in rows:
        difference = Difference("new", stated=row)
        firm = identity.find(row, difference)
        find_tower(held, row, difference, towers_said or {})
        found.append((difference, firm))
    matched = _match_tenancies(held, [d for d, _firm in found], on)
    for difference, firm in found:
        _judge(held, difference, firm, on)
    gone = _find_gone(held, matched, set(covers), set(mentioned), on)
    differences = [d for d, _firm in found]
    _find_double_lets(held, differences, matched, gone, on)
    _find_full_floors(held, differences)
    return differences + gone


def _places(row: Stated) -> set[tuple[int | None, str]]:
    return set(row.spaces)


def _held_places(tenancy: HeldTenancy, on: date) -> set[tuple[int | None, str]]:
    return {(s.unit.floor, s.unit.room) for s in tenancy.spaces if s.span_to is None or s.span_to > on}


def _agree(said: set[tuple[int | None, str]], known: set[tuple[int | None, str]]) -> bool:
    """Do two statements of rooms not contradict each other? The less precise one agrees with the more precise."""
    if not said or said & known:
        return True
    floors = {floor for floor, room in known}
    if any(not room and (floor is None or floor in floors) for floor, room in said):
        return True
    return any(not room and (floor is None or floor in {f for f, _r in said}) for floor, room in known)


def _match_tenancies(held: Held, differences: list[Difference], on: date) -> set[int]:
    """Give each row of a known firm in a known tower its tenancy; agreeing rooms first, then what is left.

    One firm in one tower after the other, so that what is looked up for it can be let go.
    """
    taken: set[int] = set()
    for key, rows in grouped(_rows_by_firm_and_tower(differences)).items():
        if key not in held.by_firm_and_tower:
            continue
        offered = Offered(_standing(held, key, on))
        for agreeing in (True, False):
            for difference, row in rows:
                if not difference.line and (tenancy := offered.take(row.spaces if agreeing else None)):
                    difference.line = tenancy.line
                    taken.add(tenancy.line)
    return taken


def _rows_by_firm_and_tower(
    differences: list[Difference],
) -> Iterator[tuple[tuple[int, int], tuple[Difference, Stated]]]:
    for d in differences:
        if d.stated is not None and not d.line and d.firm_id is not None and d.tower_id is not None:
            yield (d.firm_id, d.tower_id), (d, d.stated)


def _standing(held: Held, key: tuple[int, int], on: date) -> Iterator[tuple[HeldTenancy, set[Place]]]:
    for tenancy in held.by_firm_and_tower.get(key, ()):
        if tenancy.span_to is None or tenancy.span_to > on:
            yield tenancy, _held_places(tenancy, on)


def _judge(held: Held, difference: Difference, firm: HeldFirm | None, on: date) -> None:
    row = difference.stated
    assert row is not None
    if firm is not None and not firm.elsewhere:
        _compare_facts(difference, firm, row, on)
    if difference.line is not None:
        _compare_tenancy(difference, held.tenancies[difference.line], row, on)
    elif difference.tower_id is not None or difference.tower_key:
        difference.plan["do"] = "start"
    elif firm is None:
        difference.plan["do"] = "firm"
    else:
        difference.plan["do"] = "facts"
    if not difference.conflict:
        difference.verdict = _verdict(difference)


def _verdict(difference: Difference) -> str:
    do = difference.plan["do"]
    if do in {"start", "firm"}:
        return "new"
    if do == "move":
        return "moved"
    return "changed" if difference.changes else "same"


def _compare_facts(difference: Difference, firm: HeldFirm, row: Stated, on: date) -> None:
    newer = False
    for key, value in sorted(row.facts.items()):  # the same order after the way through the database
        known = firm.facts.get(key)
        if known is None:
            difference.change(key, None, value)
        elif not _same_value(key, known.value, value):
            older = known.as_of is not None and known.as_of > on
            if older and (key, value) in firm.rivals:
                continue  # it was settled: the statement is kept beside the newer one
            difference.change(key, known.value, value, source=known.source, as_of=known.as_of)
            newer = newer or older
    if newer:
        difference.note("register_newer", _("The register holds a newer statement than this sheet."))
        difference.dispute("value", [("take", "sheet"), ("keep", "register")], "keep")


def _same_value(key: str, known: str, said: str) -> bool:
    """Equal, or said less precisely than known (2003-02 of 2003-02-14)."""
    if known == said:
        return True
    return says_less(said, known) if key == "industry" else key.endswith("_on") and known.startswith(said)


def _compare_tenancy(difference: Difference, tenancy: HeldTenancy, row: Stated, on: date) -> None:
    said, known = _places(row), _held_places(tenancy, on)
    difference.plan["do"] = "change"
    if said and said != known and not (_agree(said, known) and _less_precise(said, known)):
        difference.change("rooms", _rooms(known), _rooms(said), source=tenancy.source, as_of=tenancy.as_of)
        difference.plan["do"] = "change" if _agree(said, known) else "move"
        difference.plan["rooms"] = sorted(([f, r] for f, r in said), key=str)
    area = _held_area(tenancy, on)
    if row.area_sqm is not None and row.area_sqm != area:
        difference.change("area_sqm", area, row.area_sqm, source=tenancy.source, as_of=tenancy.as_of)
        if area and abs(row.area_sqm - area) / area > Decimal("0.05"):
            difference.note("area_jump", _("The area differs by more than %(share)s from the register."), share="5%")
    if row.lease_end is not None and row.lease_end != tenancy.lease_ends_on:
        difference.change(
            "lease_ends_on", tenancy.lease_ends_on, row.lease_end, source=tenancy.source, as_of=tenancy.as_of
        )
    if row.lease_start is not None and row.start_known and row.lease_start != tenancy.span_from:
        _compare_start(difference, tenancy, row)
    if row.rent_fen is not None and (row.rent_fen, row.rent_per) != (tenancy.rent_fen, tenancy.rent_per):
        difference.change("rent_fen", tenancy.rent_fen, row.rent_fen, source=tenancy.source, as_of=tenancy.as_of)
    for key, flag in sorted(row.flags.items()):
        if tenancy.flags.get(key) is not flag:
            difference.change(
                key, _yes_or_no(tenancy.flags.get(key)), _yes_or_no(flag), source=tenancy.source, as_of=tenancy.as_of
            )


def _yes_or_no(flag: bool | None) -> str | None:
    return None if flag is None else "yes" if flag else "no"


def _compare_start(difference: Difference, tenancy: HeldTenancy, row: Stated) -> None:
    assert row.lease_start is not None
    if tenancy.start_known and tenancy.lease_ends_on and row.lease_start > tenancy.lease_ends_on:
        # A lease signed anew after the old one ran out: the tenancy goes on, its contract is another.
        difference.note("renewed", _("The sheet names a new lease that follows the one held."))
        return
    difference.change(
        "lease_start",
        tenancy.span_from if tenancy.start_known else None,
        row.lease_start,
        source=tenancy.source,
        as_of=tenancy.as_of,
    )


def _less_precise(said: set[tuple[int | None, str]], known: set[tuple[int | None, str]]) -> bool:
    return all(not room for _floor, room in said) and any(room or floor is not None for floor, room in known)


def _held_area(tenancy: HeldTenancy, on: date) -> Decimal | None:
    areas = [s.area_sqm for s in tenancy.spaces if s.span_to is None or s.span_to > on]
    if areas and all(a is not None for a in areas):
        return sum((a for a in areas if a is not None), Decimal(0))
    return tenancy.area_sqm


def _rooms(places: Iterable[tuple[int | None, str]]) -> str:
    """Rooms in words for both sides of a difference, such as `8F 801 802`."""
    by_floor: dict[int | None, list[str]] = defaultdict(list)
    for floor, room in sorted(places, key=lambda p: (p[0] is None, p[0] or 0, p[1])):
        by_floor[floor].append(room)
    return "; ".join(
        " ".join([f"{floor}F" if floor is not None else "?", *(r for r in rooms if r)])
        for floor, rooms in by_floor.items()
    )


def _find_gone(held: Held, matched: set[int], covers: set[int], mentioned: set[str], on: date) -> list[Difference]:
    gone = []
    for tenancy in held.tenancies.values():
        if (
            tenancy.tower_id in covers
            and tenancy.line not in matched
            and tenancy.stands_on(on)
            and tenancy.span_from < on
            and fold(tenancy.firm_name) not in mentioned
        ):
            difference = Difference("gone", firm_id=tenancy.firm_id, tower_id=tenancy.tower_id, line=tenancy.line)
            difference.plan["do"] = "end"
            difference.change(
                "rooms", _rooms(_held_places(tenancy, on)), None, source=tenancy.source, as_of=tenancy.as_of
            )
            if tenancy.lease_ends_on:
                difference.note(
                    "lease_until", _("The register holds a lease until %(day)s."), day=tenancy.lease_ends_on
                )
            gone.append(difference)
    return gone


def _claims(differences: Iterable[Difference]) -> dict[UnitKey, list[Difference]]:
    claims: dict[UnitKey, list[Difference]] = defaultdict(list)
    for difference in differences:
        if difference.stated is None:
            continue
        for floor, room in difference.stated.spaces:
            if room:
                claims[difference.tower_id or difference.tower_key, floor, room].append(difference)
    return claims


def _find_double_lets(
    held: Held, differences: list[Difference], matched: set[int], gone: list[Difference], on: date
) -> None:
    leaving = {d.line for d in gone} | {d.line for d in differences if d.plan.get("do") == "move"}
    for (tower, floor, room), claimants in _claims(differences).items():
        firms = {d.firm_id or d.firm_key for d in claimants}
        fresh = [d for d in claimants if d.plan["do"] in {"start", "move"} or _adds_room(d)]
        if len(firms) > 1:
            beside: dict[int | str, str] = {}
            for difference in fresh:
                firm = difference.firm_id or difference.firm_key
                if firm not in beside:
                    beside[firm] = _others_beside(claimants, firm)
                difference.note("let_twice", _("The sheet lets this room to %(firms)s as well."), firms=beside[firm])
                difference.dispute("double_let", [("share", "both"), ("refuse", "register")], "share")
                difference.plan["share"] = True
        unit = held.unit_by_place.get((tower, floor, room)) if isinstance(tower, int) else None
        if unit is None:
            continue
        for tenancy, space in held.by_unit.get(unit.id, ()):
            for difference in fresh:
                if tenancy.line != difference.line:
                    _meet(difference, tenancy, space.span_from, space.span_to, leaving, on)


def _others_beside(claimants: Iterable[Difference], firm: int | str) -> str:
    """The first three others who claim a room beside a firm, by name."""
    others = (d.stated.name for d in claimants if d.stated and (d.firm_id or d.firm_key) != firm)
    return ", ".join(dict.fromkeys(islice(others, 3)))


def _adds_room(difference: Difference) -> bool:
    return any(change["field"] == "rooms" for change in difference.changes)


def _meet(
    difference: Difference, tenancy: HeldTenancy, start: date, end: date | None, leaving: set[int | None], on: date
) -> None:
    """Another tenancy stands, stood or will stand in the room that this row claims."""
    row = difference.stated
    assert row is not None
    if tenancy.line in leaving:
        difference.note("room_freed", _("%(firm)s leaves this room by the same sheet."), firm=tenancy.firm_name)
    elif end is not None and end <= on:
        if row.lease_start is not None and row.lease_start < end:
            difference.plan["not_before"] = max(difference.plan.get("not_before", ""), end.isoformat())
            difference.note(
                "let_before",
                _("Until %(day)s the room was let to %(firm)s."),
                day=end - timedelta(days=1),
                firm=tenancy.firm_name,
            )
    elif start > on:
        difference.plan["not_after"] = start.isoformat()
        difference.note(
            "let_after", _("From %(day)s the room is promised to %(firm)s."), day=start, firm=tenancy.firm_name
        )
    else:
        difference.change("tenant", tenancy.firm_name, row.name, source=tenancy.source, as_of=tenancy.as_of)
        difference.plan.setdefault("others", []).append(tenancy.line)
        difference.dispute("double_let", [("end_other", "sheet"), ("share", "both"), ("refuse", "register")], "")


def _find_full_floors(held: Held, differences: list[Difference]) -> None:
    said: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    upon: dict[tuple[int, int | None], list[Difference]] = defaultdict(list)
    for difference in differences:
        row = difference.stated
        floors = {floor for floor, _room in row.spaces} if row else set()
        for floor in floors if difference.tower_id else ():
            upon[difference.tower_id or 0, floor].append(difference)
        if row and row.area_sqm and difference.tower_id and len(floors) == 1 and None not in floors:
            said[difference.tower_id, next(f for f in floors if f is not None)] += row.area_sqm
    for (tower_id, floor), total in said.items():
        limit = held.towers[tower_id].floor_areas.get(floor) if tower_id in held.towers else None
        if limit is None or total <= limit * FLOOR_TOLERANCE:
            continue
        for difference in upon[tower_id, floor]:
            if difference.verdict in {"new", "changed", "moved"}:
                difference.note(
                    "floor_full",
                    _("Floor %(floor)s has %(limit)s m2; the sheet adds up to %(total)s m2."),
                    floor=floor,
                    limit=limit,
                    total=total,
                )
                difference.dispute("floor_over", [("take", "sheet"), ("refuse", "register")], "")
