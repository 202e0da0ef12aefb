"""Who takes which slot: the banks their floors, 800 institutions in all, everyone else by what a tower attracts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from random import Random

from mashang.register.rules.sample.days import plus_days
from mashang.register.rules.sample.demo import Demo, Mix, Trade
from mashang.register.rules.sample.letting import Slot
from mashang.register.rules.sample.naming import Namer
from mashang.register.rules.sample.rows import Plan, SampleFirm

SECOND_PLACE = 0.07
MOVED_HERE = 0.3
MOVED_ON = 0.5
FORMER_STANDINGS = {"moved": 48, "cancelled": 34, "unknown": 13, "revoked": 5}


class Tenants:
    """Gives every slot of the plan its firm."""

    def __init__(self, plan: Plan, demo: Demo, rng: Random) -> None:
        self._plan, self._demo, self._rng = plan, demo, rng
        self._namer = Namer(demo, rng)
        self._mixes: list[Mix] = [demo.mixes[spec.mix] for spec in demo.towers]

    def settle(self, slots: list[Slot]) -> None:
        """Fill `firm` of every slot; adds the firms to the plan."""
        present = [s for s in slots if s.time == "present"]
        anchored = [s for s in present if s.bay.anchor]
        banks = self._banks(anchored)
        own = [s for s in present if not s.bay.anchor and s.exclusive and not s.bay.guest]
        self._rng.shuffle(own)
        finance = self._finance(own, banks)
        self._others([s for s in own if s.firm < 0])
        for slot in present:
            if slot.bay.guest:
                guest = self._demo.guest
                self._add(slot, self._namer.firm(self._demo.trades[guest.trade], brand=guest.brand, word=guest.word))
                self._plan.firms[slot.firm].guest = True
            elif not slot.exclusive:
                self._add(slot, self._namer.firm(self._trade(slot)))
        self._head_offices(finance)
        self._future([s for s in slots if s.time == "future"], own)
        self._past([s for s in slots if s.time == "past"], present)

    def _add(self, slot: Slot, firm: SampleFirm) -> None:
        slot.firm = len(self._plan.firms)
        self._plan.firms.append(firm)

    def _trade(self, slot: Slot) -> Trade:
        weights = self._mixes[slot.bay.tower].trades
        trades = self._demo.trades
        return trades[self._rng.choices(list(trades), weights=[weights.get(key, 1) for key in trades])[0]]

    def _banks(self, anchored: list[Slot]) -> list[SampleFirm]:
        """One bank for each anchor, whatever the number of its floors."""
        trade = self._demo.finance["bank"]
        by_anchor: dict[int, list[Slot]] = defaultdict(list)
        for slot in anchored:
            by_anchor[id(slot.bay.anchor)].append(slot)
        banks = []
        for brand, floors in zip(self._demo.banks, by_anchor.values(), strict=True):
            anchor = floors[0].bay.anchor
            assert anchor is not None
            self._add(floors[0], self._namer.bank(trade, brand, anchor.headquarters))
            for floor in floors[1:]:
                floor.firm = floors[0].firm
            banks.append(self._plan.firms[floors[0].firm])
        return banks

    def _finance(self, own: list[Slot], banks: list[SampleFirm]) -> list[Slot]:
        """Choose slots for all institutions but the banks; towers that attract finance are likelier."""
        left = {key: trade.count for key, trade in self._demo.finance.items() if key != "bank"}
        keyed = sorted(own, key=lambda s: self._rng.random() ** (1 / self._mixes[s.bay.tower].finance), reverse=True)
        chosen = keyed[: sum(left.values())]
        self._rng.shuffle(chosen)
        heads = [b for b in banks if b.headquarters == "head"]
        offices = 0
        for slot in chosen:
            key = self._institution(self._mixes[slot.bay.tower], left)
            left[key] -= 1
            if key == "bank_office":
                parent = heads[offices % len(heads)]
                office = self._namer.bank_office(self._demo.finance[key], parent, offices // len(heads))
                office.parent = self._plan.firms.index(parent)
                offices += 1
                self._add(slot, office)
            else:
                self._add(slot, self._namer.firm(self._demo.finance[key]))
        return chosen

    def _institution(self, mix: Mix, left: Mapping[str, int]) -> str:
        finance = self._demo.finance
        weights = [count * (4 if finance[key].institution in mix.theme else 1) for key, count in left.items()]
        return self._rng.choices(list(left), weights=weights)[0]

    def _head_offices(self, finance: list[Slot]) -> None:
        """The largest of a class are head offices, the next regional ones."""
        for key, trade in self._demo.finance.items():
            ranked = sorted(
                (s for s in finance if self._plan.firms[s.firm].trade == key), key=lambda s: s.area, reverse=True
            )
            for slot in ranked[: trade.head]:
                self._make_head(self._plan.firms[slot.firm])
            for slot in ranked[trade.head : trade.head + trade.regional]:
                self._plan.firms[slot.firm].headquarters = "regional"

    def _make_head(self, firm: SampleFirm) -> None:
        firm.headquarters = "head"
        for tail in ("有限公司福州分公司", "股份有限公司福建分公司"):
            firm.name = firm.name.replace(tail, "股份有限公司")
        firm.kind = "joint_stock" if firm.name.endswith("股份有限公司") else "limited"

    def _others(self, slots: list[Slot]) -> None:
        placed: list[int] = []
        for slot in slots:
            if placed and slot.area < 400 and self._rng.random() < SECOND_PLACE:
                slot.firm = self._rng.choice(placed)
                continue
            self._add(slot, self._namer.firm(self._trade(slot)))
            if slot.area < 300:
                placed.append(slot.firm)

    def _future(self, slots: list[Slot], present: list[Slot]) -> None:
        """Who has signed for later: half are tenants of today that need more room, half are new."""
        growing = [s.firm for s in present if not self._plan.firms[s.firm].institution]
        for slot in slots:
            if self._rng.random() < 0.5:
                slot.firm = self._rng.choice(growing)
            else:
                self._add(slot, self._namer.firm(self._trade(slot)))

    def _past(self, slots: list[Slot], present: list[Slot]) -> None:
        """Earlier tenants: tenants of today before they moved, firms that moved between towers, firms that are gone."""
        arriving = self._arrivals(present)
        leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
        self._guest_before(slots)
        for slot in sorted((s for s in slots if s.firm < 0), key=lambda s: s.start):
            assert slot.end is not None
            month = (slot.end.year, slot.end.month)
            came = (slot.start.year, slot.start.month)
            if arriving[month] and self._rng.random() < MOVED_HERE:
                slot.firm = arriving[month].pop()
                continue
            if leaving[came] and self._rng.random() < MOVED_ON:
                slot.firm = leaving[came].pop()
            else:
                self._add(slot, self._former(slot))
            leaving[month].append(slot.firm)

    def _guest_before(self, slots: list[Slot]) -> None:
        """Where the guest was before: the room of the other tower that fell free last before it came."""
        guest = self._demo.guest
        place = next(i for i, firm in enumerate(self._plan.firms) if firm.guest)
        before = [
            s
            for s in slots
            if self._plan.towers[s.bay.tower].code == guest.came_from
            and s.end is not None
            and s.end <= guest.since
            and s.start >= date(guest.since.year - 5, 6, 1)
        ]
        max(before, key=lambda s: (s.end or guest.since, s.bay.units)).firm = place

    def _arrivals(self, present: list[Slot]) -> dict[tuple[int, int], list[int]]:
        """Firms by the month in which they came to where they are now; banks and firms in two places aside."""
        first: dict[int, date] = {}
        places: dict[int, int] = defaultdict(int)
        for slot in present:
            first[slot.firm] = slot.start
            places[slot.firm] += 1
        arriving: dict[tuple[int, int], list[int]] = defaultdict(list)
        for firm, start in first.items():
            fixed = self._plan.firms[firm].guest or self._plan.firms[firm].trade in {"bank", "bank_office"}
            if places[firm] == 1 and not fixed:
                arriving[start.year, start.month].append(firm)
        return arriving

    def _former(self, slot: Slot) -> SampleFirm:
        mix = self._mixes[slot.bay.tower]
        finance = self._demo.finance
        if self._rng.random() < 0.05 * mix.finance:
            keys = [k for k, t in finance.items() if t.words and t.count > 10]
            trade = finance[self._rng.choices(keys, weights=[finance[k].count for k in keys])[0]]
        else:
            trade = self._trade(slot)
        firm = self._namer.firm(trade)
        firm.institution = firm.institution_kind = ""
        gone = slot.end is None or slot.end < plus_days(self._plan.day, -120)
        standings = list(FORMER_STANDINGS)
        firm.standing = self._rng.choices(standings, weights=list(FORMER_STANDINGS.values()))[0] if gone else "active"
        return firm
