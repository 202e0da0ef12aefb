"""Handing in a file of tickets: kept row by row, compared with what is here, and nothing opened yet."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import TicketImport, TicketRow
from mashang.cases.reads.ticket_judging import Judged, judge
from mashang.cases.reads.ticket_scope import known_columns, ticket_imports_seen_by
from mashang.cases.rules.ticket_words import load_columns
from mashang.cases.rules.tickets import IGNORED, columns_of, find_tickets, lacks
from mashang.cases.sealing import open_cells, seal_cells
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.rules.sheets.vocabulary import plain
from mashang.register.rules.sheets.workbook import open_workbook
from mashang.trail.acts import record

TICKETS = "ticket_import"
LONGEST_SOURCE = 40
AT_ONCE = 1_000
REVIEW = TicketImport.State.REVIEW


@transaction.atomic
def upload_tickets(*, actor: Actor, data: bytes, name: str, source: str) -> TicketImport:
    """Read the file of a hotline and show what its tickets mean for us; nothing is opened yet.

    `source` is whose numbers these are. The file itself is not kept, its rows lie sealed. The same file of the same source
    that still waits for review is given back as it stands. Refuses who takes no tickets, a file that cannot be read or
    holds no tickets (each with what to do), and one without a source.
    """
    actor.require(Permission.CASE_TICKETS)
    line = " ".join(source.split())
    if not line or len(line) > LONGEST_SOURCE:
        raise Refused(
            "source_missing", _("Say which hotline the tickets are of, in at most 40 characters."), field="source",
            mend=_("For example 12345."),
        )  # fmt: skip
    if len(data) > settings.UPLOAD_BYTES:
        raise Refused(
            "file_too_large", _("The file is larger than %(mb)s MB.", mb=settings.UPLOAD_BYTES // 1024 // 1024), field="file",
            mend=_("Split it, or make it smaller."),
        )  # fmt: skip
    area = Area.objects.filter(pk=actor.area_id or 0).first()
    if area is None:
        raise Refused("no_area", _("Tickets are taken in by somebody of an area."), mend=_("Sign in in such a role."))
    digest = hashlib.sha256(data).hexdigest()
    waiting = ticket_imports_seen_by(actor).filter(area=area, source=line, sha256=digest, state=REVIEW).first()
    if waiting is not None:
        return waiting
    sheet = find_tickets(open_workbook(data, name), known_columns(actor, line))
    imported = TicketImport.objects.create(
        area=area, area_path=area.path, district_id=area.district_id, source=line, name=name[-200:], sha256=digest,
        sheet=sheet.name[:80], others=list(sheet.others), head_row=sheet.head_row,
        columns=[asdict(column) for column in sheet.columns], uploaded_at=timezone.now(), uploaded_by_id=actor.user_id,
    )  # fmt: skip
    judged = judge(actor, imported, sheet.rows)
    TicketRow.objects.bulk_create(_rows(imported, judged, sheet.rows), batch_size=AT_ONCE)
    _count(imported)
    record(
        actor=actor, act="ticket.upload", subject_kind=TICKETS, subject_id=imported.pk,
        diff={"sha256": digest, "rows": len(sheet.rows)}, area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    return imported


def _rows(
    imported: TicketImport, judged: Sequence[Judged], rows: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[TicketRow]:
    for one, (row_no, cells) in zip(judged, rows, strict=True):
        yield put(TicketRow(imported=imported, row_no=row_no, sealed=seal_cells(cells, imported.pk, row_no)), one)


def put(row: TicketRow, one: Judged) -> TicketRow:
    """The row with what it means now, not written yet."""
    row.number, row.verdict = one.ticket.number[:60], one.verdict
    row.reasons, row.hints = one.reasons, one.ticket.hints
    row.show(one.said, one.changes)
    row.case = one.case
    return row


JUDGED = ("number", "verdict", "shown", "reasons", "hints", "case")


def cells_of(imported: TicketImport, rows: Sequence[TicketRow]) -> list[tuple[int, list[str]]]:
    """The cells of rows as they came, with the place of each."""
    return [(row.row_no, open_cells(row.sealed, imported.pk, row.row_no)) for row in rows if row.sealed is not None]


def _count(imported: TicketImport) -> None:
    verdicts = Counter(imported.rows.values_list("verdict", flat=True))
    lacking = lacks(columns_of([one["label"] for one in imported.columns], _fields(imported)))
    outside = imported.rows.filter(reasons__contains=[{"code": "out_of_scope"}]).count()
    imported.counts = {"verdicts": dict(verdicts), "lacks": list(lacking), "outside": outside}
    imported.save(update_fields=["counts"])


def _fields(imported: TicketImport) -> dict[str, str]:
    return {plain(one["label"]): one["field"] or IGNORED for one in imported.columns if one["label"]}


def take_import(actor: Actor, import_id: int) -> TicketImport:
    """A file of tickets within reach, locked. NotThere outside it, refuses who takes no tickets."""
    actor.require(Permission.CASE_TICKETS)
    seen = ticket_imports_seen_by(actor).filter(pk=import_id).values("pk")
    imported = TicketImport.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if imported is None:
        raise NotThere("no_such_tickets", _("There is no such file of tickets, or it lies outside your reach."))
    return imported


def need_review(imported: TicketImport) -> None:
    """Refuse a file that is taken in or put away already: somebody was faster."""
    if imported.state != REVIEW:
        raise Refused(
            "not_in_review", _("This file is no longer to be reviewed: it was taken in or put away meanwhile."),
            mend=_("Load the page again to see what came of it."),
        )  # fmt: skip


@transaction.atomic
def reread_tickets(
    *, actor: Actor, import_id: int, fields: Mapping[str, str] | None = None, beyond: bool | None = None
) -> TicketImport:
    """Read a file again with other columns, or as things stand now. `fields`: head as written to the field it holds.

    `beyond`: whether tickets of towers outside the area are taken in too, for they were passed on to this office.

    What is said of the columns is proposed for the next file of the source. Refuses a field that is not one of a
    ticket, one field for two columns, and a file that is no longer in review.
    """
    imported = take_import(actor, import_id)
    need_review(imported)
    if fields is not None:
        imported.columns = _columns_said(imported, fields)
    imported.beyond = imported.beyond if beyond is None else beyond
    imported.save(update_fields=["columns", "beyond"])
    rows = list(imported.rows.order_by("row_no"))
    judged = judge(actor, imported, cells_of(imported, rows))
    TicketRow.objects.bulk_update(
        [put(row, one) for row, one in zip(rows, judged, strict=True)], JUDGED, batch_size=AT_ONCE
    )
    _count(imported)
    return imported


def _columns_said(imported: TicketImport, fields: Mapping[str, str]) -> list[dict[str, str]]:
    said = {plain(head): field or IGNORED for head, field in fields.items()}
    given = [field for field in said.values() if field != IGNORED]
    if strange := set(given) - set(load_columns()):
        raise Refused(
            "no_such_field", _("A ticket has no field “%(what)s”.", what=", ".join(sorted(strange))), field="field"
        )
    if len(given) > len(set(given)):
        raise Refused(
            "field_twice", _("Two columns hold the same: each field stands in one column."), field="field",
            mend=_("Leave one of them out."),
        )  # fmt: skip
    return [asdict(column) for column in columns_of([one["label"] for one in imported.columns], said)]


@transaction.atomic
def drop_tickets(*, actor: Actor, import_id: int) -> TicketImport:
    """Put a file away without taking it in; its cells are forgotten at once. Refuses one that is no longer in review."""
    imported = take_import(actor, import_id)
    need_review(imported)
    imported.state = TicketImport.State.DROPPED
    imported.save(update_fields=["state"])
    imported.rows.update(sealed=None, shown=None)
    record(
        actor=actor, act="ticket.drop", subject_kind=TICKETS, subject_id=imported.pk, area_path=imported.area_path,
        district_id=imported.district_id,
    )  # fmt: skip
    return imported
