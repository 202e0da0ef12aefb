"""Copies the generator's rows into the register's tables. Private to the act that loads the sample."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.names import fold
from mashang.register.acts.ledger.copying import copy_rows, draw_ids
from mashang.register.acts.ledger.findable import find_firms_anew, find_towers_anew
from mashang.register.acts.ledger.names import sort_key
from mashang.register.models import (
    FactKey,
    Findable,
    Firm,
    FirmFact,
    FirmName,
    Floor,
    Occupancy,
    Source,
    Tenancy,
    TenancyEvent,
    Tower,
    TowerFact,
    TowerName,
    Unit,
    UnitChange,
    UnitFact,
    UnitHold,
    UnitLineage,
)
from mashang.register.rules.sample.rows import Plan, SampleFact

SHANGHAI = ZoneInfo("Asia/Shanghai")
FACTS: dict[str, type[FirmFact] | type[TowerFact] | type[UnitFact]] = {
    "firm": FirmFact,
    "tower": TowerFact,
    "unit": UnitFact,
}


@dataclass(slots=True)
class Ids:
    """The database ids of the plan's rows, in their order."""

    sources: list[int] = field(default_factory=list)
    towers: list[int] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    firms: list[int] = field(default_factory=list)
    tenancies: list[int] = field(default_factory=list)


class Writer:
    """Writes a plan, table by table, in the order of its keys."""

    def __init__(self, plan: Plan, areas: Mapping[str, Area], home: Area) -> None:
        self._plan, self._areas, self._home = plan, areas, home
        self._district = home.district_id
        self._now = timezone.now()
        self.ids = Ids()
        self.rows: dict[str, int] = {}

    def _at(self, day: date) -> datetime:
        """Ten in the morning of that day, but never in the future."""
        return min(datetime.combine(day, time(10), SHANGHAI).astimezone(UTC), self._now)

    def _copy(self, model: type[models.Model], columns: str, rows: Iterable[Sequence[Any]]) -> None:
        listed = list(rows)
        copy_rows(model, columns.split(), listed)
        self.rows[model._meta.db_table] = self.rows.get(model._meta.db_table, 0) + len(listed)

    def _told(self, source: int) -> datetime:
        return self._at(self._plan.sources[source].as_of_on)

    def sources(self) -> None:
        """Sources, all of the kind sample."""
        self.ids.sources = draw_ids(Source, len(self._plan.sources))
        self._copy(
            Source,
            "id kind label as_of_on recorded_at",
            (
                (pk, "sample", s.label, s.as_of_on, self._at(s.as_of_on))
                for pk, s in zip(self.ids.sources, self._plan.sources, strict=True)
            ),
        )

    def towers(self) -> None:
        """Towers, their names and floors."""
        plan, ids = self._plan, self.ids
        ids.towers = draw_ids(Tower, len(plan.towers))
        names: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        for pk, t in zip(ids.towers, plan.towers, strict=True):
            area = self._areas[t.area]
            park = area.pk if area.kind == Area.Kind.PARK else None
            rows.append(
                (pk, self._district, area.path, area.pk, park, t.code, t.name, t.name_hant, t.name_en, fold(t.name),
                 sort_key(t.name), "office", t.address, t.lon, t.lat, "gcj02", t.floors_above, t.floors_below,
                 t.gross_sqm, t.lettable_sqm, t.verified_on, True, self._told(t.source))
            )  # fmt: skip
            known = [
                (t.name, "current"),
                *((n, "short") for n in t.short_names),
                *((n, "former") for n in t.former_names),
            ]
            names += [(pk, n, fold(n), kind, ids.sources[t.source], self._told(t.source)) for n, kind in known]
        self._copy(
            Tower,
            "id district_id area_path area_id park_id code name_zh name_hant name_en name_folded name_pinyin kind address"
            " lon lat crs floors_above floors_below gross_sqm lettable_sqm verified_on sample recorded_at",
            rows,
        )
        self._copy(TowerName, "tower_id name folded kind source_id recorded_at", names)
        self._copy(
            Floor,
            "district_id tower_id no label use area_sqm",
            ((self._district, ids.towers[f.tower], f.no, f.label, f.use, f.area_sqm) for f in plan.floors),
        )

    def units(self) -> None:
        """Units with their changes and holds."""
        plan, ids = self._plan, self.ids
        ids.units = draw_ids(Unit, len(plan.units))
        self._copy(
            Unit,
            "id district_id area_path tower_id floor_no room area_sqm inner_sqm owner own_use divisible joinable tags life"
            " source_id recorded_at",
            (
                (pk, self._district, plan.towers[u.tower].area, ids.towers[u.tower], u.floor_no, u.room, u.area_sqm,
                 u.inner_sqm, u.owner, u.own_use, u.divisible, u.joinable, "{}", _span(u.born, u.gone),
                 ids.sources[u.source], self._at(u.born))
                for pk, u in zip(ids.units, plan.units, strict=True)
            ),
        )  # fmt: skip
        changes = draw_ids(UnitChange, len(plan.changes))
        self._copy(
            UnitChange,
            "id district_id kind on reason source_id recorded_at",
            (
                (pk, self._district, c.kind, c.on, c.reason, ids.sources[c.source], self._told(c.source))
                for pk, c in zip(changes, plan.changes, strict=True)
            ),
        )
        self._copy(
            UnitLineage,
            "change_id from_unit_id to_unit_id share_bp",
            (
                (pk, ids.units[older], ids.units[newer], share)
                for pk, c in zip(changes, plan.changes, strict=True)
                for older, newer, share in c.lineage
            ),
        )
        self._copy(
            UnitHold,
            "district_id unit_id kind span note source_id recorded_at",
            (
                (self._district, ids.units[h.unit], h.kind, _span(h.start, h.end), h.note, ids.sources[h.source],
                 self._told(h.source))
                for h in plan.holds
            ),
        )  # fmt: skip

    def firms(self) -> None:
        """Firms and the names they bear or bore. They lie in the area of the sub-district."""
        plan, ids, home = self._plan, self.ids, self._home
        ids.firms = draw_ids(Firm, len(plan.firms))
        self._copy(
            Firm,
            "id district_id area_path uscc name name_folded name_pinyin kind industry standing parent_id home_area_id weight"
            " sample recorded_at",
            (
                (pk, self._district, home.path, f.uscc, f.name, fold(f.name), sort_key(f.name), f.kind, f.industry,
                 f.standing, None if f.parent is None else ids.firms[f.parent], home.pk, f.weight, True,
                 self._told(f.source))
                for pk, f in zip(ids.firms, plan.firms, strict=True)
            ),
        )  # fmt: skip
        names = []
        for pk, f in zip(ids.firms, plan.firms, strict=True):
            known = [(f.name, "current"), (f.short, "short"), *([(f.former_name, "former")] if f.former_name else [])]
            names += [(pk, n, fold(n), kind, ids.sources[f.source], self._told(f.source)) for n, kind in known]
        self._copy(FirmName, "firm_id name folded kind source_id recorded_at", names)

    def tenancies(self) -> None:
        """Tenancies with all versions, their occupancies and events."""
        plan, ids = self._plan, self.ids
        ids.tenancies = draw_ids(Tenancy, len(plan.tenancies))
        tenancies, occupancies = [], []
        for pk, t in zip(ids.tenancies, plan.tenancies, strict=True):
            line, firm, tower = ids.tenancies[t.line], ids.firms[t.firm], ids.towers[t.tower]
            at, gone = self._at(t.recorded_on), self._at(t.replaced_on) if t.replaced_on else None
            path = plan.towers[t.tower].area
            rent = ("month", "gross") if t.rent_fen is not None else ("", "")
            tenancies.append(
                (pk, self._district, path, line, firm, t.kind, _span(t.start, t.end), t.start_known, t.lease_ends_on,
                 t.area_sqm, t.rent_fen, *rent, t.registered_here, t.taxed_here, t.operates_here, t.renewal_wish,
                 ids.sources[t.source], at, gone)
            )  # fmt: skip
            occupancies += [
                (self._district, path, line, pk, ids.units[p.unit], tower, firm, _span(p.start, p.end), p.area_sqm,
                 p.exclusive, at, gone)
                for p in t.places
            ]  # fmt: skip
        self._copy(
            Tenancy,
            "id district_id area_path line firm_id kind span start_known lease_ends_on area_sqm rent_fen rent_per rent_basis"
            " registered_here taxed_here operates_here renewal_wish source_id recorded_at retracted_at",
            tenancies,
        )
        self._copy(
            Occupancy,
            "district_id area_path line tenancy_id unit_id tower_id firm_id span area_sqm exclusive recorded_at retracted_at",
            occupancies,
        )
        self._copy(
            TenancyEvent,
            "district_id line kind on says source_id recorded_at",
            (
                (self._district, ids.tenancies[e.line], e.kind, e.on, json.dumps(e.says), ids.sources[e.source],
                 self._told(e.source))
                for e in plan.events
            ),
        )  # fmt: skip

    def facts(self) -> None:
        """Facts of firms, towers and units."""
        keys = {(k.subject, k.key): (k.pk, k.type) for k in FactKey.objects.all()}
        subjects = {"firm": self.ids.firms, "tower": self.ids.towers, "unit": self.ids.units}
        for subject, model in FACTS.items():
            self._copy(
                model,
                "subject_id key_id valid_from precision num code day flag body unknown believed source_id recorded_at"
                " superseded_at",
                (
                    self._fact(f, subjects[subject][f.index], *keys[subject, f.key])
                    for f in self._plan.facts
                    if f.subject == subject
                ),
            )

    def findables(self) -> None:
        """What the towers and firms are found by."""
        find_towers_anew(self.ids.towers)
        find_firms_anew(self.ids.firms)
        self.rows[Findable._meta.db_table] = Findable.objects.count()

    def _fact(self, f: SampleFact, subject_id: int, key_id: int, type_: str) -> tuple[Any, ...]:
        value = {type_: f.value}
        gone = self._at(f.replaced_on) if f.replaced_on else None
        return (
            subject_id, key_id, f.since, f.precision, value.get("int"), value.get("code"), value.get("date"),
            value.get("flag"), value.get("text"), f.value is None, f.believed, self.ids.sources[f.source],
            self._told(f.source), gone,
        )  # fmt: skip


def _span(start: date, end: date | None) -> str:
    return f"[{start},{end or ''})"
