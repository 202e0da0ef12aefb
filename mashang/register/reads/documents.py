"""The documents of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.core.files.storage import default_storage

from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Document, ImportBatch


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document as a file lists it."""

    id: int
    kind: str
    name: str
    media: str
    bytes: int
    issued_on: date | None
    expires_on: date | None
    recorded_at: datetime


def list_documents(about_kind: str, about_id: int) -> tuple[DocumentLine, ...]:
    """The stored documents about one subject, the latest first; one query.

    The caller has checked that the actor may see the subject.
    """
    rows = Document.objects.filter(about_kind=about_kind, about_id=about_id, state="stored").order_by("-id")
    return tuple(
        DocumentLine(
            id=row.pk,
            kind=row.kind,
            name=row.name,
            media=row.media,
            bytes=row.bytes,
            issued_on=row.issued_on,
            expires_on=row.expires_on,
            recorded_at=row.recorded_at,
        )
        for row in rows
    )


def open_original(batch: ImportBatch) -> IO[bytes]:
    """The sheet of an import as it was handed in; the caller has found the import for its actor."""
    if batch.document is None or batch.document.state != "stored":
        raise NotThere("no_file", _("The file is no longer kept."))
    return default_storage.open(batch.document.storage_key)
