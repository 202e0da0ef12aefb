"""Taking reviewed tickets in: new ones become cases, changed ones tell their case. Each number once, however often it is done."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mashang.accounts.models import User
from mashang.cases.acts.closing import close_ticket
from mashang.cases.acts.handling import answer_case, write_note
from mashang.cases.acts.moving import tell_officer
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.acts.ticket_due import set_ticket_due
from mashang.cases.acts.tickets import JUDGED, TICKETS, cells_of, need_review, put, take_import
from mashang.cases.models import Case, TicketImport, TicketRow
from mashang.cases.reads.ticket_judging import Judged, judge
from mashang.cases.rules.tickets import in_time
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message, _
from mashang.notices.deferring import defer_after_commit
from mashang.trail.acts import record

INLINE_ROWS = 500  # more are taken in by the worker, with progress on the page
CHUNK = 50
LEFT_BEHIND = timedelta(minutes=5)
KEPT = timedelta(hours=24 * 30)
TICKET_LOCK = 7_340_012
WANTED = (TicketRow.Verdict.NEW, TicketRow.Verdict.CHANGED)
PLACE = 120
ONCE = "case_external_number_once"

log = logging.getLogger(__name__)


def take_tickets(*, actor: Actor, import_id: int) -> TicketImport:
    """Take in what is new or changed in a reviewed file; more than 500 rows by the worker, with progress.

    Each row by itself: one that is refused holds up no other and stays with its reason. Refuses a file of which the
    columns lack the number or the content, one with nothing to take, and one that somebody else takes already.
    """
    with transaction.atomic():
        imported = take_import(actor, import_id)
        need_review(imported)
        if imported.counts.get("lacks"):
            raise Refused(
                "columns_missing", _("A column is missing: the number, or the title and content of the tickets."),
                field="field", mend=_("Say below which column holds it."),
            )  # fmt: skip
        count = imported.rows.filter(verdict__in=WANTED, taken_at=None).count()
        if not count:
            raise Refused("nothing_to_take", _("There is nothing new in this file."), mend=_("Put it away."))
        imported.state, imported.taking_since, imported.stopped = TicketImport.State.TAKING, timezone.now(), {}
        imported.asked_by = {"user_id": actor.user_id, "membership_id": actor.membership_id}
        imported.save(update_fields=["state", "taking_since", "stopped", "asked_by"])
        if count > INLINE_ROWS:
            defer_taking(imported)
    return imported if count > INLINE_ROWS else finish_tickets(actor=actor, import_id=import_id)


def defer_taking(imported: TicketImport) -> None:
    """Give the taking to the worker, as the one who asked for it."""
    from mashang.cases.jobs import take_tickets_in

    defer_after_commit(take_tickets_in, queueing_lock=f"tickets-{imported.pk}", import_id=imported.pk)


def finish_tickets(*, actor: Actor, import_id: int) -> TicketImport:
    """Take in what is left of a file, fifty rows to a transaction, so that nobody else waits long and nothing is done twice."""
    while _take_some(actor, import_id):
        continue
    with transaction.atomic():
        imported = take_import(actor, import_id)
        if imported.state == TicketImport.State.TAKING:
            imported.state, imported.taken_at = TicketImport.State.TAKEN, timezone.now()
            imported.taken_by_id = actor.user_id
            verdicts = Counter(imported.rows.values_list("verdict", flat=True))
            imported.counts = {**imported.counts, "verdicts": dict(verdicts)}
            imported.save(update_fields=["state", "taken_at", "taken_by", "counts"])
            record(
                actor=actor, act="ticket.take", subject_kind=TICKETS, subject_id=imported.pk,
                diff={"rows": imported.rows.filter(taken_at__isnull=False).count()}, area_path=imported.area_path,
                district_id=imported.district_id,
            )  # fmt: skip
    return imported


@transaction.atomic
def _take_some(actor: Actor, import_id: int) -> bool:
    """The next fifty rows, under a lock that files with the same numbers wait for; False when none is left."""
    imported = take_import(actor, import_id)
    if imported.state != TicketImport.State.TAKING:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(%s, hashtext(%s))",
            [TICKET_LOCK, f"{imported.area_path[:4]} {imported.source}"],
        )
    left = imported.rows.filter(verdict__in=WANTED, taken_at=None)
    rows = list(left.order_by("row_no")[:CHUNK])
    judged = judge(actor, imported, cells_of(imported, rows), first=False)
    for row, one in zip(rows, judged, strict=True):
        _take_row(actor, imported, put(row, one), one)
    TicketRow.objects.bulk_update(rows, [*JUDGED, "taken_at"])
    imported.taking_since = timezone.now()  # it goes on: the sweep takes up what stood still
    imported.save(update_fields=["taking_since"])
    return bool(rows)


def _take_row(actor: Actor, imported: TicketImport, row: TicketRow, one: Judged) -> None:
    """Open or tell one case. What the acts refuse is written to the row, in words."""
    if row.verdict not in WANTED:
        return
    try:
        with transaction.atomic():
            row.case = _told(actor, one, one.case) if one.case else _opened(actor, imported, one)
    except Refused as refusal:
        row.verdict, row.reasons = TicketRow.Verdict.REFUSED, [_stored(refusal)]
    except IntegrityError as clash:
        if ONCE not in str(clash):
            raise
        taken = Refused("number_taken", _("Another case here bears the number of this ticket already."))
        row.verdict, row.reasons = TicketRow.Verdict.REFUSED, [_stored(taken)]
    else:
        row.taken_at = timezone.now()


def _stored(refusal: Refused) -> dict[str, Any]:
    said = refusal.message
    params = {key: str(value) for key, value in said.params.items()} if isinstance(said, Message) else {}
    return {"code": refusal.code, "id": said.id if isinstance(said, Message) else str(said), "params": params}


def _opened(actor: Actor, imported: TicketImport, one: Judged) -> Case:
    ticket, text = one.ticket, one.ticket.text
    if len(one.place) > PLACE:
        text = f"{text}\n{one.place}"
    asking = Asking(
        item=ticket.item, title=ticket.title, text=text, kind=Case.Kind.HOTLINE, firm_id=one.firm_id, tower_id=one.tower_id,
        area_id=imported.area_id, place=one.place, asker_name=ticket.asker, asker_phone=ticket.phone,
        priority=ticket.priority, external_source=imported.source, external_no=ticket.number,
        external_due_at=ticket.due_at,
    )  # fmt: skip
    received = ticket.received_at or imported.uploaded_at
    case = open_case(actor=actor, channel=Case.Channel.HOTLINE, asking=asking, at=received)
    if ticket.answer and not ticket.outcome:
        write_note(actor=actor, case_id=case.pk, words=ticket.answer)
    elif ticket.answer:
        _answered(actor, case, one)
    return case


def _told(actor: Actor, one: Judged, case: Case) -> Case:
    """What the ticket says anew, told to its case and to whoever handles it."""
    ticket, news = one.ticket, {change["what"] for change in one.changes}
    if "text" in news:
        words = "\n".join(filter(None, (ticket.title, ticket.text)))
        write_note(actor=actor, case_id=case.pk, words=words)
    if "due" in news and ticket.due_at:
        set_ticket_due(actor=actor, case_id=case.pk, due_at=ticket.due_at)
    if "answer_note" in news:
        write_note(actor=actor, case_id=case.pk, words=ticket.answer)
    if "answer" in news:
        _answered(actor, case, one)
    elif "closed" in news:
        _closed(actor, case, one)
    case.refresh_from_db()
    key = f"line:{case.texts.count()}:{ticket.due_at:%Y%m%d%H%M}" if ticket.due_at else f"line:{case.texts.count()}"
    tell_officer(actor, case, topic="case.line_changed", key=key)
    return case


def _answered(actor: Actor, case: Case, one: Judged) -> None:
    ticket, now = one.ticket, timezone.now()
    at = ticket.answered_at if in_time(ticket.answered_at, case.opened_at, now) else None
    answer_case(actor=actor, case_id=case.pk, outcome=ticket.outcome, words=ticket.answer, at=at)
    if ticket.closed:
        _closed(actor, case, one)


def _closed(actor: Actor, case: Case, one: Judged) -> None:
    """The line closed the ticket. An undated closing happens now."""
    answered = case.moves.filter(act="answer").order_by("-id").values_list("at", flat=True).first()
    now = timezone.now()
    at: datetime | None = one.ticket.closed_at
    when = at if at and in_time(at, answered, now) else now
    close_ticket(actor=actor, case_id=case.pk, source=case.external_source, at=when)


def stop_taking(import_id: int, refusal: Refused) -> None:
    """The worker broke off: the file is open for review again with the reason; what was taken in stays so."""
    TicketImport.objects.filter(pk=import_id, state=TicketImport.State.TAKING).update(
        state=TicketImport.State.REVIEW, stopped=_stored(refusal)
    )


def actor_of(imported: TicketImport) -> Actor:
    """Who asked for the taking, in the role they asked in, as far as they still hold it."""
    user = User.objects.get(pk=imported.asked_by["user_id"])
    return actor_for(user, membership_id=imported.asked_by.get("membership_id") or 0, face="worker")


def sweep_tickets(*, actor: Actor) -> int:
    """Take up files whose job was lost, and forget the cells of those that came more than 30 days ago; how many files in all.

    By the worker. Files are forgotten whether they were taken in or not: what was to be kept is in the cases.
    """
    now = timezone.now()
    lost = TicketImport.objects.filter(state=TicketImport.State.TAKING, taking_since__lt=now - LEFT_BEHIND)
    for imported in lost:
        defer_taking(imported)
    old = TicketRow.objects.filter(imported__uploaded_at__lt=now - KEPT, sealed__isnull=False)
    of = list(old.values_list("imported_id", flat=True).distinct())
    with transaction.atomic():
        old.update(sealed=None, shown=None)
        TicketImport.objects.filter(pk__in=of, state=TicketImport.State.REVIEW).update(state=TicketImport.State.DROPPED)
        for imported in TicketImport.objects.filter(pk__in=of).order_by("pk"):
            record(
                actor=actor, act="ticket.forget", subject_kind=TICKETS, subject_id=imported.pk,
                area_path=imported.area_path, district_id=imported.district_id,
            )  # fmt: skip
    return len(lost) + len(of)
