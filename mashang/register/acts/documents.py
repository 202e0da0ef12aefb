"""Keeping files people give us."""

from __future__ import annotations

import hashlib
import uuid
from datetime import date
from typing import Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.models import Document, ImportBatch
from mashang.register.reads.papers import find_subject
from mashang.register.rules.media import refuse_media, sniff
from mashang.register.rules.pictures import strip_metadata
from mashang.trail.acts import note_view, record

DOCUMENT_KINDS: Final = ("lease", "deed", "licence", "fire", "plan", "photo", "letter", "other")


def store_file(data: bytes) -> tuple[str, str]:
    """Put bytes into storage under a name nobody can guess; returns (storage key, sha256)."""
    digest = hashlib.sha256(data).hexdigest()
    key = default_storage.save(f"{digest[:2]}/{uuid.uuid4().hex}", ContentFile(data))
    return key, digest


def keep_document(
    *,
    actor: Actor,
    data: bytes,
    name: str,
    kind: str,
    about_kind: str,
    about_id: int,
    area_path: str,
    district_id: int,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Document:
    """Store a file about a tower, unit, firm, tenancy or import batch.

    Refuses files that are too large, empty, or of a kind that is not on the allow-list by content
    (whatever the name says). Pictures are kept without their metadata. The caller has found the subject for the actor.
    Needs `document.add` there; for a sheet, the right to import.
    """
    sheet = Permission.CENSUS_IMPORT if actor.may(Permission.CENSUS_IMPORT) else Permission.OWN_TOWER_IMPORT
    actor.require(sheet if about_kind == "batch" else Permission.DOCUMENT_ADD)
    if not data:
        raise Refused("empty_file", _("The file is empty."), field="file", mend=_("Choose the file again."))
    if len(data) > settings.UPLOAD_BYTES:
        raise Refused(
            "file_too_large", _("The file is larger than %(mb)s MB.", mb=settings.UPLOAD_BYTES // 1024 // 1024), field="file",
            mend=_("Split it, or make it smaller."),
        )  # fmt: skip
    if issued_on and expires_on and expires_on < issued_on:
        raise Refused("expires_before_issue", _("The file would expire before it was issued."), field="expires_on")
    media = sniff(data, name)
    if about_kind != "batch":
        refuse_media(media)
        data = strip_metadata(data, media)
    key, digest = store_file(data)
    with transaction.atomic():
        document = Document.objects.create(
            kind=kind, name=name[-200:], media=media, bytes=len(data), sha256=digest, storage_key=key,
            about_kind=about_kind, about_id=about_id, issued_on=issued_on, expires_on=expires_on,
            taken_by_id=actor.user_id, area_path=area_path, district_id=district_id,
        )  # fmt: skip
        record(
            actor=actor, act="document.keep", subject_kind=about_kind, subject_id=about_id,
            diff={"document": document.pk, "kind": kind, "bytes": len(data)}, area_path=area_path, district_id=district_id,
        )  # fmt: skip
    return document


def attach_document(
    *,
    actor: Actor,
    about_kind: str,
    about_id: int,
    data: bytes,
    name: str,
    kind: str,
    issued_on: date | None = None,
    expires_on: date | None = None,
) -> Document:
    """A person adds a file to a tower, unit, firm or tenancy that is in reach. Needs `document.add`.

    Refuses a kind of document that is not listed, and files as `keep_document` does.
    """
    actor.require(Permission.DOCUMENT_ADD)
    if kind not in DOCUMENT_KINDS:
        raise Refused("unknown_kind", _("Say what kind of document it is."), field="kind", mend=_("Choose one."))
    about = find_subject(actor, about_kind, about_id)
    return keep_document(
        actor=actor, data=data, name=name, kind=kind, about_kind=about_kind, about_id=about_id,
        area_path=about.area_path, district_id=about.district_id, issued_on=issued_on, expires_on=expires_on,
    )  # fmt: skip


def note_document_taken(*, actor: Actor, document_id: int) -> None:
    """Put on record that the actor took a copy of a document. The caller has found it for the actor."""
    note_view(
        actor=actor, page="document", subject_kind="document", subject_id=document_id, fields=["file"]
    )  # fmt: skip


def note_workbook_taken(*, actor: Actor, batch: ImportBatch, page: str) -> None:
    """Put on record that a whole workbook of an import leaves: the original, or the rows given back.

    Refuses who may neither take lists out of the register (`register.export`) nor hand in sheets of a tower of
    their own. The caller has found the import for the actor.
    """
    if not actor.may(Permission.OWN_TOWER_IMPORT):
        actor.require(Permission.REGISTER_EXPORT, area_path=batch.area_path)
    note_view(
        actor=actor, page=page, subject_kind="batch", subject_id=batch.pk, fields=["workbook"],
        area_path=batch.area_path, district_id=batch.district_id,
    )  # fmt: skip
