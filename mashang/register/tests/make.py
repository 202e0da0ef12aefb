"""Makes rows of the register directly, for tests: every maker fills in what the test does not care about."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.names import fold, pinyin
from mashang.kernel.uscc import check_character, organisation_check_character
from mashang.register.acts.ledger.findable import find_firms_anew, find_towers_anew, place_firms
from mashang.register.models import (
    FactKey,
    Firm,
    FirmFact,
    FirmName,
    Floor,
    GradeResult,
    LandParcel,
    Occupancy,
    Source,
    Tenancy,
    Tower,
    TowerFact,
    TowerName,
    Unit,
    UnitFact,
    UnitHold,
)

_numbers = count(1)
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONG_AGO = date(2015, 1, 1)


def make_actor(
    area: Area | None = None, *, permissions: frozenset[str] = frozenset({"register.read"}), **more: Any
) -> Actor:
    """An actor in an area's subtree (the whole tree without one)."""
    values: dict[str, Any] = {"user_id": None, "name": "test", "role": "tower_steward", "face": "desk"}
    place = {"area_path": area.path, "area_id": area.pk} if area else {}
    return Actor(**(values | place | more), permissions=permissions)


def make_area(name: str = "鳌峰街道", *, kind: str = "subdistrict", parent: Area | None = None) -> Area:
    """An area; without a parent the root of a tree of its own."""
    number = next(_numbers)
    own = DIGITS[number // 36 % 36] + DIGITS[number % 36]
    path = f"{parent.path if parent else ''}{own}"
    return Area.objects.create(parent=parent, kind=kind, name_zh=name, path=path)


def make_source(on: date = LONG_AGO, *, kind: str = "desk", label: str = "") -> Source:
    """A source that speaks of a day."""
    return Source.objects.create(kind=kind, label=label, as_of_on=on)


def make_tower(area: Area | None = None, name: str = "", **more: Any) -> Tower:
    """A tower of an area."""
    number = next(_numbers)
    area = area or make_area()
    name = name or f"测试大厦{number}"
    values = {"code": f"T{number}", "name_zh": name, "name_folded": fold(name), "name_pinyin": pinyin(name)}
    tower = Tower.objects.create(area=area, area_path=area.path, **(values | more))
    TowerName.objects.create(tower=tower, name=name, folded=fold(name), kind="current", source=make_source())
    find_towers_anew([tower.pk])
    return tower


def make_grade(tower: Tower, *, since: date = date(2026, 1, 1), until: date | None = None, **more: Any) -> GradeResult:
    """A grade of a tower that two persons gave; `until` is the first day after it."""
    at = more.pop("at", None) or timezone.now()
    values: dict[str, Any] = {
        "scheme": "star_local",
        "version": "2026 示例",
        "grade": "star4",
        "score": 82,
        "lines": [],
    }
    return GradeResult.objects.create(
        tower=tower, area_path=tower.area_path, read_on=since, valid=DateRange(since, until), proposed_at=at,
        **(values | {"state": "in_force", "decided_at": at} | more),
    )  # fmt: skip


def make_parcel(area: Area, *, mu_e4: int = 10_000, since: date = LONG_AGO, **more: Any) -> LandParcel:
    """A parcel of an area's land, in ten-thousandths of a mu."""
    name = f"地块{next(_numbers)}"
    return LandParcel.objects.create(
        area_path=area.path, name=name, mu_e4=mu_e4, valid_from=since, label=name, source=make_source(since), **more
    )


def make_floor(tower: Tower, no: int, **more: Any) -> Floor:
    """A floor of a tower."""
    return Floor.objects.create(tower=tower, no=no, **more)


def make_unit(
    tower: Tower,
    room: str = "",
    *,
    floor: int | None = 1,
    sqm: int | str | None = 100,
    born: date = LONG_AGO,
    gone: date | None = None,
    **more: Any,
) -> Unit:
    """A unit that lives from a day on, until the day before `gone`."""
    more.setdefault("source", None)
    more["source"] = more["source"] or make_source(born)
    return Unit.objects.create(
        tower=tower,
        area_path=tower.area_path,
        floor_no=floor,
        room=room or f"{next(_numbers):04d}",
        area_sqm=None if sqm is None else Decimal(sqm),
        life=DateRange(born, gone),
        **more,
    )


def make_hold(unit: Unit, kind: str, start: date = LONG_AGO, end: date | None = None) -> UnitHold:
    """A hold on a unit."""
    return UnitHold.objects.create(unit=unit, kind=kind, span=DateRange(start, end), source=make_source(start))


def make_uscc(number: int | None = None) -> str:
    """A credit code of the unassigned region 000000 with right check characters."""
    serial = f"{number if number is not None else next(_numbers):08d}"
    body = f"91000000{serial}{organisation_check_character(serial)}"
    return body + check_character(body)


def make_firm(name: str = "", area: Area | None = None, **more: Any) -> Firm:
    """A firm whose home is an area, with the rows that its own columns are copied from."""
    number = next(_numbers)
    area = area or make_area()
    name = name or f"榕树{number}（示例）有限公司"
    values = {"name": name, "name_folded": fold(name), "name_pinyin": pinyin(name), "uscc": make_uscc(number)}
    firm = Firm.objects.create(home_area=area, area_path=area.path, **(values | more))
    source = make_source()
    FirmName.objects.create(firm=firm, name=name, folded=fold(name), kind="current", source=source)
    for key in more.keys() & {"industry", "standing"}:
        known = FactKey.objects.filter(key=key, subject="firm").first() or make_fact_key(key, type="code")
        make_fact(firm, known, code=more[key], source=source)
    find_firms_anew([firm.pk])
    return firm


def make_tenancy(
    firm: Firm,
    *units: Unit,
    start: date = date(2020, 1, 1),
    end: date | None = None,
    sqm: int | str | None = None,
    exclusive: bool = True,
    line: int | None = None,
    recorded_at: datetime | None = None,
    **more: Any,
) -> Tenancy:
    """A tenancy with one occupancy for each unit; `end` is the first day after it."""
    at = recorded_at or timezone.now()
    more.setdefault("source", None)
    more["source"] = more["source"] or make_source(start)
    line = next(_numbers) if line is None else line
    span = DateRange(start, end)
    path = units[0].area_path if units else firm.area_path
    tenancy = Tenancy.objects.create(line=line, firm=firm, span=span, area_path=path, recorded_at=at, **more)
    for unit in units:
        Occupancy.objects.create(
            line=line,
            tenancy=tenancy,
            unit=unit,
            tower=unit.tower,
            firm=firm,
            span=span,
            area_path=unit.area_path,
            area_sqm=None if sqm is None else Decimal(sqm),
            exclusive=exclusive,
            recorded_at=at,
        )
    place_firms([firm.pk])
    return tenancy


def retract(tenancy: Tenancy, at: datetime | None = None) -> None:
    """Take a tenancy back: it and its occupancies were believed until now."""
    at = at or timezone.now()
    Occupancy.objects.filter(tenancy=tenancy, retracted_at=None).update(retracted_at=at)
    Tenancy.objects.filter(pk=tenancy.pk, retracted_at=None).update(retracted_at=at)
    place_firms([tenancy.firm_id])


def make_fact_key(key: str, subject: str = "firm", *, type: str = "text", **more: Any) -> FactKey:
    """A thing that can be known about a subject."""
    names = {"name_zh": key, "name_hant": key, "name_en": key}
    return FactKey.objects.create(id=9000 + next(_numbers), key=key, subject=subject, type=type, **(names | more))


def make_fact(about: Firm | Tower | Unit, key: FactKey, *, since: date = LONG_AGO, **more: Any) -> Any:
    """A fact about a firm, tower or unit: give `num=`, `code=`, `day=`, `flag=`, `body=` or `unknown=True`."""
    table: Any = {Firm: FirmFact, Tower: TowerFact, Unit: UnitFact}[type(about)]
    more.setdefault("recorded_at", timezone.now())
    more.setdefault("source", None)
    more["source"] = more["source"] or make_source(since)
    return table.objects.create(subject=about, key=key, valid_from=since, **more)
