"""Handing in a tenant sheet."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.deferring import defer_after_commit
from mashang.register.acts.documents import keep_document
from mashang.register.acts.importing.asking import note_asking
from mashang.register.acts.importing.comparing import compare_batch
from mashang.register.acts.importing.deciding import refuse_future
from mashang.register.acts.importing.telling import tell_stewards
from mashang.register.models import ImportBatch, Tower
from mashang.trail.acts import record

INLINE_BYTES = 400 * 1024  # a sheet of some 2,000 rows is compared while the sender waits; a larger one by the worker


def upload_sheet(
    *,
    actor: Actor,
    data: bytes,
    name: str,
    as_of_on: date,
    area_id: int | None = None,
    tower_id: int | None = None,
    sender: str = "",
    whole: bool = False,
    at_once: bool = False,
) -> ImportBatch:
    """Keep a tenant sheet and compare it with the register (a large one by the worker); nothing is changed yet.

    `as_of_on` is the day the sheet speaks of, `tower_id` the tower all its rows are of (empty: read
    from each row), `whole` that it lists all tenants of the towers it names, so that absence means gone.
    `at_once` compares a large one here too (a command has nobody waiting).
    Refuses an empty or too large file, a day in the future, and places the actor may not work on.
    """
    refuse_future(as_of_on)
    if len(data) > settings.UPLOAD_BYTES:
        raise Refused(
            "file_too_large",
            _("The file is larger than %(mb)s MB.", mb=settings.UPLOAD_BYTES // 1024 // 1024),
            field="file",
            mend=_("Split it by tower."),
        )
    area, tower = _place(actor, area_id, tower_id)
    permission = Permission.CENSUS_IMPORT if actor.may(Permission.CENSUS_IMPORT) else Permission.OWN_TOWER_IMPORT
    actor.require(permission, area_path=tower.area_path if tower else area.path, tower_id=tower.pk if tower else None)
    if permission == Permission.OWN_TOWER_IMPORT and tower is None:
        raise Refused("tower_needed", _("Say which tower the sheet is of."), field="tower")
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            area=area, tower=tower, name=name[-200:], sender=sender[:120], as_of_on=as_of_on, file_sha256="",
            whole=whole, uploaded_by_id=actor.user_id, area_path=area.path, district_id=area.district_id,
        )  # fmt: skip
        document = keep_document(
            actor=actor, data=data, name=name, kind="tenant_sheet", about_kind="batch", about_id=batch.pk,
            area_path=area.path, district_id=area.district_id,
        )  # fmt: skip
        batch.document, batch.file_sha256 = document, document.sha256
        ImportBatch.objects.filter(pk=batch.pk).update(document=document, file_sha256=document.sha256)
        record(
            actor=actor, act="import.upload", subject_kind="batch", subject_id=batch.pk,
            diff={"sha256": document.sha256, "bytes": document.bytes, "as_of": as_of_on.isoformat(), "tower": tower_id},
            area_path=area.path, district_id=area.district_id,
        )  # fmt: skip
        if permission == Permission.OWN_TOWER_IMPORT:
            tell_stewards(actor, batch)
        by_worker = len(data) > INLINE_BYTES and not at_once
        asking = note_asking(batch, actor)
        ImportBatch.objects.filter(pk=batch.pk).update(mapping=batch.mapping)
        if by_worker:
            from mashang.register.jobs import compare_sheet

            defer_after_commit(compare_sheet, queueing_lock=f"compare-{batch.pk}", batch_id=batch.pk, **asking)
    return batch if by_worker else compare_batch(actor=actor, batch_id=batch.pk)


def _place(actor: Actor, area_id: int | None, tower_id: int | None) -> tuple[Area, Tower | None]:
    tower = None
    if tower_id is not None:
        tower = Tower.objects.filter(pk=tower_id, retracted_at=None).first()
        if tower is None or not actor.covers(tower.area_path):
            raise NotThere("no_such_tower", _("There is no such tower in your area."), field="tower")
    # A sheet of one tower lies where the tower is, whatever area the form names.
    area = Area.objects.filter(pk=tower.area_id if tower else (area_id or actor.area_id or 0)).first()
    if area is None:
        raise NotThere("no_such_area", _("There is no such area."), field="area")
    return area, tower


def reopen_sheet(*, actor: Actor, batch_id: int) -> ImportBatch:
    """Take the file of an earlier import up again as a new batch.

    What was applied is the same now; what was left open, refused or taken back comes up again.
    """
    batch = ImportBatch.objects.select_related("document").filter(pk=batch_id).first()
    if batch is None or batch.document is None or not actor.covers(batch.area_path):
        raise NotThere("no_such_batch", _("There is no such import."))
    with default_storage.open(batch.document.storage_key) as file:
        data = file.read()
    return upload_sheet(
        actor=actor, data=data, name=batch.name, as_of_on=batch.as_of_on, area_id=batch.area_id,
        tower_id=batch.tower_id, sender=batch.sender, whole=batch.whole,
    )  # fmt: skip
