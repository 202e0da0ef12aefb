"""What the file of a hotline says: its head under any title, its columns in any order, and each row as a ticket. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from mashang.cases.rules.items import items_for, load_items
from mashang.cases.rules.ticket_times import END_OF_DAY, read_instant
from mashang.cases.rules.ticket_words import RESULTS, code_of, field_of, load_columns
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message, _
from mashang.register.rules.phones import clean_phone
from mashang.register.rules.sheets.cells import text_of
from mashang.register.rules.sheets.vocabulary import plain
from mashang.register.rules.sheets.workbook import Workbook

SEARCHED_ROWS = 30
MOST_ROWS = 10_000
LONGEST_NUMBER, LONGEST_TEXT, LONGEST_CELL = 60, 4_000, 32_767
IGNORED = "ignore"
_ROUNDED = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}")
_APOSTROPHE = re.compile(r"'(?=[=+\-@\t\r])")  # ours, before what a spreadsheet would take for a formula

PROBLEMS: Mapping[str, Message] = {
    "number_missing": _("The row has no ticket number."),
    "number_too_long": _("The ticket number is longer than 60 characters."),
    "number_rounded": _("The spreadsheet kept the ticket number as a number and lost its last digits."),
    "no_content": _("The row says nothing: neither a title nor a content."),
    "text_too_long": _("The content is longer than 4000 characters."),
    "received_unreadable": _("When it was received cannot be read."),
    "received_to_come": _("It was received at a time that is still to come."),
    "due_unreadable": _("When it is due cannot be read."),
    "due_before_received": _("It would be due before it was received."),
    "cut_off": _("The row breaks off in the middle: only a part of the file has come."),
    "repeated": _("The same ticket number stands further up in this file."),
    "out_of_scope": _("The address is that of a tower outside your area."),
}
HINTS: Mapping[str, Message] = {
    "received_missing": _("No time of receiving: the moment at which the file was handed in counts."),
    "phone_unreadable": _("The telephone number cannot be called; it was not taken in."),
    "no_tower": _("No tower of the register has this address; the address stays with the case as text."),
    "tower_beyond": _("The address is that of a tower outside your area; it stays with the case as text."),
    "no_firm": _("No firm of your area has this name or code; the name stays with the case as text."),
    "other_door": _("Perhaps not for this desk: look at it before it is handled."),
    "answer_without_outcome": _("It brings an answer but not what came of it: the answer is kept as a note."),
    "answer_undated": _("The answer bears no time that can hold; the moment of taking it in counts."),
}


@dataclass(frozen=True, slots=True)
class TicketColumn:
    """One column of a file: its head as written, what it holds ("" nothing known), how that was found."""

    label: str
    field: str
    how: str  # given, head, unknown


@dataclass(frozen=True, slots=True)
class TicketSheet:
    """The sheet of a file that holds tickets: its head (counted from 1) and all rows below it, as texts, none empty.

    `others` are sheets with contents that were not read.
    """

    name: str
    head_row: int
    columns: tuple[TicketColumn, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Ticket:
    """One ticket as read. Texts are as written; instants are None where nothing stands. `problems` keep it out."""

    number: str = ""
    title: str = ""
    text: str = ""
    asker: str = ""
    phone: str = ""
    address: str = ""
    firm: str = ""
    uscc: str = ""
    item: str = "other"
    priority: str = "normal"
    received_at: datetime | None = None
    due_at: datetime | None = None
    answer: str = ""
    outcome: str = ""
    answered_at: datetime | None = None
    closed: bool = False
    closed_at: datetime | None = None
    problems: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)


def find_tickets(book: Workbook, known: Mapping[str, str] | None = None) -> TicketSheet:
    """The sheet with the best head among all. `known` are the fields that people gave to heads of this source before.

    Refuses (`no_rows`) a file without a row below its head, (`no_columns`) one of whose first rows none names two fields
    of a ticket, and (`too_many_rows`) more than 10,000.
    """
    best: tuple[int, int, int] = (0, -1, -1)
    texts = [[tuple(_cell(text_of(cell)) for cell in row) for row in sheet.rows] for sheet in book.sheets]
    for at, rows in enumerate(texts):
        for no, row in enumerate(rows[:SEARCHED_ROWS]):
            score = len({_field(label, known or {})[0] for label in row if label} - {""})
            if score > best[0]:
                best = (score, at, no)
    if not any(any(row) for rows in texts for row in rows):
        raise Refused("empty_sheet", _("The file holds an empty sheet."), field="file", mend=_("Choose the file that holds the tickets."))  # fmt: skip
    score, at, no = best
    if score < 2:
        raise Refused(
            "no_columns", _("None of the first rows names the columns of tickets."), field="file",
            mend=_("Check that it is the list of tickets and that its signs are legible (save it as .xlsx or as UTF-8); the blank sheet shows the columns."),
        )  # fmt: skip
    below = [(n, row) for n, row in enumerate(texts[at], 1) if n > no + 1 and any(row)]
    if not below:
        raise Refused("no_rows", _("There is no ticket below the head of the list."), field="file", mend=_("Send a file with at least one ticket."))  # fmt: skip
    if len(below) > MOST_ROWS:
        raise Refused("too_many_rows", _("A file may have at most %(most)s tickets.", most=MOST_ROWS), field="file", mend=_("Split it by months."))  # fmt: skip
    others = tuple(one.name for n, one in enumerate(book.sheets) if n != at and any(any(row) for row in texts[n]))
    labels = texts[at][no]
    return TicketSheet(book.sheets[at].name, no + 1, columns_of(labels, known or {}), tuple(below), others)


def columns_of(labels: Sequence[str], given: Mapping[str, str]) -> tuple[TicketColumn, ...]:
    """What the columns hold: as people said of such heads, else by the words of content; each field once."""
    taken: set[str] = set()
    columns = []
    for label in labels:
        found, how = _field(label, given) if label else ("", "unknown")
        if found in taken:
            found, how = "", "unknown"
        taken |= {found} - {""}
        columns.append(TicketColumn(label, found, how))
    return tuple(columns)


def _field(label: str, given: Mapping[str, str]) -> tuple[str, str]:
    said = given.get(plain(label))
    if said is not None:
        return ("" if said == IGNORED else said), "given"
    found = field_of(label) if len(label) <= 40 else ""
    return found, "head" if found else "unknown"


def lacks(columns: Sequence[TicketColumn]) -> tuple[str, ...]:
    """The fields without which no row can be taken in: the number, and a title or a content."""
    held = {column.field for column in columns}
    return (*(() if "number" in held else ("number",)), *(() if held & {"title", "text"} else ("text",)))


def read_ticket(cells: Sequence[str], columns: Sequence[TicketColumn], *, now: datetime, zone: tzinfo) -> Ticket:
    """One row as a ticket, with everything that keeps it out (`problems`) or should be known (`hints`)."""
    said = {column.field: cells[at].strip() for at, column in enumerate(columns) if column.field and at < len(cells)}
    ticket = Ticket(
        number=said.get("number", ""), title=said.get("title", ""), text=said.get("text", ""), asker=said.get("asker", ""),
        address=said.get("address", ""), firm=said.get("firm", ""), uscc=said.get("uscc", ""), answer=said.get("answer", ""),
        outcome=code_of("outcome", said.get("outcome", "")),
        priority=code_of("priority", said.get("priority", "")) or "normal",
        item=_item(said.get("item", ""), f"{said.get('title', '')}\n{said.get('text', '')}"),
    )  # fmt: skip
    _read_times(ticket, said, now, zone)
    ticket.closed = code_of("state", said.get("state", "")) == "closed"
    try:
        ticket.phone = clean_phone(said.get("phone", ""))
    except Refused:
        ticket.hints.append("phone_unreadable")
    _check(ticket, cells, columns)
    return ticket


def _read_times(ticket: Ticket, said: Mapping[str, str], now: datetime, zone: tzinfo) -> None:
    received, due = said.get("received_at", ""), said.get("due_at", "")
    ticket.received_at = read_instant(received, zone) if received else now
    ticket.due_at = read_instant(due, zone, whole_day=END_OF_DAY) if due else None
    ticket.answered_at = read_instant(said.get("answered_at", ""), zone)
    ticket.closed_at = read_instant(said.get("closed_at", ""), zone)
    if not received:
        ticket.hints.append("received_missing")
    if ticket.received_at is None:
        ticket.problems.append("received_unreadable")
    elif ticket.received_at > now:
        ticket.problems.append("received_to_come")
    if due and ticket.due_at is None:
        ticket.problems.append("due_unreadable")
    elif ticket.due_at and ticket.received_at and ticket.due_at <= ticket.received_at:
        ticket.problems.append("due_before_received")
    if ticket.answer and not ticket.outcome:
        ticket.hints.append("answer_without_outcome")
    elif ticket.answer and not in_time(ticket.answered_at, ticket.received_at, now):
        ticket.hints.append("answer_undated")


def in_time(moment: datetime | None, since: datetime | None, now: datetime) -> bool:
    """Does an instant lie between the receiving and now?"""
    return moment is not None and (since is None or since <= moment) and moment <= now


def _check(ticket: Ticket, cells: Sequence[str], columns: Sequence[TicketColumn]) -> None:
    last = max((at for at, column in enumerate(columns) if column.field), default=0)
    nothing = not ticket.title and not ticket.text
    if len(cells) <= last and (nothing or not ticket.number):
        ticket.problems = ["cut_off"]
        return
    if not ticket.number:
        ticket.problems.append("number_missing")
    elif len(ticket.number) > LONGEST_NUMBER:
        ticket.problems.append("number_too_long")
    elif _ROUNDED.fullmatch(ticket.number):
        ticket.problems.append("number_rounded")
    if nothing:
        ticket.problems.append("no_content")
    if len(ticket.title) + len(ticket.text) > LONGEST_TEXT:
        ticket.problems.append("text_too_long")


def _item(words: str, text: str) -> str:
    """The item that the file names, else the first of which a word stands in the text."""
    for item in load_items().values() if words else ():
        if item.until is None and words in (item.code, *item.names):
            return item.code
    said = f"{words}\n{text}"
    best = items_for(said)[0]
    return best.code if any(word in said for word in best.words) else "other"


def _cell(text: str) -> str:
    kept = text.replace("\x00", "")[:LONGEST_CELL]
    return _APOSTROPHE.sub("", kept, count=1) if kept.startswith("'") else kept


def blank_heads() -> list[tuple[str, str]]:
    """Field and head of each column that a first file should have."""
    return [(one, heads[0]) for one, heads in load_columns().items() if one not in RESULTS]
