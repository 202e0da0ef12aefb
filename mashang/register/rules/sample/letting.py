"""When which bay is let: the present on the sample day, the future that is signed, the past back to the opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Literal

from mashang.register.rules.sample.building import Bay
from mashang.register.rules.sample.days import plus_days, plus_months
from mashang.register.rules.sample.demo import TowerSpec
from mashang.register.rules.sample.rows import Plan, SampleHold

Time = Literal["past", "present", "future"]
SHARED_MIXES = {"ecommerce": 0.09, "startup": 0.05, "digital": 0.05}
TERMS = (12, 24, 24, 36, 36, 36, 36, 60, 60, 120)  # months of a lease
STAYS = (24, 36, 36, 48, 60, 72, 96)  # months that an earlier tenant stayed
HOLD_OVER = 0.025
START_UNKNOWN = 0.03
RENEWED = 0.35
AREA_UNKNOWN = 0.014


@dataclass(slots=True)
class Slot:
    """A stretch of time in which somebody is in a bay. `end` is the first day after; None is open."""

    bay: Bay
    time: Time
    start: date
    end: date | None
    lease_ends_on: date | None
    kind: str = "lease"
    start_known: bool = True
    extended_on: date | None = None
    old_end: date | None = None
    share: Decimal | None = None
    exclusive: bool = True
    firm: int = -1

    @property
    def area(self) -> Decimal:
        """The area that the tenant takes."""
        return self.bay.area if self.share is None else self.share


def let_tower(plan: Plan, spec: TowerSpec, bays: list[Bay], rng: Random) -> list[Slot]:
    """All slots of a tower; holds of rooms that are not let go into the plan."""
    slots: list[Slot] = []
    for bay in bays:
        if bay.gone:
            slots += _past(bay, bay.gone, rng)
    standing = [b for b in bays if not b.gone]
    slots += _anchored(plan, spec, [b for b in standing if b.anchor], rng)
    free = [b for b in standing if not b.anchor]
    guest = next((b for b in free if b.guest), None)
    neighbour = [b for b in free if guest and b.floor_no == guest.floor_no][3:4]
    rng.shuffle(free)
    free = neighbour + [b for b in free if b not in neighbour and b is not guest] + ([guest] if guest else [])
    rest = _unlet(plan, spec, free, slots, rng)
    for bay in rest:
        chance = SHARED_MIXES.get(spec.mix, 0)
        if not bay.guest and len(bay.units) == 1 and bay.area > 45 and rng.random() < chance:
            slots += _shared(plan, bay, rng)
            continue
        slot = _present(plan, bay, rng)
        slots += [slot, *_past(bay, _before(slot.start, rng), rng, known=slot.start_known)]
        if spec.ownership == "strata" and not bay.guest and rng.random() < AREA_UNKNOWN * 2:
            for unit in bay.units:
                plan.units[unit].area_sqm = plan.units[unit].inner_sqm = None
    return slots


def _day(first: date, last: date, rng: Random) -> date:
    return date.fromordinal(rng.randint(first.toordinal(), max(first.toordinal(), last.toordinal())))


def _before(start: date, rng: Random) -> date:
    """When the tenant before left: often a short while, now and then more than a year."""
    return plus_days(start, -rng.choice((0, 0, 15, 30, 60, 90, 150, 240, 400, 600)))


def _anchored(plan: Plan, spec: TowerSpec, bays: list[Bay], rng: Random) -> list[Slot]:
    slots = []
    starts = {id(a): _day(plus_days(spec.opened, 30), plus_days(spec.opened, 500), rng) for a in spec.anchors}
    for bay in bays:
        assert bay.anchor is not None
        start = starts[id(bay.anchor)]
        if bay.anchor.own:
            slots.append(Slot(bay, "present", start, None, None, kind="own_use"))
        else:
            ends = plus_days(plus_months(start, 180), -1)
            slots.append(Slot(bay, "present", start, plus_days(ends, 1), ends))
    return slots


def _unlet(plan: Plan, spec: TowerSpec, free: list[Bay], slots: list[Slot], rng: Random) -> list[Bay]:
    """Take bays for vacancy and for each kind of hold, until their shares of the area are reached; gives the rest."""
    shares: list[tuple[str, float]] = [("vacant", spec.vacant / 100), ("fitting_out", 0.033), ("reserved", 0.021)]
    if spec.opened.year >= 2020:
        shares.append(("undelivered", 0.06))
    if rng.random() < 0.45:
        shares.append(("sealed", 0.006))
    queue = list(free)
    for kind, share in shares:
        wanted = Decimal(spec.lettable) * Decimal(share)
        kept: list[Bay] = []
        while queue and wanted > 0:
            bay = queue.pop(0)
            if bay.guest or bay.area > wanted * Decimal("1.4") or bay.floor_no < 1:
                kept.append(bay)
                continue
            wanted -= bay.area
            _keep_unlet(plan, spec, bay, kind, slots, rng)
        queue = kept + queue
    return queue


def _keep_unlet(plan: Plan, spec: TowerSpec, bay: Bay, kind: str, slots: list[Slot], rng: Random) -> None:
    left = bay.born
    if kind != "undelivered":
        left = max(bay.born, plus_days(plan.day, -min(1500, int(rng.expovariate(1 / 380)) + 6)))
        slots += _past(bay, left, rng)
    if kind == "vacant":
        if rng.random() < 0.04:
            slots.append(_future(plan, bay, rng))
        return
    start, end, note = _hold(plan, bay, kind, left, slots, rng)
    source = plan.source(f"{spec.name} 物业台账（示例）", start)
    plan.holds += [SampleHold(unit, kind, start, end, note, source) for unit in bay.units]  # type: ignore[arg-type]


def _hold(plan: Plan, bay: Bay, kind: str, left: date, slots: list[Slot], rng: Random) -> tuple[date, date | None, str]:
    if kind == "reserved":
        start = max(left, plus_days(plan.day, -rng.randint(1, 20)))
        if rng.random() < 0.35:
            slots.append(_future(plan, bay, rng))
        return start, plus_days(plan.day, rng.randint(5, 40)), "意向企业看房后预留（示例）"
    if kind == "fitting_out":
        start = max(left, plus_days(plan.day, -rng.randint(5, 60)))
        if rng.random() < 0.5:
            slots.append(_future(plan, bay, rng))
        return start, plus_days(plan.day, rng.randint(10, 90)), "业主装修（示例）"
    if kind == "sealed":
        return left, None, "权属有争议，暂停出租（示例）"
    return bay.born, None, "开发商尚未交付（示例）"


def _future(plan: Plan, bay: Bay, rng: Random) -> Slot:
    start = plus_days(plan.day, rng.randint(8, 150))
    ends = plus_days(plus_months(start, rng.choice((36, 60))), -1)
    return Slot(bay, "future", start, plus_days(ends, 1), ends)


def _shared(plan: Plan, bay: Bay, rng: Random) -> list[Slot]:
    """Several small firms in one room; some say how much they use, some do not."""
    slots = []
    for _firm in range(rng.randint(3, 6)):
        start = max(bay.born, plus_days(plan.day, -rng.randint(30, 1200)))
        ends = plus_days(plus_months(start, 12), -1)
        while ends < plan.day:
            ends = plus_months(ends, 12)
        share = Decimal(rng.randint(6, 12)) if rng.random() < 0.6 else Decimal(0)
        slots.append(
            Slot(bay, "present", start, plus_days(ends, 1), ends, kind="shared_desk", share=share, exclusive=False)
        )
    return slots


def _present(plan: Plan, bay: Bay, rng: Random) -> Slot:
    if bay.guest:
        until = max(bay.guest.until, plus_days(plan.day, 41))
        return Slot(bay, "present", bay.guest.since, plus_days(until, 1), until)
    if rng.random() < START_UNKNOWN:
        seen = max(bay.born, plus_days(plan.day, -rng.choice((12, 52, 140, 320))))
        return Slot(bay, "present", seen, None, None, start_known=False)
    term = rng.choice(TERMS)
    start = max(bay.born, plus_days(plan.day, -rng.randint(10, max(11, term * 30 - 3))))
    ends = plus_days(plus_months(start, term), -1)
    if ends < plan.day:
        ends = plus_days(plan.day, rng.randint(1, 400))
    if rng.random() < HOLD_OVER:
        late = plus_days(plan.day, -rng.randint(3, 120))
        return Slot(bay, "present", min(start, max(bay.born, plus_months(late, -24))), None, late)
    if rng.random() < RENEWED:
        earlier = plus_months(start, -rng.choice((12, 24, 36, 36)))
        if earlier > plus_days(bay.born, 40):
            signed = max(plus_days(start, -rng.randint(20, 80)), plus_days(earlier, 30))
            return Slot(
                bay, "present", earlier, plus_days(ends, 1), ends, extended_on=signed, old_end=plus_days(start, -1)
            )
    return Slot(bay, "present", start, plus_days(ends, 1), ends)


def _past(bay: Bay, until: date, rng: Random, *, known: bool = True) -> list[Slot]:
    """Earlier tenants, from the last day back to the opening; none where even the present start is unknown."""
    slots: list[Slot] = []
    end = until
    while known:
        start = plus_months(end, -rng.choice(STAYS))
        if start < bay.born:
            start = plus_days(bay.born, rng.randint(20, 420))
        if (end - start).days < 200:
            break
        early = rng.random() < 0.18
        lease = plus_days(end, rng.randint(30, 300) if early else -1)
        slots.append(Slot(bay, "past", start, end, lease))
        end = _before(start, rng)
    return slots
