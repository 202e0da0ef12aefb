"""Reads a whole workbook of tenants: finds the heads, reads each row, accounts for every one."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from . import kinds, rows
from .cells import clean_name, clean_text, looks_like_firm, text_of, with_brackets
from .heads import Column, Head, find_head
from .merged import fill_merged
from .places import building_in_title
from .repeats import mark_repeats
from .row_reader import RowReader
from .rows import ReadRow
from .vocabulary import vocabulary
from .workbook import Cell, RawSheet, Workbook, open_workbook


@dataclass(slots=True)
class SheetReading:
    """One sheet as read: its head (row 0: none found), what each column holds, all of its rows."""

    name: str
    header_row: int
    columns: tuple[Column, ...]
    rows: list[ReadRow] = field(default_factory=list)
    building_hint: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        """Head as written (or #3 for a column without one) to field; what a source's mapping can be learned from."""
        return {c.label or f"#{c.index + 1}": c.field for c in self.columns if c.field}

    @property
    def unknown_columns(self) -> list[str]:
        """Heads of columns that belong to nothing: they are kept with the row as it stands, and shown."""
        return [c.label for c in self.columns if not c.field and c.label]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by status; they add up to the rows of the sheet."""
        counted = Counter(row.status for row in self.rows)
        return {"total": len(self.rows)} | {status: counted[status] for status in rows.STATUSES if counted[status]}


@dataclass(slots=True)
class Reading:
    """A whole file as read. `notes`: formulas, external_links, macros (found, harmless, not followed)."""

    kind: str
    sheets: list[SheetReading]
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[ReadRow]:
        """The rows of all sheets, in order."""
        return [row for sheet in self.sheets for row in sheet.rows]

    @property
    def summary(self) -> dict[str, object]:
        """How many rows there are of each status, for the file and for each sheet."""
        total: Counter[str] = Counter()
        for sheet in self.sheets:
            total.update(sheet.counts)
        return {
            "kind": self.kind,
            **{key: total[key] for key in ("total", *rows.STATUSES)},
            "sheets": [
                {
                    "sheet": s.name,
                    "header_row": s.header_row,
                    **s.counts,
                    "columns": [c.as_dict() for c in s.columns],
                    "unknown_columns": s.unknown_columns,
                }
                for s in self.sheets
            ],
            "notes": list(self.notes),
        }


def read_workbook(
    data: bytes, filename: str = "", mapping: Mapping[str, str] | None = None, *, on: date | None = None
) -> Reading:
    """Every row of every sheet, each with a status and with its problems in words.

    `mapping` (head as written, or "#3", to a field or "ignore") overrides what the heads seem to say.
    `on` is the day the file speaks of (not given: a day of leaving is taken as past).
    Raises SheetRefused when the file as a whole cannot be read.
    """
    with uncollected():
        return _read(open_workbook(data, filename), mapping, on)


@contextmanager
def uncollected() -> Iterator[None]:
    """Hundreds of thousands of rows without a cycle among them: the collector would only walk them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(book: Workbook, mapping: Mapping[str, str] | None, on: date | None) -> Reading:
    reading = Reading(book.kind, [], book.notes)
    heads = [(sheet, find_head(sheet, mapping)) for sheet in book.sheets]
    full_width = _brackets_are_full_width(heads)
    for sheet, head in heads:
        reading.sheets.append(_read_sheet(sheet, head, full_width=full_width, on=on))
    mark_repeats(reading.rows)
    return reading


def _brackets_are_full_width(heads: Sequence[tuple[RawSheet, Head]]) -> bool:
    """The style of brackets that most names of the file are written with; half width when even."""
    full = half = 0
    for sheet, head in heads:
        column = head.places.get("name")
        if column is None:
            continue
        for row in sheet.rows[head.row :]:
            if column < len(row) and isinstance(name := row[column], str):
                full += "（" in name
                half += "(" in name
    return full > half


def _read_sheet(sheet: RawSheet, head: Head, *, full_width: bool, on: date | None) -> SheetReading:
    places = head.places
    hint = _building_hint(sheet, head)
    reading = SheetReading(sheet.name, head.row, head.columns, building_hint=hint)
    labels = [column.label for column in head.columns]
    covered = fill_merged(sheet, head, places)
    private = frozenset(c.index for c in head.columns if c.field in vocabulary().private)
    reader = RowReader(sheet.name, places, labels, hint, full_width=full_width, on=on)
    readable = "name" in places or "uscc" in places
    section = reader.section
    for at, cells in enumerate(sheet.rows):
        raw = [cell.strip() if isinstance(cell, str) else text_of(cell) for cell in cells]
        if private:
            raw = ["" if n in private else text for n, text in enumerate(raw)]
        if at < head.row:
            status = rows.BLANK if not any(raw) else rows.HEAD if at >= head.row - head.depth else rows.TITLE
            reading.rows.append(ReadRow(sheet.name, at + 1, status, raw))
            continue
        status = "" if readable and _is_plain(raw, places) else _kind(raw, labels, head, readable=readable)
        if status:
            reading.rows.append(ReadRow(sheet.name, at + 1, status, raw))
            if status == rows.TITLE:
                section.enter(next(text for text in raw if text))
            elif status == rows.SUBTOTAL:
                section.leave(raw)
        elif not readable:
            reading.rows.append(_refused(sheet.name, at + 1, raw, "no_columns"))
        else:
            filled: Sequence[Cell] = covered.row(at, cells) if covered else cells
            reading.rows.append(reader.read(at + 1, filled, raw))
    return reading


def _is_plain(raw: Sequence[str], places: Mapping[str, int]) -> bool:
    """A row that is surely data: a firm's name and a code where they belong."""
    name, code = places.get("name"), places.get("uscc")
    if name is None or code is None or name >= len(raw) or code >= len(raw):
        return False
    return len(raw[code]) >= 18 and looks_like_firm(raw[name])


def _kind(raw: Sequence[str], labels: Sequence[str], head: Head, *, readable: bool) -> str:
    """The status of a row that is no data; "" for data."""
    if not any(raw):
        return rows.BLANK
    if head.row and kinds.is_head_again(raw, labels):
        return rows.HEAD
    name = head.places.get("name")
    named = name is not None and name < len(raw) and looks_like_firm(raw[name])
    code = head.places.get("uscc")
    coded = code is not None and code < len(raw) and len(raw[code].replace(" ", "")) >= 15
    if not named and not coded and kinds.is_total(raw):
        return rows.SUBTOTAL
    if kinds.is_note(raw) and not named:
        return rows.NOTE
    if not named and not coded and kinds.is_section(raw) and len(raw) > 1:
        return rows.TITLE
    if not readable and not head.row and sum(map(bool, raw)) < 3:
        return rows.NOTE
    return ""


def _refused(sheet: str, row: int, raw: list[str], code: str) -> ReadRow:
    return ReadRow(sheet, row, rows.REFUSED, raw, problems=[rows.problem("name", code)])


def _building_hint(sheet: RawSheet, head: Head) -> str:
    """The building that the titles above the head, or else the sheet's name, are about."""
    for row in sheet.rows[: max(head.row - head.depth, 0)]:
        for cell in row:
            if isinstance(cell, str) and (found := building_in_title(cell)):
                return found
    return building_in_title(sheet.name)


__all__ = ["Reading", "SheetReading", "clean_name", "clean_text", "read_workbook", "with_brackets"]
