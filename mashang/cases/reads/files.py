"""The files of cases: which an actor may see, and opening one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import CaseFile, CaseText
from mashang.cases.reads.scope import cases_seen_by
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _

SMALL = ".small"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """A file of a case. `is_picture`: it was drawn anew, has a small picture, and may be shown inside a page."""

    id: int
    case_id: int
    name: str
    media: str
    bytes: int
    at: datetime
    by_id: int | None
    for_all: bool
    summons_id: int | None

    @property
    def is_picture(self) -> bool:
        """Only pictures that we have drawn ourselves are ever shown inside a page."""
        return self.media.startswith("image/")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedFile:
    """A file about to be handed out, with the place that its view is recorded under."""

    line: FileLine
    file: IO[bytes]
    area_path: str
    district_id: int


def files_of(actor: Actor, case_ids: Collection[int]) -> dict[int, list[FileLine]]:
    """The files of these cases that the actor may see, oldest first, by case; one query."""
    rows = _seen(actor).filter(case__in=case_ids).order_by("pk")
    found: dict[int, list[FileLine]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(_line(row))
    return found


def open_case_file(actor: Actor, file_id: int, *, small: bool = False) -> OpenedFile:
    """A file that the actor may see, opened; NotThere for every other one, and for bytes that are kept no longer.

    `small` opens the small picture of a photo.
    """
    row = _seen(actor).select_related("case").filter(pk=file_id, document__state="stored").first()
    key = row.document.storage_key + (SMALL if small else "") if row else ""
    if row is None or not default_storage.exists(key):
        raise NotThere("no_such_file", _("There is no such file, or it is not yours to see."))
    return OpenedFile(
        line=_line(row),
        file=default_storage.open(key),
        area_path=row.case.area_path,
        district_id=row.case.district_id,
    )


def _seen(actor: Actor) -> QuerySet[CaseFile]:
    """Of the cases within reach: the office and the departments called in see all files, the firm's side those for all."""
    rows = CaseFile.objects.filter(case__in=cases_seen_by(actor).values("pk")).select_related("document")
    if actor.may(Permission.CASE_READ) or actor.may(Permission.CASE_ANSWER):
        return rows
    return rows.filter(seen_by=CaseText.SeenBy.ALL)


def _line(row: CaseFile) -> FileLine:
    paper = row.document
    return FileLine(
        id=row.pk, case_id=row.case_id, name=paper.name, media=paper.media, bytes=paper.bytes, at=paper.recorded_at,
        by_id=paper.taken_by_id, for_all=row.seen_by == CaseText.SeenBy.ALL, summons_id=row.summons_id,
    )  # fmt: skip
