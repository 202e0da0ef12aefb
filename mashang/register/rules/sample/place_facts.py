"""What is known about towers and rooms, with sources of different days."""

from __future__ import annotations

from datetime import date
from random import Random

from mashang.register.rules.sample.contracts import recent_source
from mashang.register.rules.sample.days import plus_days
from mashang.register.rules.sample.demo import Demo, TowerSpec
from mashang.register.rules.sample.rows import Plan, SampleFact, Value

OWN_SCHEME = (
    "star_local"  # its grades are given by the office (content/demo/grades.yaml), no notice of others states them
)
BEST: dict[str, Value] = {"clear_height": 290, "efficiency": 7200, "green_grade": "two_star"}


def write_tower_facts(plan: Plan, demo: Demo, rng: Random) -> None:
    """Every tower's attributes: of the papers since the opening, of the property company since a few years."""
    for index, spec in enumerate(demo.towers):
        built = plan.source(f"{spec.name} 竣工与不动产登记资料（示例）", plus_days(spec.opened, -20))
        kept = plan.source(f"{spec.name} 物业台账（示例）", plus_days(plan.day, -max(6, spec.checked)))
        market = plan.source(f"{spec.name} 租金报价（示例）", plus_days(plan.day, -rng.choice((12, 40, 66, 118))))
        for key, value in _papers(spec, rng).items():
            plan.facts.append(SampleFact("tower", index, key, spec.opened, value, built))
        since = max(spec.opened, date(plan.day.year - 2, 1, 1))
        for key, value in _kept(spec, rng).items():
            plan.facts.append(SampleFact("tower", index, key, since, value, kept))
        for key, value in (("asking_rent_low", spec.rent_low * 100), ("asking_rent_high", spec.rent_high * 100)):
            plan.facts.append(SampleFact("tower", index, key, date(plan.day.year, 7, 1), value, market))
            before = plan.source(f"{spec.name} 租金报价（示例）", date(plan.day.year - 2, 7, 10))
            plan.facts.append(
                SampleFact("tower", index, key, date(plan.day.year - 2, 7, 1), round(value * 1.06), before)
            )
        _grades(plan, index, spec, rng)
        _rivals(plan, index, spec, rng)


def _papers(spec: TowerSpec, rng: Random) -> dict[str, Value]:
    above = round(spec.lettable * 1.18)
    typical = round(spec.lettable / spec.storeys * 1.04)
    height = rng.choice((390, 400, 410, 420, 430))
    bare = spec.name.replace("（示例）", "")
    values: dict[str, Value] = {
        "developer": f"{bare}开发单位（示例）",
        "completed_on": plus_days(spec.opened, -rng.randint(60, 260)),
        "opened_on": spec.opened,
        "above_sqm": above * 100,
        "below_sqm": round(spec.lettable * 0.09 * spec.below) * 100,
        "typical_floor_sqm": typical * 100,
        "storey_height": height,
        "clear_height": height - rng.choice((120, 130, 140)),
        "efficiency": rng.randint(67, 76) * 100,
        "lifts_passenger": max(2, spec.storeys // 3 + rng.randint(0, 4)),
        "lifts_goods": 1 + spec.storeys // 22,
        "floor_load": rng.choice((250, 300, 350)),
        "fire_accepted_on": plus_days(spec.opened, -rng.randint(20, 50)),
        "green_grade": rng.choice(("none", "one_star", "two_star", "two_star")) if spec.opened.year > 2014 else "none",
        "power": rng.choice(("双路 10 kV", "双路 10 kV，柴发 1,000 kW", "双路 10 kV，柴发 1,600 kW")),
        "power_dual": spec.storeys > 12,
        "metro_minutes": spec.minutes,
        **({"project_kind": spec.project} if spec.project else {}),
    }
    return values | BEST if spec.grade == "star5" else values  # the facts that carry five stars


def _kept(spec: TowerSpec, rng: Random) -> dict[str, Value]:
    bare = spec.name.replace("（示例）", "")
    spaces = round(spec.lettable / rng.randint(90, 130))
    central = spec.rent_high > 80
    return {
        "ownership": spec.ownership,
        "owner": f"{bare}产权单位（示例）" if spec.ownership == "single" else "分散产权",
        "business_sqm": spec.lettable * 100,
        "high_end": True,
        "operator": f"{bare}运营单位（示例）",
        "property_company": f"{bare}物业服务单位（示例）",
        "property_fee": spec.fee * 100,
        "parking_owned": spaces,
        "parking_public": round(spaces * rng.uniform(0.3, 0.7)),
        "parking_charging": round(spaces * rng.uniform(0.05, 0.14)),
        "hvac": "central" if central else rng.choice(("vrf", "split", "vrf")),
        "hvac_hours": "工作日 8:00–18:30" if central else "分户自控",
        "carriers": rng.choice(("三家运营商均已接入", "两家运营商已接入")),
        "party_organisation": rng.choice(("楼宇党支部（示例）", "联合党支部（示例）", "楼宇党委（示例）")),
        "amenities": rng.choice(
            ("银行网点、便利店、食堂", "便利店、咖啡、健身", "食堂、会议中心、托育点", "便利店、快餐")
        ),
        "security": "门禁与访客登记",
        "fire_control": "地下一层消防控制室，二十四小时值守",
    }


def _grades(plan: Plan, index: int, spec: TowerSpec, rng: Random) -> None:
    since = max(plus_days(spec.opened, 500), date(plan.day.year - rng.choice((0, 1, 1)), 8, 15))
    source = plan.source("星级与等级评定公告（示例）", since)
    values: dict[str, Value] = {"theme": spec.theme} if spec.theme else {}
    if spec.grade and spec.scheme != OWN_SCHEME:
        values |= {
            "grade_scheme": spec.scheme,
            "grade": spec.grade,
            "graded_on": since,
            "grade_until": date(since.year + 3, since.month, 14),
        }
    for key, value in values.items():
        plan.facts.append(SampleFact("tower", index, key, since, value, source))


def _rivals(plan: Plan, index: int, spec: TowerSpec, rng: Random) -> None:
    """Two sources that do not agree: the other statement is kept and not believed."""
    if rng.random() < 0.4:
        other = plan.source(f"{spec.name} 实地核查（示例）", plus_days(plan.day, -rng.choice((30, 96))))
        lifts = max(2, spec.storeys // 3 + 5)
        plan.facts.append(SampleFact("tower", index, "lifts_passenger", spec.opened, lifts, other, believed=False))


def write_unit_facts(plan: Plan, demo: Demo, rng: Random) -> None:
    """Asking rent and date for rooms that nobody holds today, and a recent source for them."""
    taken = {
        place.unit
        for t in plan.tenancies
        for place in t.places
        if t.replaced_on is None and place.start <= plan.day and (place.end is None or place.end > plan.day)
    }
    held = {h.unit: h for h in plan.holds}
    for index, unit in enumerate(plan.units):
        if index in taken or unit.gone:
            continue
        spec = demo.towers[unit.tower]
        unit.source = recent_source(plan, spec, unit.born, rng)
        hold = held.get(index)
        if hold and hold.kind in {"sealed", "undelivered"}:
            continue
        height = unit.floor_no / max(1, spec.storeys)
        rent = spec.rent_low + (spec.rent_high - spec.rent_low) * (0.2 + 0.75 * height)
        since = date(plan.day.year, 7, 1)
        source = plan.source(f"{spec.name} 租金报价（示例）", plus_days(plan.day, -rng.choice((12, 40, 66))))
        ready = hold.end if hold and hold.end else plus_days(plan.day, rng.choice((0, 0, 15, 30)))
        facts: list[tuple[str, Value]] = [("asking_rent", round(rent) * 100), ("available_on", ready)]
        facts.append(("fit_out", rng.choice(("bare", "standard", "standard", "furnished"))))
        plan.facts += [SampleFact("unit", index, key, since, value, source) for key, value in facts]
