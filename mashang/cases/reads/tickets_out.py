"""Tickets of hotlines as cases: which are to be sent back, and what a file for the line says of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.core.files.storage import default_storage
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mashang.cases.models import Case, CaseMove, CaseText, Rating, TicketExport, TicketSent
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.reads.ticket_scope import newest_of, ticket_exports_seen_by
from mashang.cases.rules.items import load_items
from mashang.cases.rules.states import ENDED
from mashang.cases.rules.ticket_words import RESULTS, load_columns, word_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _

ANSWERED = (*ENDED, Case.State.DONE_WAITING)
STANDINGS = ("to_send", "sent", "open", "all")
WITHHELD = frozenset({"asker", "phone"})  # the line has them by the number; they do not leave a second time


@dataclass(frozen=True, slots=True)
class TicketColumnOut:
    """A column of a file for the line: its head, and the field it holds ("" one that only the line fills)."""

    head: str
    field: str


def list_tickets_out(actor: Actor, *, source: str, standing: str = "to_send", q: str = "") -> QuerySet[Case]:
    """The cases of a hotline that the actor sees, newest first, with when they were last sent back and in which state.

    `standing`: `to_send` is answered or ended and not sent back as it stands, `sent` was sent as it stands, `open` is
    still being handled. What was reopened and answered anew stands otherwise than before. To be paged by the caller.
    """
    last = TicketSent.objects.filter(case=OuterRef("pk")).order_by("-id")
    cases = (
        cases_seen_by(actor)
        .filter(channel=Case.Channel.HOTLINE, external_source=source)
        .annotate(
            sent_state=Subquery(last.values("state")[:1]),
            sent_round=Subquery(last.values("round")[:1]),
            sent_at=Subquery(last.values("export__sent_at")[:1]),
        )
        .select_related("firm", "tower")
        .order_by("-opened_at", "-id")
    )
    as_it_stands = Q(sent_state=F("state"), sent_round=F("round"))
    if standing == "to_send":
        cases = cases.filter(state__in=ANSWERED).filter(Q(sent_state=None) | ~as_it_stands)
    elif standing == "sent":
        cases = cases.filter(as_it_stands)
    elif standing == "open":
        cases = cases.exclude(state__in=ANSWERED)
    words = q.strip()
    return cases.filter(Q(external_no=words) | Q(number=words) | Q(title__icontains=words)) if words else cases


def list_ticket_sources(actor: Actor) -> list[str]:
    """The hotlines of which the actor sees cases, by name; "" stands for tickets without a named line."""
    seen = cases_seen_by(actor).filter(channel=Case.Channel.HOTLINE)
    return sorted(set(seen.order_by().values_list("external_source", flat=True).distinct()))


def columns_out(actor: Actor, source: str) -> list[TicketColumnOut]:
    """The columns of the newest file of the line in its order, then those of our handling that it lacks."""
    newest = newest_of(actor, source)
    columns = [TicketColumnOut(one["label"], one["field"]) for one in newest.columns if one["label"]] if newest else []
    if not columns:
        columns = [TicketColumnOut(heads[0], field) for field, heads in load_columns().items() if field not in RESULTS]
    held, heads = {one.field for one in columns}, {one.head for one in columns}
    for field in RESULTS:
        head = load_columns()[field][0]
        if field not in held:
            columns.append(TicketColumnOut(head if head not in heads else f"{head} *", field))
    return columns


def rows_out(cases: Sequence[Case], columns: Sequence[TicketColumnOut]) -> list[list[str]]:
    """What a file for the line says of these cases; five queries for any number of them."""
    ids = [case.pk for case in cases]
    asked, answers, refusals = (
        _texts(ids, part) for part in (CaseText.Part.ASK, CaseText.Part.ANSWER, CaseText.Part.REFUSAL)
    )
    times = dict(CaseMove.objects.filter(case__in=ids, act="answer").order_by("id").values_list("case_id", "at"))
    rated = Rating.objects.filter(case__in=ids, case__round=F("round"), side=Rating.Side.FIRM)
    levels = dict(rated.values_list("case_id", "level"))
    found = []
    for case in cases:
        answer = answers.get(case.pk, "") if case.outcome else ""
        closed = case.state == Case.State.CLOSED
        said = {
            **_ticket(case, asked.get(case.pk, "")), "own_number": case.number, "state": word_of("state", case.state),
            "answer": refusals.get(case.pk, answer) if case.state == Case.State.REFUSED else answer,
            "outcome": word_of("outcome", case.outcome),
            "answered_at": _moment(times.get(case.pk) if case.outcome else None), "closed_at": _moment(case.closed_at),
            "satisfaction": word_of("satisfaction", levels.get(case.pk, 0)) if closed else "",
        }  # fmt: skip
        found.append(["" if one.field in WITHHELD else said.get(one.field, "") for one in columns])
    return found


def _ticket(case: Case, asked: str) -> Mapping[str, str]:
    item = load_items().get(case.item)
    return {
        "number": case.external_no or case.number, "received_at": _moment(case.opened_at), "title": case.title, "text": asked,
        "address": case.place or (case.tower.name_zh if case.tower else ""), "firm": case.firm.name if case.firm else "",
        "uscc": (case.firm.uscc or "") if case.firm else "", "due_at": _moment(case.external_due_at),
        "priority": word_of("priority", case.priority), "item": item.names[0] if item else "",
    }  # fmt: skip


def _texts(ids: Collection[int], part: str) -> dict[int, str]:
    """The last text of this part of each case."""
    rows = CaseText.objects.filter(case__in=ids, part=part, seen_by=CaseText.SeenBy.ALL).order_by("id")
    return dict(rows.values_list("case_id", "body"))


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S") if at else ""


def last_sent(case: Case) -> tuple[datetime, str] | None:
    """When a case that the actor has found was last sent back to its hotline, and by whom; None for other cases."""
    if case.channel != Case.Channel.HOTLINE:
        return None
    line = case.sent_back.select_related("export__sent_by").order_by("-id").first()
    return (line.export.sent_at, line.export.sent_by.name if line.export.sent_by else "") if line else None


def list_ticket_exports(actor: Actor) -> QuerySet[TicketExport]:
    """The files that went back, newest first, with who sent them; to be paged by the caller."""
    return ticket_exports_seen_by(actor).select_related("sent_by", "document").order_by("-id")


def open_ticket_export(actor: Actor, export_id: int) -> tuple[TicketExport, IO[bytes]]:
    """A file that went back, opened as it was sent; NotThere outside the actor's reach."""
    export = list_ticket_exports(actor).filter(pk=export_id).first()
    if export is None or export.document is None or not default_storage.exists(export.document.storage_key):
        raise NotThere("no_such_export", _("There is no such file, or it is not yours to see."))
    return export, default_storage.open(export.document.storage_key)
