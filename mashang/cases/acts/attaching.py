"""Attaching photos, papers and films to a case, and forgetting bytes that no row points to."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import CASE, take_seen_case
from mashang.cases.models import Case, CaseFile, CaseText, Summons
from mashang.cases.rules.attachments import MOST_FILES, ready
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.models import Document
from mashang.trail.acts import record

FOLDER, SMALL = "cases", ".small"
MOST_OF_CASE = 90
LEFT_ALONE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sends it; `read` gives its bytes, once it is known not to be too large."""

    name: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that lie in storage already and wait for their row."""

    name: str
    media: str
    bytes: int
    sha256: str
    key: str


class Sent(Protocol):
    """A file as a form gives it."""

    name: str | None
    size: int | None

    def read(self) -> bytes: ...


def uploads(files: Iterable[Sent]) -> list[Upload]:
    """The files of a form."""
    return [Upload(one.name or "", one.size or 0, one.read) for one in files]


def keep_bytes(files: Sequence[Upload]) -> list[Kept]:
    """Look at each file, make it fit, and write its bytes: before any row, so that no row is without them.

    Refuses more than nine at a time, and what `rules.attachments.ready` refuses; then nothing is written.
    """
    if len(files) > MOST_FILES:
        raise Refused(
            "too_many_files", _("These are more than %(most)s files.", most=MOST_FILES), field="files",
            mend=_("Send nine now and add the others afterwards."),
        )  # fmt: skip
    most = settings.UPLOAD_BYTES
    fit = [ready(b"" if one.size > most else one.read(), one.name, most_bytes=most) for one in map(_sized, files)]
    kept = []
    for one in fit:
        digest = hashlib.sha256(one.data).hexdigest()
        key = default_storage.save(f"{FOLDER}/{digest[:2]}/{uuid.uuid4().hex}", ContentFile(one.data))
        if one.thumbnail:
            default_storage.save(key + SMALL, ContentFile(one.thumbnail))
        kept.append(Kept(one.name, one.media, len(one.data), digest, key))
    return kept


def _sized(file: Upload) -> Upload:
    """The file itself; refuses one that is too large by its size, before its bytes are read."""
    if file.size > settings.UPLOAD_BYTES:
        raise Refused(
            "file_too_large",
            _("“%(name)s” is larger than %(mb)s MB.", name=file.name[-60:], mb=settings.UPLOAD_BYTES // 1024 // 1024),
            field="files", mend=_("Make it smaller, or send a shorter film."),
        )  # fmt: skip
    return file


def attach_files(
    *, actor: Actor, case_id: int, files: Sequence[Upload], seen_by: str = CaseText.SeenBy.OFFICE, summons_id: int | None = None
) -> list[CaseFile]:  # fmt: skip
    """Add files to an open case. What the firm's side sends all may see; the office and departments say who may.

    `summons_id` names the department's own part. Refuses an ended case, more than 90 files of one case, a summons that is
    not of this case or department, and files as `keep_bytes` does.
    """
    kept = keep_bytes(files)
    with transaction.atomic():
        case = take_seen_case(actor, case_id)
        if case.closed_at is not None:
            raise Refused(
                "case_ended", _("This case has ended."), mend=_("Reopen it, or open a new one."), field="files"
            )
        return write_files(actor, case, kept, seen_by=seen_by, summons=_summons(actor, case, summons_id))


def write_files(
    actor: Actor, case: Case, kept: Sequence[Kept], *, seen_by: str = CaseText.SeenBy.OFFICE, summons: Summons | None = None
) -> list[CaseFile]:  # fmt: skip
    """The rows of bytes that are written already, inside the transaction of the deed they belong to."""
    if not kept:
        return []
    if actor.may(Permission.OWN_CASE_ASK):
        seen_by = CaseText.SeenBy.ALL
    elif not actor.may(Permission.CASE_HANDLE):
        actor.require(Permission.CASE_ANSWER)
    if case.files.count() + len(kept) > MOST_OF_CASE:
        raise Refused(
            "too_many_files", _("A case has room for %(most)s files.", most=MOST_OF_CASE), field="files",
            mend=_("Put several pages into one PDF."),
        )  # fmt: skip
    rows = [
        CaseFile.objects.create(case=case, document=_document(actor, case, one), summons=summons, seen_by=seen_by)
        for one in kept
    ]
    record(
        actor=actor, act="case.attach", subject_kind=CASE, subject_id=case.pk, diff={"files": len(rows)},
        area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    return rows


def _document(actor: Actor, case: Case, one: Kept) -> Document:
    return Document.objects.create(
        kind="photo" if one.media.startswith("image/") else "other", name=one.name, media=one.media, bytes=one.bytes,
        sha256=one.sha256, storage_key=one.key, about_kind=CASE, about_id=case.pk, taken_by_id=actor.user_id,
        area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip


def _summons(actor: Actor, case: Case, summons_id: int | None) -> Summons | None:
    if summons_id is None:
        return None
    mine = Summons.objects.filter(case=case, pk=summons_id)
    found = (mine if actor.may(Permission.CASE_HANDLE) else mine.filter(department=actor.department_id)).first()
    if found is None:
        raise NotThere("no_such_summons", _("There is no such summons, or it is not your department's."))
    return found


def sweep_orphans(*, actor: Actor, most: int = 5_000) -> int:
    """Delete bytes of cases that no row points to and that are a day old: their deed was refused or broke off.

    Returns how many. By the worker, each night; what was written today is left alone, for its deed may still go on.
    """
    gone, until = 0, timezone.now() - LEFT_ALONE
    for folder in default_storage.listdir(FOLDER)[0] if default_storage.exists(FOLDER) else []:
        names = default_storage.listdir(f"{FOLDER}/{folder}")[1]
        keys = {f"{FOLDER}/{folder}/{name}" for name in names}
        held = set(
            Document.objects.filter(storage_key__in={key.removesuffix(SMALL) for key in keys}).values_list(
                "storage_key", flat=True
            )
        )
        for key in sorted(key for key in keys if key.removesuffix(SMALL) not in held):
            if gone < most and default_storage.get_modified_time(key) < until:
                default_storage.delete(key)
                gone += 1
    return gone
