"""Writes an execution: real ids take the place of the provisional ones, effects are noted for undoing."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import datetime

from mashang.accounts.models import Area
from mashang.kernel.names import fold
from mashang.register.acts.ledger import (
    Change,
    Event,
    NewFact,
    NewFirm,
    NewTower,
    NewUnit,
    refresh_statistics,
    write_changes,
    write_facts,
    write_firms,
    write_floors,
    write_towers,
    write_units,
)
from mashang.register.acts.ledger.copying import copy_lines
from mashang.register.acts.ledger.descriptions import describe_units
from mashang.register.acts.ledger.facts import copy_industries
from mashang.register.acts.ledger.findable import find_firms_anew, find_towers_anew, place_firms
from mashang.register.acts.ledger.names import rename, write_tower_names
from mashang.register.models import (
    FactKey,
    Firm,
    ImportBatch,
    ImportEffect,
    Source,
    Tower,
    TowerName,
    Unit,
)
from mashang.register.reads.findable import ADDRESS_KEYS
from mashang.register.rules.diffing.executing import Execution, Step
from mashang.register.rules.diffing.stated import Difference
from mashang.register.rules.sheet_facts import as_columns
from mashang.register.rules.versions import Version

A_ROW_OF_EFFECTS = 1_000
Effect = tuple[int | None, int | None, int | None]
Kind = ImportEffect.Kind


class Writer:
    """Writes one batch, portion by portion. `finish` comes last."""

    def __init__(self, *, batch: ImportBatch, area: Area, source: Source, at: datetime) -> None:
        self.batch, self.area, self.source, self.at = batch, area, source, at
        self.real: dict[int, int] = {}
        self.touched: Counter[int] = Counter()
        self._effects: dict[Kind, list[Effect]] = defaultdict(list)
        self._full: list[str] = []
        self._keys = {k.key: k.pk for k in FactKey.objects.filter(subject="firm")}
        self._stated: set[tuple[int, int]] = set()
        self._fresh_towers: dict[str, int] = {}
        self._learned: set[str] = set()
        self._found_anew: dict[str, set[int]] = {"firm": set(), "tower": set(), "moved": set()}

    def write(self, done: Execution) -> None:
        """Write a portion."""
        self._towers(done)
        made = self._firms(done)
        self._units(done)
        self._tenancies(done.steps)
        self._facts(done, made)
        self._learn_tower_names(done)
        self.touched.update(
            d.tower_id or self._fresh_towers[d.tower_key]
            for d in done.done
            if d.tower_id or d.tower_key in self._fresh_towers
        )

    def finish(self) -> None:
        """Write what undoing needs to know, and that the towers a whole sheet covers were seen."""
        for kind in self._effects:
            self._pack(kind)
        find_towers_anew(self._found_anew["tower"])
        find_firms_anew(self._found_anew["firm"])
        place_firms(self._found_anew["moved"] - self._found_anew["firm"])
        refresh_statistics()
        copy_lines(ImportEffect, ("batch_id", "kind", "row_ids", "made_ids", "before_ids"), self._full)
        if self.touched:
            covered = [t for t in self.batch.covers_towers if t in self.touched]
            Tower.objects.filter(pk__in=covered).update(verified_on=self.batch.as_of_on)

    def _note(self, difference: Difference, kind: Kind, made: int | None, before: int | None = None) -> None:
        effects = self._effects[kind]
        effects.append((difference.row_id, made, before))
        if len(effects) == A_ROW_OF_EFFECTS:
            self._pack(kind)

    def _pack(self, kind: Kind) -> None:
        effects = self._effects[kind]
        if effects:
            lists = (
                "{" + ",".join("NULL" if i is None else str(i) for i in ids) + "}" for ids in zip(*effects, strict=True)
            )
            self._full.append("\t".join((str(self.batch.pk), kind.value, *lists)))
            effects.clear()

    def _id(self, provisional: int) -> int:
        return self.real.get(provisional, provisional)

    def _towers(self, done: Execution) -> None:
        fresh = [NewTower(name) for _key, _id, name, _d in done.towers]
        write_towers(fresh, area=self.area, source=self.source, at=self.at)
        for (key, provisional, _name, difference), tower in zip(done.towers, fresh, strict=True):
            self.real[provisional] = self._fresh_towers[key] = tower.id
            self._found_anew["tower"].add(tower.id)
            self._note(difference, Kind.TOWER, tower.id)

    def _firms(self, done: Execution) -> set[int]:
        """The ids of the firms made."""
        fresh = [
            NewFirm(name, uscc, industry=d.stated.facts.get("industry", "") if d.stated else "")
            for _key, _id, name, uscc, d in done.firms
        ]
        write_firms(fresh, area=self.area, source=self.source, at=self.at)
        for (_key, provisional, _name, _uscc, difference), firm in zip(done.firms, fresh, strict=True):
            self.real[provisional] = firm.id
            self._note(difference, Kind.FIRM, firm.id)
        for firm_id, code, difference in done.codes:
            if Firm.objects.filter(pk=firm_id, uscc=None).update(uscc=code):
                self._note(difference, Kind.FIRM_CODE, firm_id)
        for firm_id, name, difference in done.renames:
            self._rename(firm_id, name, difference)
        made = {firm.id for firm in fresh}
        self._found_anew["firm"] |= made | {code[0] for code in done.codes} | {renamed[0] for renamed in done.renames}
        return made

    def _rename(self, firm_id: int, name: str, difference: Difference) -> None:
        replaced = rename(Firm.objects.get(pk=firm_id), name, self.batch.as_of_on, source=self.source, at=self.at)
        self._note(difference, Kind.FIRM_NAME, firm_id, replaced)

    def _units(self, done: Execution) -> None:
        fresh = [
            NewUnit(self._id(tower), floor, room, done.unit_areas.pop(provisional, (None, None))[0])
            for (tower, floor, room), provisional, _d in done.units
        ]
        write_floors(sorted({(u.tower_id, u.floor_no) for u in fresh if u.floor_no is not None}))
        write_units(fresh, source=self.source, at=self.at)
        for (_place, provisional, difference), unit in zip(done.units, fresh, strict=True):
            self.real[provisional] = unit.id
            self._note(difference, Kind.UNIT, unit.id)
        says = {self._id(provisional): said for provisional, said in done.unit_areas.items()}
        unknown = Unit.objects.filter(pk__in=says, area_sqm=None).order_by("pk").values_list("pk", flat=True)
        learnt = {unit_id: says[unit_id] for unit_id in unknown}
        describe_units(
            {unit_id: {"area_sqm": area} for unit_id, (area, _d) in learnt.items()},
            since=None, source=self.source, at=self.at,
        )  # fmt: skip
        for unit_id, (_area, difference) in learnt.items():
            self._note(difference, Kind.UNIT_AREA, unit_id)

    def _tenancies(self, steps: list[Step]) -> None:
        changes = [
            Change(step.before, _said_here(step.after), [Event(kind, on, says) for kind, on, says in step.events])
            for step in steps
        ]
        write_changes(changes, source=self.source, at=self.at, real=self.real)
        self._found_anew["moved"] |= {
            self._id(version.firm_id) for c in changes for version in (c.before, c.after) if version is not None
        }
        for step, change in zip(steps, changes, strict=True):
            before = change.before.id if change.before else None
            self._note(step.differences[0], Kind.TENANCY, change.written_id, before)

    def _facts(self, done: Execution, made: set[int]) -> None:
        fresh: list[NewFact] = []
        asked: list[Difference] = []
        for firm, key, value, difference in done.facts:
            firm_id, key_id = self._id(firm), self._keys.get(key)
            if key_id is not None and (firm_id, key_id) not in self._stated:
                self._stated.add((firm_id, key_id))
                fresh.append(NewFact("firm", firm_id, key_id, self.batch.as_of_on, **as_columns(key, value)))
                asked.append(difference)
        for firm_id, key, value, difference in done.rivals:
            columns = as_columns(key, value)
            fresh.append(NewFact("firm", firm_id, self._keys[key], self.batch.as_of_on, believed=False, **columns))
            asked.append(difference)
        write_facts(fresh, source=self.source, at=self.at)
        addresses = {self._keys.get(key) for key in ADDRESS_KEYS}
        self._found_anew["firm"] |= {fact.subject_id for fact in fresh if fact.key_id in addresses}
        industry = self._keys.get("industry")
        copy_industries(f.subject_id for f in fresh if f.key_id == industry and f.believed and f.subject_id not in made)
        for fact, difference in zip(fresh, asked, strict=True):
            self._note(difference, Kind.FIRM_FACT, fact.id, fact.replaced_id)

    def _learn_tower_names(self, done: Execution) -> None:
        """A building that a reviewer said is a tower of the register keeps the sender's spelling as an alias."""
        said = {k: v for k, v in self.batch.mapping.get("towers", {}).items() if k not in self._learned}
        if not said:
            return
        written = {fold(d.stated.place): d for d in done.done if d.stated and fold(d.stated.place) in said}
        known = set(
            TowerName.objects.filter(tower_id__in=said.values(), superseded_at=None).values_list("tower_id", "folded")
        )
        self._learned |= set(written)
        for key, difference in written.items():
            if (said[key], key) not in known and difference.stated:
                write_tower_names([(said[key], difference.stated.place, "alias", None)], source=self.source, at=self.at)
                self._found_anew["tower"].add(said[key])
                self._note(difference, Kind.TOWER_NAME, said[key])


def _said_here(version: Version | None) -> Version | None:
    """What the batch writes is said by its own source."""
    return replace(version, source_id=0) if version and version.source_id else version
