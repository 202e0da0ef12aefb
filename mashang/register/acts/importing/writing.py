"""Writes an execution: real ids take the place of the provisional ones, effects are noted for undoing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
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
    write_changes,
    write_facts,
    write_firms,
    write_floors,
    write_towers,
    write_units,
)
from mashang.register.acts.ledger.copying import copy_rows
from mashang.register.acts.ledger.entities import sort_key, write_firm_names, write_tower_names
from mashang.register.acts.ledger.facts import copy_industries
from mashang.register.models import (
    FactKey,
    Firm,
    FirmName,
    ImportBatch,
    ImportEffect,
    Source,
    Tower,
    TowerName,
    Unit,
)
from mashang.register.rules.diffing.executing import Execution, Step
from mashang.register.rules.diffing.stated import Difference
from mashang.register.rules.sheet_facts import as_columns
from mashang.register.rules.versions import Version

Effect = tuple[int, int | None, str, int | None, int | None]


class Writer:
    """Writes one batch. `row_of` gives the import row of a difference."""

    def __init__(
        self, *, batch: ImportBatch, area: Area, source: Source, at: datetime, row_of: Mapping[int, int]
    ) -> None:
        self.batch, self.area, self.source, self.at = batch, area, source, at
        self.row_of = row_of
        self.real: dict[int, int] = {}
        self.effects: list[Effect] = []

    def write(self, done: Execution) -> dict[int, int]:
        """Write everything; returns how many rows touched each tower."""
        self._towers(done)
        self._firms(done)
        self._units(done)
        self._tenancies(done.steps)
        self._facts(done)
        self._learn_tower_names(done)
        copy_rows(ImportEffect, ("batch_id", "row_id", "kind", "made_id", "before_id"), self.effects)
        return self._touched(done)

    def _note(
        self, difference: Difference, kind: ImportEffect.Kind, made: int | None, before: int | None = None
    ) -> None:
        self.effects.append((self.batch.pk, self.row_of.get(id(difference)), kind.value, made, before))

    def _id(self, provisional: int) -> int:
        return self.real.get(provisional, provisional)

    def _towers(self, done: Execution) -> None:
        fresh = [(key, NewTower(name)) for key, (_id, name, _d) in done.towers.items()]
        write_towers([t for _key, t in fresh], area=self.area, source=self.source, at=self.at)
        for key, tower in fresh:
            provisional, _name, difference = done.towers[key]
            self.real[provisional] = tower.id
            self._note(difference, ImportEffect.Kind.TOWER, tower.id)

    def _firms(self, done: Execution) -> None:
        fresh = [
            (key, NewFirm(name, uscc, industry=d.stated.facts.get("industry", "") if d.stated else ""))
            for key, (_id, name, uscc, d) in done.firms.items()
        ]
        write_firms([f for _key, f in fresh], area=self.area, source=self.source, at=self.at)
        for key, firm in fresh:
            provisional, _name, _uscc, difference = done.firms[key]
            self.real[provisional] = firm.id
            self._note(difference, ImportEffect.Kind.FIRM, firm.id)
        for firm_id, code, difference in done.codes:
            if Firm.objects.filter(pk=firm_id, uscc=None).update(uscc=code):
                self._note(difference, ImportEffect.Kind.FIRM_CODE, firm_id)
        for firm_id, name, difference in done.renames:
            self._rename(firm_id, name, difference)

    def _rename(self, firm_id: int, name: str, difference: Difference) -> None:
        old = FirmName.objects.filter(firm_id=firm_id, kind="current", superseded_at=None).order_by("-id").first()
        if old is not None:
            FirmName.objects.filter(pk=old.pk).update(superseded_at=self.at)
            write_firm_names([(firm_id, old.name, "former")], source=self.source, at=self.at)
        write_firm_names([(firm_id, name, "current")], source=self.source, at=self.at)
        Firm.objects.filter(pk=firm_id).update(name=name, name_folded=fold(name), name_pinyin=sort_key(name)[:600])
        self._note(difference, ImportEffect.Kind.FIRM_NAME, firm_id, old.pk if old else None)

    def _units(self, done: Execution) -> None:
        fresh = []
        for (tower, floor, room), (provisional, difference) in done.units.items():
            area = done.unit_areas.pop(provisional, (None, None))[0]
            fresh.append((provisional, difference, NewUnit(self._id(int(tower)), floor, room, area)))  # type: ignore[arg-type]
        write_floors(sorted({(u.tower_id, u.floor_no) for _p, _d, u in fresh if u.floor_no is not None}))
        write_units([u for _p, _d, u in fresh], source=self.source, at=self.at)
        for provisional, difference, unit in fresh:
            self.real[provisional] = unit.id
            self._note(difference, ImportEffect.Kind.UNIT, unit.id)
        for unit_id, (area, difference) in done.unit_areas.items():
            if unit_id > 0 and Unit.objects.filter(pk=unit_id, area_sqm=None).update(area_sqm=area):
                self._note(difference, ImportEffect.Kind.UNIT_AREA, unit_id)

    def _tenancies(self, steps: list[Step]) -> None:
        changes = []
        for step in steps:
            after = self._with_real_ids(step.after) if step.after else None
            changes.append(Change(step.before, after, [Event(kind, on, says) for kind, on, says in step.events]))
        write_changes(changes, source=self.source, at=self.at)
        for step, change in zip(steps, changes, strict=True):
            before = change.before.id if change.before else None
            self._note(step.differences[0], ImportEffect.Kind.TENANCY, change.written_id, before)

    def _with_real_ids(self, version: Version) -> Version:
        spaces = tuple(replace(s, unit_id=self._id(s.unit_id), tower_id=self._id(s.tower_id)) for s in version.spaces)
        return replace(version, firm_id=self._id(version.firm_id), spaces=spaces, source_id=0)

    def _facts(self, done: Execution) -> None:
        keys = {k.key: k.pk for k in FactKey.objects.filter(subject="firm")}
        fresh: dict[tuple[int, str], tuple[NewFact, Difference]] = {}
        for firm, key, value, difference in done.facts:
            if key in keys and (self._id(firm), key) not in fresh:
                fact = NewFact("firm", self._id(firm), keys[key], self.batch.as_of_on, **as_columns(key, value))
                fresh[self._id(firm), key] = (fact, difference)
        write_facts([fact for fact, _d in fresh.values()], source=self.source, at=self.at)
        made = {self._id(provisional) for provisional, *_rest in done.firms.values()}
        copy_industries(firm for firm, key in fresh if key == "industry" and firm not in made)
        for fact, difference in fresh.values():
            self._note(difference, ImportEffect.Kind.FIRM_FACT, fact.id, fact.replaced_id)

    def _learn_tower_names(self, done: Execution) -> None:
        """A building that a reviewer said is a tower of the register keeps the sender's spelling as an alias."""
        said = self.batch.mapping.get("towers", {})
        written = {fold(d.stated.place): d for d in done.done if d.stated and fold(d.stated.place) in said}
        known = set(
            TowerName.objects.filter(tower_id__in=said.values(), superseded_at=None).values_list("tower_id", "folded")
        )
        for key, difference in written.items():
            if (said[key], key) not in known and difference.stated:
                write_tower_names([(said[key], difference.stated.place, "alias")], source=self.source, at=self.at)
                self._note(difference, ImportEffect.Kind.TOWER_NAME, said[key])

    def _touched(self, done: Execution) -> dict[int, int]:
        towers = Counter(
            d.tower_id or self._id(done.towers[d.tower_key][0])
            for d in done.done
            if d.tower_id or d.tower_key in done.towers
        )
        if towers:
            covered = [t for t in self.batch.covers_towers if t in towers]
            Tower.objects.filter(pk__in=covered).update(verified_on=self.batch.as_of_on)
        return dict(towers)
