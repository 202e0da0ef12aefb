"""Giving back the tickets that could not be taken in, as a file in the columns of their hotline."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.tickets import TICKETS, cells_of
from mashang.cases.models import TicketRow
from mashang.cases.reads.ticket_review import rows_of_import
from mashang.cases.reads.ticket_scope import get_ticket_import
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message, _
from mashang.register.reads.exports import Sheet, write_xlsx
from mashang.trail.acts import note_view


@transaction.atomic
def fetch_refused_tickets(
    *, actor: Actor, import_id: int, says: Callable[[Sequence[Message]], str], head: str, column: str
) -> bytes:
    """The refused rows of a file as they came, each with the reason in a last column, as a workbook; the fetching goes on record.

    `says` puts reasons into words, `head` is the line above, `column` the head of the reasons. Refuses when none was
    refused, and after 30 days, when the cells are forgotten.
    """
    actor.require(Permission.CASE_TICKETS)
    imported = get_ticket_import(actor, import_id)
    rows = list(rows_of_import(actor, import_id, verdict=TicketRow.Verdict.REFUSED).exclude(sealed=None))
    if not rows:
        raise Refused(
            "nothing_refused", _("There is no refused row to give back, or its cells are forgotten by now."),
            mend=_("Ask for the file once more."),
        )  # fmt: skip
    why = [says([Message(one["id"], one["params"]) for one in row.reasons]) for row in rows]
    labels = [one["label"] for one in imported.columns]
    cells = [
        [*(said + [""] * len(labels))[: len(labels)], reason]
        for (_no, said), reason in zip(cells_of(imported, rows), why, strict=True)
    ]
    note_view(
        actor=actor, page="tickets_refused", subject_kind=TICKETS, subject_id=imported.pk, fields=["file"],
        area_path=imported.area_path, district_id=imported.district_id,
    )  # fmt: skip
    with write_xlsx(Sheet(name=imported.source, head=head, columns=[*labels, column], rows=cells)) as file:
        return file.read()
