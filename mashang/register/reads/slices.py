"""The slice of the register that a sheet may touch, loaded in a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from sys import intern
from typing import NamedTuple

from django.db import connection

from mashang.kernel.names import fold
from mashang.register.models import FactKey, Floor, Occupancy, Source, Tower, TowerName, Unit
from mashang.register.rules.diffing.held import Held, HeldFirm, HeldSpace, HeldTenancy, HeldTower, HeldUnit, HeldValue
from mashang.register.rules.diffing.stated import Stated
from mashang.register.rules.sheet_facts import KEYS, as_stated


def get_slice(area_path: str, rows: Sequence[Stated], *, on: date, tower_ids: Iterable[int] = ()) -> Held:
    """Towers of the area, and of those the rows name: units alive on the day, live tenancies, and the firms.

    A firm that neither has its home in the area nor is or was somewhere in it is `elsewhere`: found, not read.
    """
    towers = _towers(area_path)
    by_name = {name: tower.id for tower in towers for name in tower.names}
    touched = {by_name[key] for row in rows if (key := fold(row.place)) in by_name}
    touched |= {row.tower_id for row in rows if row.tower_id is not None} | set(tower_ids)
    _add_floors(towers, touched)
    units = _units(touched, on)
    tenancies = _tenancies(touched, {unit.id: unit for unit in units})
    return Held(towers=towers, units=units, firms=_firms(rows, area_path), tenancies=tenancies)


def _towers(area_path: str) -> list[HeldTower]:
    places = Tower.objects.filter(
        area_path__gte=area_path, area_path__lt=area_path + "~", retracted_at=None, merged_into=None
    )
    towers = {t.id: HeldTower(t.id, t.name_zh, {t.name_folded}) for t in places.only("id", "name_zh", "name_folded")}
    names = TowerName.objects.filter(tower_id__in=list(towers), superseded_at=None).values_list("tower_id", "folded")
    for tower_id, folded in names:
        towers[tower_id].names.add(folded)
    return list(towers.values())


def _add_floors(towers: list[HeldTower], touched: set[int]) -> None:
    areas: dict[int, dict[int, Decimal]] = defaultdict(dict)
    floors = Floor.objects.filter(tower_id__in=touched, area_sqm__isnull=False)
    for tower_id, no, area in floors.values_list("tower_id", "no", "area_sqm"):
        if area is not None:
            areas[tower_id][no] = area
    for tower in towers:
        tower.floor_areas = areas.get(tower.id, {})


def _units(tower_ids: set[int], on: date) -> list[HeldUnit]:
    alive = Unit.objects.filter(tower_id__in=tower_ids, retracted_at=None, life__contains=on)
    return [HeldUnit(*values) for values in alive.values_list("id", "tower_id", "floor_no", "room", "area_sqm")]


_NO_FLAGS: dict[str, bool | None] = {}
_HELD = (
    "tenancy_id", "unit_id", "tower_id", "span", "area_sqm", "exclusive", "firm_id", "firm__name", "tenancy__line",
    "tenancy__span", "tenancy__start_known", "tenancy__lease_ends_on", "tenancy__area_sqm", "tenancy__rent_fen",
    "tenancy__rent_per", "tenancy__source_id", "tenancy__registered_here", "tenancy__taxed_here",
    "tenancy__operates_here",
)  # fmt: skip


def _tenancies(tower_ids: set[int], units: dict[int, HeldUnit]) -> list[HeldTenancy]:
    """Values and no models: a hundred thousand occupancies are read in one go."""
    occupancies = (
        Occupancy.objects.filter(tower_id__in=tower_ids, retracted_at=None, tenancy__retracted_at=None)
        .order_by("id")
        .values_list(*_HELD)
    )
    tenancies: dict[int, HeldTenancy] = {}
    days: dict[date, date] = {}  # one object for equal days, and so for areas: the driver makes one for each row
    areas: dict[Decimal, Decimal] = {}
    said_by: dict[int, list[HeldTenancy]] = defaultdict(list)
    for row in occupancies.iterator(chunk_size=5_000):
        tenancy_id, unit_id, tower_id, held, area, exclusive, firm_id, firm_name, *terms = row
        unit = units.get(unit_id)
        if unit is None:
            continue
        tenancy = tenancies.get(tenancy_id)
        if tenancy is None:
            line, span, known, ends_on, area_all, rent, per, source_id, registered, taxed, operates = terms
            flags = {"registered_here": registered, "taxed_here": taxed, "operates_here": operates}
            flags = _NO_FLAGS if registered is taxed is operates is None else flags
            tenancy = tenancies[tenancy_id] = HeldTenancy(
                id=tenancy_id, line=line, firm_id=firm_id, firm_name=intern(firm_name), tower_id=tower_id, span_from=days.setdefault(span.lower, span.lower),
                span_to=span.upper and days.setdefault(span.upper, span.upper), start_known=known,
                lease_ends_on=ends_on and days.setdefault(ends_on, ends_on), area_sqm=area_all, rent_fen=rent,
                rent_per=per, source="", as_of=None, flags=flags,
            )  # fmt: skip
            said_by[source_id].append(tenancy)
        start, end = days.setdefault(held.lower, held.lower), held.upper and days.setdefault(held.upper, held.upper)
        area = area and areas.setdefault(area, area)
        tenancy.spaces.append(HeldSpace(unit, start, end, area, exclusive))
    for source_id, (label, as_of) in _sources(said_by).items():
        for tenancy in said_by[source_id]:
            tenancy.source, tenancy.as_of = label, as_of
    return list(tenancies.values())


def _sources(ids: Iterable[int]) -> dict[int, tuple[str, date]]:
    rows = Source.objects.filter(pk__in=list(ids)).values_list("pk", "label", "kind", "as_of_on")
    return {pk: (label or kind, as_of) for pk, label, kind, as_of in rows}


_FIRMS = """
    select f.id, f.uscc, f.name, f.name_folded, %(path)s = '' or f.area_path >= %(path)s and f.area_path < %(path)s || '~'
        or exists (select from register_occupancy o where o.firm_id = f.id and o.retracted_at is null
            and o.area_path >= %(path)s and o.area_path < %(path)s || '~') as here
    from register_firm f
    where (f.uscc = any(%(codes)s) or f.name_folded = any(%(names)s)) and f.retracted_at is null
        and f.merged_into_id is null order by f.id
"""
# Of what is believed the newest value of each key; and every rival statement, which is kept beside it.
_FACTS = """
    (select distinct on (subject_id, key_id)
            true, subject_id, key_id, id, num, code, day, flag, body, precision, source_id
     from register_firmfact
     where subject_id = any(%(firms)s) and key_id = any(%(keys)s) and believed and superseded_at is null
     order by subject_id, key_id, valid_from desc)
    union all
    select false, subject_id, key_id, id, num, code, day, flag, body, precision, source_id
    from register_firmfact
    where subject_id = any(%(firms)s) and key_id = any(%(keys)s) and not believed and superseded_at is null
"""


class _Value(NamedTuple):
    num: int | None
    code: str | None
    day: date | None
    flag: bool | None
    body: str | None
    precision: str


def _firms(rows: Sequence[Stated], area_path: str) -> list[HeldFirm]:
    """Lists of codes and names go as one value each: a hundred thousand parameters would have to be parsed."""
    codes = list({row.uscc for row in rows if row.uscc})
    names = list({row.folded for row in rows})
    keys = dict(FactKey.objects.filter(subject="firm", key__in=KEYS).values_list("pk", "key"))
    sources: dict[int, list[HeldValue]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_FIRMS, {"path": area_path, "codes": codes, "names": names})
        firms = {
            pk: HeldFirm(pk, code, intern(name) if ours else "", intern(folded), elsewhere=not ours)
            for pk, code, name, folded, ours in cursor.fetchall()
        }
        here = [pk for pk, firm in firms.items() if not firm.elsewhere]
        cursor.execute(_FACTS, {"firms": here, "keys": list(keys)})
        for believed, subject_id, key_id, fact_id, *value, source_id in cursor.fetchall():
            if not believed:
                firms[subject_id].rivals.add((keys[key_id], as_stated(_Value(*value))))
                continue
            held = HeldValue(as_stated(_Value(*value)), fact_id=fact_id)
            firms[subject_id].facts[keys[key_id]] = held
            sources[source_id].append(held)
    for source_id, (label, as_of) in _sources(sources).items():
        for held in sources[source_id]:
            held.source, held.as_of = label, as_of
    return list(firms.values())
