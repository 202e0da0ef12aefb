"""Files of tickets: the list of them, and one as its reviewer sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from mashang.cases.models import TicketImport, TicketRow
from mashang.cases.reads.ticket_scope import get_ticket_import, ticket_imports_seen_by
from mashang.cases.rules.tickets import HINTS
from mashang.kernel.actor import Actor
from mashang.kernel.names import fold
from mashang.kernel.text import Message
from mashang.register.models import Firm, Tower
from mashang.register.reads.naming import name_in

STATES = tuple(TicketImport.State.choices)
VERDICTS = tuple(TicketRow.Verdict.choices)
PER_PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """One row of a file as the review shows it. `case` is the number of the case it belongs to, where there is one."""

    row_no: int
    number: str
    title: str
    verdict: str
    taken: bool
    received_at: datetime | None
    due_at: datetime | None
    priority: str
    item: str
    place: str
    firm: str
    asker: bool
    case_id: int | None
    case: str
    changes: Sequence[Mapping[str, Any]]
    reasons: Sequence[Message]
    hints: Sequence[Message]


def list_ticket_imports(actor: Actor, *, state: str = "", q: str = "") -> QuerySet[TicketImport]:
    """Files of tickets newest first, those put away only when asked for; to be paged by the caller."""
    found = ticket_imports_seen_by(actor).select_related("uploaded_by").order_by("-id")
    found = found.filter(state=state) if state else found.exclude(state=TicketImport.State.DROPPED)
    return found.filter(Q(name__icontains=q) | Q(source__icontains=q)) if q else found


def rows_of_import(actor: Actor, import_id: int, *, verdict: str = "", q: str = "") -> QuerySet[TicketRow]:
    """The rows of a file in their order; of one verdict, of a number or of words of the title. NotThere out of reach."""
    rows = get_ticket_import(actor, import_id).rows.select_related("case").order_by("row_no")
    if verdict:
        rows = rows.filter(verdict=verdict)
    if not q:
        return rows
    word = fold(q)  # what is shown lies sealed: the database cannot look into it
    found = [row.pk for row in rows.iterator(chunk_size=1_000) if row.number == q or word in fold(_title(row))]
    return rows.filter(pk__in=found)


def _title(row: TicketRow) -> str:
    return str(row.said.get("title", ""))


def lines_of(actor: Actor, rows: Sequence[TicketRow]) -> list[TicketLine]:
    """The rows as they are shown, with the names of towers and firms; two queries."""
    told = [row.said for row in rows]
    towers = Tower.objects.in_bulk([said["tower_id"] for said in told if said.get("tower_id")])
    firms = Firm.objects.in_bulk([said["firm_id"] for said in told if said.get("firm_id")])
    return [_line(actor, row, said, towers, firms) for row, said in zip(rows, told, strict=True)]


def _line(
    actor: Actor, row: TicketRow, said: Mapping[str, Any], towers: Mapping[int, Tower], firms: Mapping[int, Firm]
) -> TicketLine:
    tower, firm = towers.get(said.get("tower_id") or 0), firms.get(said.get("firm_id") or 0)
    return TicketLine(
        row_no=row.row_no, number=row.number, title=said.get("title", ""), verdict=row.verdict, taken=row.taken_at is not None,
        received_at=_instant(said.get("received_at")), due_at=_instant(said.get("due_at")),
        priority=said.get("priority", "normal"), item=said.get("item", ""),
        place=name_in(actor.locale, tower) if tower else said.get("place", ""), firm=firm.name if firm else "",
        asker=bool(said.get("asker")), case_id=row.case_id, case=row.case.number if row.case else "",
        changes=row.changes, reasons=[Message(one["id"], one["params"]) for one in row.reasons],
        hints=[HINTS[code] for code in dict.fromkeys(row.hints) if code in HINTS],
    )  # fmt: skip


def _instant(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def taken_so_far(imported: TicketImport) -> tuple[int, int]:
    """How many rows are taken in, and how many are to be in all."""
    wanted = imported.rows.filter(verdict__in=["new", "changed"])
    return wanted.filter(taken_at__isnull=False).count(), wanted.count()
