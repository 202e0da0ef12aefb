"""Slots into tenancies with their versions, rents, flags, sources and events."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

from mashang.register.rules.sample.days import plus_days
from mashang.register.rules.sample.demo import Demo, TowerSpec
from mashang.register.rules.sample.letting import Slot
from mashang.register.rules.sample.rows import Plan, SampleEvent, SamplePlace, SampleTenancy

WISHES = ("renew", "renew", "renew", "unsure", "expand", "leave")
FRESH_SHARE = 0.78


def write_contracts(plan: Plan, demo: Demo, slots: list[Slot], rng: Random) -> None:
    """Add a tenancy for every slot; the floors of a bank make one tenancy."""
    anchored: dict[int, list[Slot]] = defaultdict(list)
    for slot in slots:
        if slot.bay.anchor:
            anchored[slot.firm].append(slot)
        else:
            _write(plan, demo.towers[slot.bay.tower], [slot], rng)
    for floors in anchored.values():
        _write(plan, demo.towers[floors[0].bay.tower], floors, rng)


def recent_source(plan: Plan, spec: TowerSpec, since: date, rng: Random) -> int:
    """The last source that speaks of a room today, not older than `since`: mostly the tower's last sheet."""
    checked = plus_days(plan.day, -spec.checked)
    if rng.random() < FRESH_SHARE:
        label, day = f"{spec.name} 物业租户表（示例）", checked
    elif rng.random() < 0.4:
        label, day = f"{spec.name} 走访记录（示例）", plus_days(plan.day, -rng.choice((15, 42, 71)))
    else:
        label, day = f"{spec.name} 实地核查（示例）", plus_days(plan.day, -rng.choice((96, 133, 160, 204, 251)))
    if day < since:
        label, day = f"{spec.name} 入驻登记（示例）", min(plan.day, _month_end(since))
    return plan.source(label, day)


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return plus_days(following, -1)


def _source(plan: Plan, spec: TowerSpec, slot: Slot, rng: Random) -> int:
    if slot.time == "future":
        return plan.source(f"{spec.name} 意向登记（示例）", plus_days(plan.day, -rng.choice((3, 9, 16))))
    if slot.time == "present":
        return recent_source(plan, spec, slot.start, rng)
    year_end = date(slot.start.year, 12, 20)
    day = year_end if slot.end is not None and slot.start <= year_end < slot.end else _month_end(slot.start)
    return plan.source(f"{spec.name} {day.year} 年底册普查（示例）", min(day, plus_days(plan.day, -30)))


def _write(plan: Plan, spec: TowerSpec, slots: list[Slot], rng: Random) -> None:
    slot = slots[0]
    source = _source(plan, spec, slot, rng)
    told = plan.sources[source].as_of_on
    line = len(plan.tenancies)
    places = [place for s in slots for place in _places(plan, s, rng)]
    tenancy = SampleTenancy(
        firm=slot.firm,
        tower=slot.bay.tower,
        kind=slot.kind,
        start=slot.start,
        end=slot.end,
        places=places,
        source=source,
        recorded_on=max(told, min(plan.day, plus_days(slot.start, rng.randint(0, 12))))
        if slot.time != "past"
        else told,
        line=line,
        start_known=slot.start_known,
        lease_ends_on=slot.lease_ends_on,
        rent_fen=_rent(spec, slot, rng),
    )
    _flags(plan, tenancy, slot, rng)
    if any(place.area_sqm is None for place in places) and slot.exclusive and rng.random() < 0.5:
        tenancy.area_sqm = slot.area.quantize(Decimal(1))
    plan.events.append(SampleEvent(line, "start", slot.start, {}, source))
    if slot.extended_on and slot.old_end:
        _extended(plan, spec, tenancy, slot)
    else:
        plan.tenancies.append(tenancy)
    if slot.time == "past" and slot.end is not None:
        plan.events.append(SampleEvent(line, "end", slot.end, {}, source))
    if tenancy.renewal_wish:
        plan.events.append(SampleEvent(line, "intent", told, {"renewal_wish": tenancy.renewal_wish}, source))


def _extended(plan: Plan, spec: TowerSpec, tenancy: SampleTenancy, slot: Slot) -> None:
    """The lease as first written, replaced on the day it was extended by the one that runs now."""
    assert slot.extended_on is not None
    assert slot.old_end is not None
    on = slot.extended_on
    seen = max(slot.start, min(date(slot.start.year, 12, 20), on))
    first_source = plan.source(f"{spec.name} {slot.start.year} 年底册普查（示例）", seen)
    end = plus_days(slot.old_end, 1)
    first = replace(
        tenancy,
        end=end,
        lease_ends_on=slot.old_end,
        places=[replace(place, end=end) for place in tenancy.places],
        source=first_source,
        recorded_on=plan.sources[first_source].as_of_on,
        replaced_on=on,
        renewal_wish="",
    )
    tenancy.recorded_on = on
    plan.tenancies += [first, tenancy]
    says = {"before": slot.old_end.isoformat(), "lease_ends_on": (slot.lease_ends_on or slot.old_end).isoformat()}
    plan.events.append(SampleEvent(tenancy.line, "extend", on, says, plan.source(f"{spec.name} 续租登记（示例）", on)))


def _places(plan: Plan, slot: Slot, rng: Random) -> list[SamplePlace]:
    places = []
    for unit in slot.bay.units:
        area = plan.units[unit].area_sqm if slot.share is None else (slot.share or None)
        if slot.time == "past" and rng.random() < 0.03:
            area = None
        places.append(SamplePlace(unit, slot.start, slot.end, area, slot.exclusive))
    return places


def _rent(spec: TowerSpec, slot: Slot, rng: Random) -> int | None:
    """Rent in fen a square metre and month; older leases are cheaper; a quarter of them is not known."""
    if slot.kind == "own_use" or rng.random() < 0.25:
        return None
    height = slot.bay.floor_no / max(1, spec.storeys)
    years = 2026 - slot.start.year
    yuan = (spec.rent_low + (spec.rent_high - spec.rent_low) * (0.15 + 0.7 * height)) * (1 - 0.012 * years)
    return round(yuan * rng.uniform(0.93, 1.05)) * 100


def _flags(plan: Plan, tenancy: SampleTenancy, slot: Slot, rng: Random) -> None:
    if slot.time == "future":
        return
    registered = rng.choices((True, False, None), weights=(81, 14, 5))[0]
    taxed = registered if rng.random() < 0.9 else rng.choice((True, False, None))
    operates = rng.choices((True, False, None), weights=(92, 3, 5))[0]
    if slot.bay.anchor or slot.bay.guest:
        registered = taxed = operates = True
    tenancy.registered_here, tenancy.taxed_here, tenancy.operates_here = registered, taxed, operates
    ends = slot.lease_ends_on
    if slot.bay.guest:
        tenancy.renewal_wish = "expand"
    elif slot.time == "present" and ends and ends < plus_days(plan.day, 120) and rng.random() < 0.55:
        tenancy.renewal_wish = rng.choice(WISHES)
