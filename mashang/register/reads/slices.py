"""The slice of the register that a sheet may touch, loaded in a bounded number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q

from mashang.kernel.names import fold
from mashang.register.models import Firm, FirmFact, Floor, Occupancy, Tower, TowerName, Unit
from mashang.register.reads.versions import as_span
from mashang.register.rules.diffing.held import Held, HeldFirm, HeldSpace, HeldTenancy, HeldTower, HeldUnit, HeldValue
from mashang.register.rules.diffing.stated import Stated
from mashang.register.rules.sheet_facts import as_stated


def get_slice(area_path: str, rows: Sequence[Stated], *, on: date, tower_ids: Iterable[int] = ()) -> Held:
    """Towers of the area, and of those the rows name: units alive on the day, live tenancies, and the firms."""
    towers = _towers(area_path)
    by_name = {name: tower.id for tower in towers for name in tower.names}
    touched = {by_name[key] for row in rows if (key := fold(row.place)) in by_name}
    touched |= {row.tower_id for row in rows if row.tower_id is not None} | set(tower_ids)
    _add_floors(towers, touched)
    units = _units(touched, on)
    tenancies = _tenancies(touched, {unit.id: unit for unit in units})
    return Held(towers=towers, units=units, firms=_firms(rows, on), tenancies=tenancies)


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


def _tenancies(tower_ids: set[int], units: dict[int, HeldUnit]) -> list[HeldTenancy]:
    occupancies = (
        Occupancy.objects.filter(tower_id__in=tower_ids, retracted_at=None, tenancy__retracted_at=None)
        .select_related("tenancy", "tenancy__source", "firm")
        .order_by("id")
    )
    tenancies: dict[int, HeldTenancy] = {}
    for o in occupancies:
        unit = units.get(o.unit_id)
        if unit is None:
            continue
        tenancy = tenancies.get(o.tenancy_id)
        if tenancy is None:
            t = o.tenancy
            span = as_span(t.span)
            tenancy = tenancies[o.tenancy_id] = HeldTenancy(
                id=t.id, line=t.line, firm_id=t.firm_id, firm_name=o.firm.name, tower_id=o.tower_id,
                span_from=span.start, span_to=span.end, start_known=t.start_known, lease_ends_on=t.lease_ends_on,
                area_sqm=t.area_sqm, rent_fen=t.rent_fen, rent_per=t.rent_per,
                source=t.source.label or t.source.kind, as_of=t.source.as_of_on, flags={
                    "registered_here": t.registered_here, "taxed_here": t.taxed_here, "operates_here": t.operates_here,
                },
            )  # fmt: skip
        held = as_span(o.span)
        tenancy.spaces.append(HeldSpace(unit, held.start, held.end, o.area_sqm, o.exclusive))
    return list(tenancies.values())


def _firms(rows: Sequence[Stated], on: date) -> list[HeldFirm]:
    codes = [row.uscc for row in rows if row.uscc]
    names = [fold(row.name) for row in rows]
    found = Firm.objects.filter(Q(uscc__in=codes) | Q(name_folded__in=names), retracted_at=None, merged_into=None)
    firms = {
        f.id: HeldFirm(f.id, f.uscc, f.name, f.name_folded) for f in found.only("id", "uscc", "name", "name_folded")
    }
    facts = (
        FirmFact.objects.filter(subject_id__in=list(firms), believed=True, superseded_at=None)
        .select_related("key", "source")
        .order_by("subject_id", "key_id", "-valid_from")
        .distinct("subject_id", "key_id")
    )
    for fact in facts:
        firms[fact.subject_id].facts[fact.key.key] = HeldValue(
            as_stated(fact), fact.source.label or fact.source.kind, fact.source.as_of_on, fact.id
        )
    return list(firms.values())
