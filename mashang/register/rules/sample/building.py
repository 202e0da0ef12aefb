"""Towers into floors, rooms and bays. A bay is a row of neighbouring rooms that tends to be let together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from mashang.register.rules.sample.days import plus_days
from mashang.register.rules.sample.demo import Anchor, Guest, TowerSpec
from mashang.register.rules.sample.rows import Plan, SampleChange, SampleFloor, SampleTower, SampleUnit

REFUGE_EVERY = 15  # fire code for towers above 100 m: a refuge floor at most 50 m above the last
WHOLE_FLOOR = 0.05
BAY_SIZES = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)


@dataclass(slots=True)
class Bay:
    """Rooms that are let together during `[born, gone)`; an anchor's bay belongs to its bank."""

    tower: int
    floor_no: int
    units: list[int]
    area: Decimal
    born: date
    gone: date | None = None
    anchor: Anchor | None = None
    guest: Guest | None = None


def build_tower(plan: Plan, spec: TowerSpec, area: str, guest: Guest, rng: Random) -> list[Bay]:
    """Add a tower with its floors and rooms to the plan; gives its bays. Floor areas add up to the lettable area."""
    place = len(plan.towers)
    deed = plan.source(f"{spec.name} 竣工与不动产登记资料（示例）", plus_days(spec.opened, -20))
    gross = Decimal(spec.lettable) * Decimal("1.18") + Decimal(spec.lettable) * Decimal("0.09") * spec.below
    plan.towers.append(
        SampleTower(
            code=spec.code,
            name=spec.name,
            name_hant=spec.name_hant,
            name_en=spec.name_en,
            area=area,
            address=f"福州市台江区鳌峰街道江滨中大道（示例）{100 + place * 6} 号",
            lon=spec.lon,
            lat=spec.lat,
            floors_above=spec.storeys,
            floors_below=spec.below,
            gross_sqm=gross.quantize(Decimal(1)),
            lettable_sqm=Decimal(spec.lettable),
            verified_on=plus_days(plan.day, -spec.checked),
            short_names=_short_names(spec.name),
            source=deed,
        )
    )
    bays: list[Bay] = []
    refuge = _refuge_floors(spec)
    for no, sqm in _floor_areas(spec, refuge, rng):
        plan.floors.append(
            SampleFloor(place, no, "避难层" if no in refuge else "", _use(spec, no, refuge), Decimal(sqm))
        )
        if no in refuge:
            continue
        anchor = next((a for a in spec.anchors if a.first <= no <= a.last), None)
        special = guest if guest.tower == spec.code and guest.floor == no else None
        bays += _floor_bays(plan, place, spec, no, sqm, deed, anchor, special, rng)
    return _with_changes(plan, spec, bays, rng)


def _short_names(name: str) -> list[str]:
    bare = name.replace("（示例）", "")
    return [bare[:-2]] if bare.endswith(("大厦", "中心", "广场", "国际")) and len(bare) > 4 else []


def _refuge_floors(spec: TowerSpec) -> set[int]:
    if spec.storeys < 2 * REFUGE_EVERY:
        return set()
    return set(range(REFUGE_EVERY + 1, spec.storeys - 4, REFUGE_EVERY))


def _use(spec: TowerSpec, no: int, refuge: set[int]) -> str:
    if no in refuge:
        return "refuge"
    if no < 0 or (no == 2 and spec.mix == "trade"):
        return "retail"
    return "lobby" if no == 1 else "office"


def _floor_areas(spec: TowerSpec, refuge: set[int], rng: Random) -> list[tuple[int, int]]:
    """Whole square metres for each floor, adding up to the lettable area."""
    floors = [*([-1] if spec.mix == "trade" else []), *range(1, spec.storeys + 1)]
    shape = {no: 0.0 if no in refuge else _width(no, spec.storeys) for no in floors}
    unit = spec.lettable / sum(shape.values())
    areas = {no: int(unit * width) for no, width in shape.items()}
    last = rng.choice([no for no in floors if no > 2 and no not in refuge])
    areas[last] += spec.lettable - sum(areas.values())
    return list(areas.items())


def _width(no: int, storeys: int) -> float:
    if no < 0:
        return 0.7
    if no == 1:
        return 0.45
    if no <= 3 and storeys > 10:
        return 1.2
    return 0.86 if no > storeys * 0.9 else 1.0


def _rooms(spec: TowerSpec, no: int, anchor: Anchor | None, rng: Random) -> int:
    if anchor:
        return 1
    if no == 1 or no < 0:
        return max(2, spec.rooms // 3)
    if no <= 3 and spec.rooms < 20:
        return max(2, spec.rooms * 2 // 3)
    if spec.rooms <= 8 and rng.random() < WHOLE_FLOOR:
        return 1
    return max(1, spec.rooms + rng.choice((-1, 0, 0, 0, 1)))


def _areas(sqm: int, rooms: int, rng: Random) -> list[Decimal]:
    """The floor cut into rooms, exact to the hundredth."""
    weights = [rng.uniform(0.65, 1.5) for _room in range(rooms)]
    cents = [int(sqm * 100 * weight / sum(weights)) for weight in weights]
    cents[-1] += sqm * 100 - sum(cents)
    return [Decimal(c) / 100 for c in cents]


def _room_no(no: int, place: int) -> str:
    return f"B{-no}{place:02d}" if no < 0 else f"{no:02d}{place:02d}"


def _floor_bays(
    plan: Plan,
    tower: int,
    spec: TowerSpec,
    no: int,
    sqm: int,
    deed: int,
    anchor: Anchor | None,
    guest: Guest | None,
    rng: Random,
) -> list[Bay]:
    areas = _areas(sqm, spec.rooms if guest else _rooms(spec, no, anchor, rng), rng)
    if guest:
        areas[-1] += areas[guest.place - 1] - guest.sqm
        areas[guest.place - 1] = Decimal(guest.sqm)
    efficiency = Decimal(rng.randint(67, 76)) / 100
    units = []
    for place, area in enumerate(areas, start=1):
        units.append(len(plan.units))
        plan.units.append(
            SampleUnit(
                tower=tower,
                floor_no=no,
                room=_room_no(no, place),
                area_sqm=area,
                born=spec.opened,
                inner_sqm=(area * efficiency).quantize(Decimal("0.01")) if rng.random() < 0.85 else None,
                owner=f"{spec.name.replace('（示例）', '')}产权单位（示例）" if spec.ownership == "single" else "",
                own_use=bool(anchor and anchor.own),
                divisible=True if area > 300 else rng.choice((None, False)),
                joinable=rng.choice((True, True, None)) if len(areas) > 1 else None,
                source=deed,
            )
        )
    bays = []
    while units:
        size = 1 if guest else rng.choice(BAY_SIZES)
        taken, units = units[:size], units[size:]
        bay = Bay(tower, no, taken, sum((plan.units[u].area_sqm or Decimal(0) for u in taken), Decimal(0)), spec.opened)
        bay.anchor = anchor
        if guest and plan.units[taken[0]].room == _room_no(no, guest.place):
            bay.guest = guest
        bays.append(bay)
    return bays


def _with_changes(plan: Plan, spec: TowerSpec, bays: list[Bay], rng: Random) -> list[Bay]:
    """Some rooms came of a split, some of a merger: their forerunners are added, with a bay that is gone."""
    plain = [b for b in bays if not b.anchor and not b.guest and b.floor_no > 3]
    pairs = [b for b in plain if len(b.units) == 2]
    singles = [b for b in plain if len(b.units) == 1 and b.area > 150]
    for bay in rng.sample(pairs, min(len(pairs), rng.randint(0, 2))):
        bays.remove(bay)
        bays += _split(plan, spec, bay, rng)
    for bay in rng.sample(singles, min(len(singles), rng.randint(0, 2))):
        bays += _merge(plan, spec, bay, rng)
    return bays


def _change_day(plan: Plan, spec: TowerSpec, rng: Random) -> date:
    first, last = plus_days(spec.opened, 700), plus_days(plan.day, -200)
    return date.fromordinal(rng.randint(first.toordinal(), last.toordinal()))


def _split(plan: Plan, spec: TowerSpec, bay: Bay, rng: Random) -> list[Bay]:
    on = _change_day(plan, spec, rng)
    left, right = (plan.units[u] for u in bay.units)
    source = plan.source(f"{spec.name} 分割备案（示例）", on)
    older = len(plan.units)
    room, owner = left.room, left.owner
    plan.units.append(
        SampleUnit(bay.tower, bay.floor_no, room, bay.area, spec.opened, gone=on, owner=owner, source=left.source)
    )
    for unit, letter in ((left, "A"), (right, "B")):
        unit.room, unit.born, unit.source = room + letter, on, source
    share = round((left.area_sqm or Decimal(0)) / bay.area * 10_000)
    lineage = [(older, bay.units[0], share), (older, bay.units[1], 10_000 - share)]
    plan.changes.append(SampleChange("split", on, "业主分割出租", source, lineage))
    parts = [Bay(bay.tower, bay.floor_no, [u], plan.units[u].area_sqm or Decimal(0), on) for u in bay.units]
    return [Bay(bay.tower, bay.floor_no, [older], bay.area, spec.opened, gone=on), *parts]


def _merge(plan: Plan, spec: TowerSpec, bay: Bay, rng: Random) -> list[Bay]:
    on = _change_day(plan, spec, rng)
    whole = plan.units[bay.units[0]]
    source = plan.source(f"{spec.name} 合并备案（示例）", on)
    first = (bay.area * Decimal(rng.randint(40, 60)) / 100).quantize(Decimal("0.01"))
    forerunners, lineage = [], []
    for letter, area in (("A", first), ("B", bay.area - first)):
        place = len(plan.units)
        plan.units.append(
            SampleUnit(
                bay.tower,
                bay.floor_no,
                whole.room + letter,
                area,
                spec.opened,
                gone=on,
                owner=whole.owner,
                source=whole.source,
            )
        )
        lineage.append((place, bay.units[0], 10_000))
        forerunners.append(Bay(bay.tower, bay.floor_no, [place], area, spec.opened, gone=on))
    whole.born, whole.source = on, source
    bay.born = on
    plan.changes.append(SampleChange("merge", on, "同一租户打通使用", source, lineage))
    return forerunners
