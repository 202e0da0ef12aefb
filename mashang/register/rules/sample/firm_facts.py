"""What is known about firms: registration, headquarters, staff, revenue, tax, with sources of different days."""

from __future__ import annotations

from datetime import date
from random import Random

from mashang.register.rules.industry import section_of
from mashang.register.rules.sample.days import plus_days
from mashang.register.rules.sample.demo import Demo
from mashang.register.rules.sample.letting import Slot
from mashang.register.rules.sample.money import YEARS_BACK, Seat, band_of, staff_of, taxes_of
from mashang.register.rules.sample.rows import Plan, SampleFact, Value
from mashang.register.rules.sample.standing_facts import choose_above_threshold, threshold_yuan

RIVAL = 0.02
TECH_GRADES = ("tech_sme", "tech_sme", "high_tech", "high_tech", "innovative_sme", "srdi", "little_giant")
STAGES = ("reserve", "reserve", "reserve", "reformed", "tutoring", "neeq", "regional_board", "listed")
ELSEWHERE = {"district": 4, "city": 6, "province": 3, "outside": 2}


def write_firm_facts(plan: Plan, demo: Demo, slots: list[Slot], rng: Random) -> None:
    """Add the facts of all firms; fills in the founding day, place of registration and weight of each."""
    writer = _Writer(plan, demo, slots, rng)
    for index in range(len(plan.firms)):
        writer.registration(index)
        if index in writer.seats:
            writer.growth(index)
            writer.operation(index)
            writer.service(index)
    write_guest_facts(plan, demo)


def write_guest_facts(plan: Plan, demo: Demo) -> None:
    """What the guest says of itself takes the place of what was drawn for it, key by key."""
    place = next(i for i, firm in enumerate(plan.firms) if firm.guest)
    keys = {says["key"] for says in demo.guest.says}
    plan.facts = [f for f in plan.facts if not (f.subject == "firm" and f.index == place and f.key in keys)]
    for says in demo.guest.says:
        if "value" in says:
            source = plan.source(says["source"], says["told"])
            believed = says.get("believed", True)
            plan.facts.append(SampleFact("firm", place, says["key"], says["since"], says["value"], source, believed))


class _Writer:
    def __init__(self, plan: Plan, demo: Demo, slots: list[Slot], rng: Random) -> None:
        self._plan, self._demo, self._rng = plan, demo, rng
        self._years = [plan.day.year - back for back in range(1, YEARS_BACK + 1)]  # the last full year first
        self._first: dict[int, date] = {}
        self.seats: dict[int, Seat] = {}
        self._room: dict[int, Slot] = {}
        for slot in slots:
            self._first[slot.firm] = min(slot.start, self._first.get(slot.firm, slot.start))
            if slot.time == "present":
                self._sit(slot)
        area = {
            firm: seat.area
            for firm, seat in self.seats.items()
            if seat.since.year < plan.day.year and not plan.firms[firm].guest
        }
        self._above, self._near = choose_above_threshold(plan.firms, area, rng)
        self._taxes = taxes_of(demo, plan.firms, self.seats, plan.day, rng)
        self._registered_here = {
            t.firm: t.registered_here
            for t in plan.tenancies
            if t.firm in self.seats and t.start <= plan.day and (t.end is None or t.end > plan.day)
        }
        self._lists = [plan.source("市监名录（示例）", plus_days(plan.day, -back)) for back in (18, 198, 382)]

    def _sit(self, slot: Slot) -> None:
        area = float(slot.area) or 8.0
        seat = self.seats.get(slot.firm)
        if seat is None:
            self.seats[slot.firm] = Seat(slot.bay.tower, area, slot.start)
            self._room[slot.firm] = slot
            return
        seat.area += area
        if area > float(self._room[slot.firm].area):
            seat.tower, seat.since, self._room[slot.firm] = slot.bay.tower, slot.start, slot

    def _say(self, firm: int, key: str, since: date, value: Value, source: int, precision: str = "") -> None:
        self._plan.facts.append(SampleFact("firm", firm, key, since, value, source, precision=precision))

    def registration(self, index: int) -> None:
        """Type, founding day, industry and standing of every firm; more of those that are here."""
        firm, rng = self._plan.firms[index], self._rng
        first = min(self._first[index], self._plan.day)
        founded = plus_days(first, -rng.choice((12, 40, 90, 200, 400, 800, 1500, 2600, 4200)))
        if firm.guest:
            founded = next(says["value"] for says in self._demo.guest.says if says["key"] == "registered_on")
        firm.registered_on = founded
        firm.source = source = rng.choices(self._lists, weights=(80, 14, 6))[0]
        told: dict[str, Value] = {
            "legal_type": firm.kind,
            "industry": firm.industry,
            "standing": firm.standing,
            "registered_on": founded,
        }
        since = max(founded, first) if firm.standing == "active" else self._plan.sources[source].as_of_on
        for key, value in told.items():
            self._say(index, key, since if key == "standing" else founded, value, source)
        if index not in self.seats:
            return
        firm.weight = min(999, round(self.seats[index].area / 4) + (200 if firm.headquarters else 0))
        self._capital(index, founded, source)
        self._addresses(index, founded, source)
        self._say(index, "registration_authority", founded, "台江区市场监督管理局", source)

    def _capital(self, index: int, founded: date, source: int) -> None:
        firm, rng = self._plan.firms[index], self._rng
        wan = rng.choice((50, 100, 100, 200, 300, 500, 500, 1000, 1000, 2000, 3000, 5000))
        if firm.kind == "branch":
            return
        if firm.institution_kind:
            wan *= {"bank": 500, "trust": 200, "leasing": 20, "guarantee": 10, "micro_loan": 10}.get(
                firm.institution, 2
            )
        foreign = firm.kind in {"foreign_invested", "hmt_invested"}
        self._say(index, "registered_capital", founded, wan * 1_000_000, source)
        self._say(index, "capital_currency", founded, rng.choice(("USD", "HKD", "CNY")) if foreign else "CNY", source)
        if rng.random() < 0.5:
            paid = round(wan * rng.choice((1, 1, 0.8, 0.5, 0.2))) * 1_000_000
            self._say(index, "paid_in_capital", plus_days(founded, 300), paid, source)

    def _addresses(self, index: int, founded: date, source: int) -> None:
        firm, rng = self._plan.firms[index], self._rng
        slot = self._room[index]
        tower = self._plan.towers[slot.bay.tower]
        rooms = "、".join(self._plan.units[u].room for u in slot.bay.units)
        here = f"福州市台江区鳌峰街道{tower.name} {slot.bay.floor_no} 层 {rooms}"
        said = self._registered_here.get(index)
        firm.place = "here" if said else rng.choices(list(ELSEWHERE), weights=list(ELSEWHERE.values()))[0]
        since = max(founded, slot.start)
        if said is not None:
            self._say(index, "registration_place", since, firm.place, source)
            self._say(index, "registered_address", since, here if said else "其他地址（示例）", source)
        if said is not True:
            self._say(index, "operating_address", slot.start, here, source)

    def growth(self, index: int) -> None:
        """Headquarters, institution, threshold, technology grade, listing stage, chain."""
        firm, rng, plan = self._plan.firms[index], self._rng, self._plan
        seat = self.seats[index]
        if firm.institution_kind:
            source = plan.source("金融监管部门机构名单（示例）", plus_days(plan.day, -51))
            self._say(index, "institution_kind", seat.since, firm.institution_kind, source)
            self._say(index, "institution_class", seat.since, firm.institution, source)
            self._say(index, "headquarters_type", seat.since, firm.headquarters or "none", source)
            self._say(index, "landed_on", seat.since, seat.since, source)
        if index in self._above:
            source = plan.source("规上企业名录（示例）", plus_days(plan.day, -34))
            year = rng.randint(max(2016, firm.registered_on.year + 1), plan.day.year)
            entered = min(date(year, rng.choice((1, 3, 6, 9)), 1), plus_days(plan.day, -plan.day.day + 1))
            self._say(index, "above_threshold_class", entered, self._above[index], source)
            self._say(index, "above_threshold_since", entered, entered, source, "month")
        elif index in self._near:
            source = plan.source("准规上培育名单（示例）", plus_days(plan.day, -64))
            self._say(index, "threshold_candidate", date(plan.day.year, 1, 1), True, source)
        if section_of(firm.industry) in {"I", "M"} and rng.random() < 0.16:
            self._technology(index)
        if seat.area > 350 and rng.random() < 0.07 and not firm.institution_kind:
            source = plan.source("市上市后备企业名单（示例）", date(plan.day.year, 3, 31))
            self._say(index, "listing_stage", date(plan.day.year, 3, 31), rng.choice(STAGES), source)

    def _technology(self, index: int) -> None:
        plan, rng = self._plan, self._rng
        source = plan.source("科技部门名单（示例）", date(plan.day.year - 1, 12, 8))
        since = date(rng.choice((plan.day.year - 2, plan.day.year - 1)), 12, 1)
        self._say(index, "tech_grade", since, rng.choice(TECH_GRADES), source)
        self._say(index, "qualification_until", since, date(since.year + 3, 11, 30), source)

    def service(self, index: int) -> None:
        """Key firms have a service officer, head offices a leader as well; by role, never by name."""
        firm, plan = self._plan.firms[index], self._plan
        if not firm.headquarters and index not in self._above:
            return
        source = plan.source("企业服务分工表（示例）", plus_days(plan.day, -80))
        since = max(self.seats[index].since, date(plan.day.year - 2, 1, 1))
        self._say(index, "service_officer", since, "企服专员甲（示例）", source)
        if firm.headquarters:
            self._say(index, "linked_leader", since, "街道领导甲（示例）", source)

    def operation(self, index: int) -> None:
        """Staff of the last years, revenue bands, tax by year; some rival figures that are not believed."""
        firm, rng, plan = self._plan.firms[index], self._rng, self._plan
        seat = self.seats[index]
        staff = staff_of(firm, seat.area, rng)
        visited = plan.source("走访记录（示例）", plus_days(plan.day, -rng.choice((11, 34, 58, 79, 134, 190, 243))))
        self._say(index, "staff", date(plan.day.year, 1, 1), staff, visited)
        if rng.random() < RIVAL:
            own = plan.source("企业自报（示例）", plus_days(plan.day, -rng.choice((15, 47))))
            other = SampleFact(
                "firm", index, "staff", date(plan.day.year, 1, 1), round(staff * 1.3) + 2, own, believed=False
            )
            plan.facts.append(other)
        for year in self._years:
            if firm.registered_on.year > year:
                break
            staff = max(1, round(staff * rng.uniform(0.82, 1.06)))
            if year > self._years[2]:
                yearly = plan.source(f"{year} 年度企业年报（示例）", date(year + 1, 6, 30))
                self._say(index, "staff", date(year, 1, 1), staff, yearly)
        self._money(index)

    def _money(self, index: int) -> None:
        firm, rng, plan = self._plan.firms[index], self._rng, self._plan
        tax = self._taxes[index]
        revenue = tax / 100 * rng.uniform(12, 40)
        bound = threshold_yuan(self._demo.thresholds, firm.industry, self._years[0])
        near = index in self._near
        if index in self._above:
            revenue = max(revenue, rng.uniform(2.1e7, 9e8))
        elif bound is not None and near:
            revenue = bound * (82 + index % 17) / 100  # candidates are known to be between 82 and 98 percent of it
        elif bound is not None:
            revenue = min(revenue, max(bound * 0.45, tax / 100 * 5))  # who is not listed is seldom above
        for year in self._years:
            if firm.registered_on.year > year:
                break
            paid = plan.source(f"{year} 年度财政税收清单（示例）", date(year + 1, 3, 20))
            known = year != self._years[0] or tax > 50_000_000 or rng.random() > 0.02
            self._say(index, "tax", date(year, 1, 1), tax if known else None, paid)
            if year > self._years[2]:
                told = plan.source(f"{year} 年度企业自报（示例）", date(year + 1, 5, 15))
                self._say(index, "revenue_band", date(year, 1, 1), band_of(revenue), told)
                if near and year == self._years[0]:
                    self._say(index, "revenue", date(year, 1, 1), round(revenue) * 100, told)
            tax, revenue = round(tax * rng.uniform(0.84, 1.08)), revenue * rng.uniform(0.86, 1.05)
