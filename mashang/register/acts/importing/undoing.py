"""Taking an applied batch back, by new rows. What stands on it is named, never torn down."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.importing.standing import refuse_edited, refuse_later, refuse_what_stands
from mashang.register.acts.ledger import Change, Event, NewFact, refresh_statistics, write_changes, write_facts
from mashang.register.acts.ledger.descriptions import describe_units
from mashang.register.acts.ledger.facts import copy_industries
from mashang.register.acts.ledger.findable import find_firms_anew, find_towers_anew
from mashang.register.acts.ledger.names import bear, write_firm_names
from mashang.register.models import (
    Firm,
    FirmFact,
    FirmName,
    ImportBatch,
    ImportEffect,
    Occupancy,
    Source,
    Tenancy,
    Tower,
    TowerName,
    Unit,
    UnitDescription,
    UnitHold,
)
from mashang.register.reads.versions import get_version_by_id
from mashang.trail.acts import record

Kind = ImportEffect.Kind


@dataclass(slots=True)
class _Undoing:
    batch: ImportBatch
    source: Source
    at: datetime
    effects: dict[str, list[tuple[int | None, int | None]]]

    def made(self, kind: Kind) -> list[int]:
        return [made for made, _before in self.effects[kind.value] if made is not None]


def undo_batch(*, actor: Actor, batch_id: int, reason: str = "") -> ImportBatch:
    """Take back everything a batch wrote: tenancies and facts return to what they were, by new rows.

    Who applied it may take it back, and whoever may undo imports. Refused, naming firms or rooms, when
    something later was built on what the batch wrote.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().filter(pk=batch_id).first()
        if batch is None or not actor.covers(batch.area_path):
            raise NotThere("no_such_batch", _("There is no such import."))
        if not actor.may(Permission.CENSUS_UNDO) and batch.applied_by_id != actor.user_id:
            raise NotAllowed("not_yours", _("Only who applied it or a section head may take an import back."))
        actor.require(Permission.CENSUS_IMPORT, area_path=batch.area_path)
        if batch.state != ImportBatch.State.APPLIED:
            raise Refused("not_applied", _("Only an applied import can be taken back."))
        Area.objects.select_for_update(no_key=True).get(pk=batch.area_id)
        at = timezone.now()
        source = Source.objects.create(
            kind=Source.Kind.DESK,
            label=f"undo:{batch.no}",
            as_of_on=batch.as_of_on,
            batch=batch,
            given_by_id=actor.user_id,
        )
        effects: dict[str, list[tuple[int | None, int | None]]] = defaultdict(list)
        for kind, made, before in batch.effects.order_by("id").values_list("kind", "made_ids", "before_ids"):
            effects[kind] += zip(made, before, strict=True)
        undoing = _Undoing(batch, source, at, effects)
        _lock(undoing)
        refuse_what_stands(batch, undoing.made(Kind.FIRM), undoing.made(Kind.UNIT), undoing.made(Kind.TOWER))
        refuse_edited(batch, undoing.made(Kind.FIRM_CODE), undoing.made(Kind.UNIT_AREA))
        _undo_tenancies(undoing)
        _undo_facts(undoing)
        _undo_names(undoing)
        _undo_entities(undoing)
        _find_anew(undoing)
        batch.state, batch.undone_at, batch.undone_by_id = ImportBatch.State.UNDONE, at, actor.user_id
        batch.save(update_fields=["state", "undone_at", "undone_by"])
        record(
            actor=actor, act="import.undo", subject_kind="batch", subject_id=batch.pk, reason=reason,
            diff={"no": batch.no}, area_path=batch.area_path, district_id=batch.district_id,
        )  # fmt: skip
    return batch


def _lock(undoing: _Undoing) -> None:
    """Firms, then units, then tenancies: the order in which acts by hand lock, so that none waits in a ring."""
    for model, kind in ((Firm, Kind.FIRM), (Unit, Kind.UNIT)):
        rows = model._default_manager.select_for_update(no_key=True).filter(pk__in=undoing.made(kind))
        list(rows.order_by("pk").values_list("pk"))


def _undo_tenancies(undoing: _Undoing) -> None:
    pairs = undoing.effects[Kind.TENANCY.value]
    made = get_version_by_id([m for m, _b in pairs if m is not None])
    before = get_version_by_id([b for _m, b in pairs if b is not None])
    lines = {v.line for v in [*made.values(), *before.values()]}
    live = dict(Tenancy.objects.select_for_update().filter(line__in=lines, retracted_at=None).values_list("line", "id"))
    changes, later = [], []
    for made_id, before_id in pairs:
        version = made[made_id] if made_id is not None else before[before_id or 0]
        if live.get(version.line) != made_id:
            later.append(version.firm_id)
            continue
        earlier = replace(before[before_id], id=0) if before_id is not None else None
        on = undoing.batch.as_of_on
        changes.append(Change(made.get(made_id or 0), earlier, [Event("undo", on, {"batch": undoing.batch.pk})]))
    refuse_later(list(Firm.objects.filter(pk__in=later).values_list("name", flat=True)))
    write_changes(changes, source=undoing.source, at=undoing.at)
    refresh_statistics()


def _undo_facts(undoing: _Undoing) -> None:
    pairs = undoing.effects[Kind.FIRM_FACT.value]
    made = [m for m, _b in pairs if m is not None]
    superseded = FirmFact.objects.filter(pk__in=made, superseded_at__isnull=False).values_list(
        "subject__name", flat=True
    )
    refuse_later(list(superseded))
    FirmFact.objects.filter(pk__in=made).update(superseded_at=undoing.at)
    earlier = FirmFact.objects.filter(pk__in=[b for _m, b in pairs if b is not None])
    write_facts(
        [
            NewFact(
                "firm",
                f.subject_id,
                f.key_id,
                f.valid_from,
                f.num,
                f.code,
                f.day,
                f.flag,
                f.body,
                f.precision,
                f.unknown,
            )
            for f in earlier
        ],
        source=undoing.source,
        at=undoing.at,
    )
    copy_industries(set(FirmFact.objects.filter(pk__in=made, key__key="industry").values_list("subject_id", flat=True)))


def _undo_names(undoing: _Undoing) -> None:
    for firm_id, old_id in undoing.effects[Kind.FIRM_NAME.value]:
        old = FirmName.objects.filter(pk=old_id or 0).select_related("firm").first()
        if old is None or firm_id is None:
            continue
        since = FirmName.objects.filter(firm_id=firm_id, superseded_at=None, recorded_at__gte=undoing.batch.applied_at)
        refuse_later(list(since.exclude(source__batch=undoing.batch).values_list("firm__name", flat=True)))
        since.update(superseded_at=undoing.at)
        write_firm_names([(firm_id, old.name, "current", old.since)], source=undoing.source, at=undoing.at)
        bear(old.firm, old.name)
    Firm.objects.filter(pk__in=undoing.made(Kind.FIRM_CODE)).update(uscc=None)
    aliases = TowerName.objects.filter(
        tower_id__in=undoing.made(Kind.TOWER_NAME), kind="alias", source__batch=undoing.batch, superseded_at=None
    )
    aliases.update(superseded_at=undoing.at)


def _undo_entities(undoing: _Undoing) -> None:
    units, firms, towers = undoing.made(Kind.UNIT), undoing.made(Kind.FIRM), undoing.made(Kind.TOWER)
    used = Occupancy.objects.filter(unit_id__in=units, retracted_at=None).values_list("firm__name", flat=True)
    held = UnitHold.objects.filter(unit_id__in=units, released_at=None).values_list("unit__room", flat=True)
    there = Tenancy.objects.filter(firm_id__in=firms, retracted_at=None).values_list("firm__name", flat=True)
    refuse_later([*used, *held, *there])
    Unit.objects.filter(pk__in=units).update(retracted_at=undoing.at)
    learnt = UnitDescription.objects.filter(
        unit__in=undoing.made(Kind.UNIT_AREA), superseded_at=None, source__batch=undoing.batch
    )
    describe_units(
        {unit_id: {"area_sqm": None} for unit_id in learnt.values_list("unit_id", flat=True)},
        since=None, source=undoing.source, at=undoing.at,
    )  # fmt: skip
    Firm.objects.filter(pk__in=firms).update(retracted_at=undoing.at)
    left = Unit.objects.filter(tower_id__in=towers, retracted_at=None).values_list("tower__name_zh", flat=True)
    refuse_later(list(left))
    Tower.objects.filter(pk__in=towers).update(retracted_at=undoing.at)


def _find_anew(undoing: _Undoing) -> None:
    turned = [pk for pair in undoing.effects[Kind.TENANCY.value] for pk in pair if pk is not None]
    firms = [
        *undoing.made(Kind.FIRM),
        *undoing.made(Kind.FIRM_NAME),
        *undoing.made(Kind.FIRM_CODE),
        *FirmFact.objects.filter(pk__in=undoing.made(Kind.FIRM_FACT)).values_list("subject_id", flat=True),
        *Tenancy.objects.filter(pk__in=turned).values_list("firm_id", flat=True),
    ]
    find_firms_anew(firms)
    find_towers_anew([*undoing.made(Kind.TOWER), *undoing.made(Kind.TOWER_NAME)])
