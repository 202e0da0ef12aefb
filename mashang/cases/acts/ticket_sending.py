"""Sending the answers of tickets back to their hotline, as a file in its own columns."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case, TicketExport, TicketSent
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.reads.tickets_out import columns_out, open_ticket_export, rows_out
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.documents import store_file
from mashang.register.models import Document
from mashang.register.reads.exports import Sheet, write_csv, write_xlsx
from mashang.trail.acts import note_view, record

EXPORT = "ticket_export"
MOST = 5_000
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@transaction.atomic
def send_tickets(
    *, actor: Actor, case_ids: Collection[int], source: str, form: str, name: str, head: str = ""
) -> TicketExport:
    """Make the file that answers these tickets of one hotline, and write down that they were sent back as they stand.

    In the columns of the line's newest file with its own numbers, then state, answer, outcome, times and, of closed ones
    alone, how satisfied the asker is. Who asked is left out. `form` is csv (UTF-8 with a mark) or xlsx, `head` the line
    above the columns. Cases of another line or out of reach are left out; refuses when none is left, and more than 5,000.
    """
    actor.require(Permission.CASE_TICKETS)
    if form not in MEDIA:
        raise Refused("no_such_form", _("A file is csv or xlsx."), field="form", mend=_("Choose one of the list."))
    seen = cases_seen_by(actor).filter(pk__in=case_ids, channel=Case.Channel.HOTLINE, external_source=source)
    cases = list(seen.select_related("firm", "tower").order_by("opened_at", "pk")[: MOST + 1])
    if not cases:
        raise Refused("none_picked", _("No ticket is picked."), mend=_("Pick some in the list first."))
    if len(cases) > MOST:
        raise Refused("too_many_picked", _("At most %(most)s tickets in one file.", most=MOST), mend=_("Pick fewer."))
    area = Area.objects.get(pk=actor.area_id) if actor.area_id else cases[0].area
    export = TicketExport.objects.create(
        area=area, area_path=area.path, district_id=area.district_id, source=source, form=form, tickets=len(cases),
        sent_at=timezone.now(), sent_by_id=actor.user_id,
    )  # fmt: skip
    TicketSent.objects.bulk_create(
        TicketSent(export=export, case=case, state=case.state, round=case.round) for case in cases
    )
    export.document = _document(actor, export, _file(actor, cases, source, form, head), f"{name}.{form}")
    export.save(update_fields=["document"])
    record(
        actor=actor, act="ticket.send", subject_kind=EXPORT, subject_id=export.pk, diff={"rows": len(cases), "form": form},
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    return export


def _file(actor: Actor, cases: list[Case], source: str, form: str, head: str) -> bytes:
    columns = columns_out(actor, source)
    sheet = Sheet(name=source, head=head, columns=[one.head for one in columns], rows=rows_out(cases, columns))
    if form == "csv":
        return write_csv(sheet)
    with write_xlsx(sheet) as file:
        return file.read()


def _document(actor: Actor, export: TicketExport, data: bytes, name: str) -> Document:
    key, digest = store_file(data)
    return Document.objects.create(
        kind=EXPORT, name=name[-200:], media=MEDIA[export.form], bytes=len(data), sha256=digest, storage_key=key,
        about_kind="tickets", about_id=export.pk, taken_by_id=actor.user_id, area_path=export.area_path,
        district_id=export.district_id,
    )  # fmt: skip


@transaction.atomic
def fetch_ticket_export(*, actor: Actor, export_id: int) -> tuple[str, bytes, str]:
    """Name, bytes and media of a file that went back, as it was sent; the fetching goes on record. NotThere out of reach."""
    actor.require(Permission.CASE_TICKETS)
    export, file = open_ticket_export(actor, export_id)
    assert export.document is not None
    note_view(
        actor=actor, page=EXPORT, subject_kind=EXPORT, subject_id=export.pk, fields=["file"], area_path=export.area_path,
        district_id=export.district_id,
    )  # fmt: skip
    with file:
        return export.document.name, file.read(), export.document.media
