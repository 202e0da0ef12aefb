"""A Word form: its tables are read and filled like sheets, the rest of the letter stays as it is."""

from __future__ import annotations

import copy
import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from mashang.register.rules.filling import refusing
from mashang.register.rules.filling.book import unpack
from mashang.register.rules.filling.layout import Blank
from mashang.register.rules.filling.sheet_writing import TOLD_EVERY, UNREADABLE, Value
from mashang.register.rules.sheets import refusal
from mashang.register.rules.sheets.workbook import RawSheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Letter:
    """A .docx. Refuses (SheetRefused) macros, damaged archives and those that unpack to more than any form."""

    def __init__(self, data: bytes) -> None:
        import docx

        parts = unpack(data)
        if any(name.endswith("vbaProject.bin") for name in parts):
            raise refusing.macros()
        try:
            self.document = docx.Document(io.BytesIO(data))
        except Exception as error:
            raise refusal.broken() from error
        self.tables = list(self.document.tables)

    def grid(self, number: int) -> RawSheet:
        """The texts of a table and its merged cells."""
        rows: list[list[str]] = []
        spans: dict[Any, list[tuple[int, int]]] = {}
        for at, row in enumerate(self.tables[number].rows):
            cells = [None] * row.grid_cols_before + list(row.cells)
            rows.append(["" if cell is None else cell.text.strip() for cell in cells])
            for column, cell in enumerate(cells):
                if cell is not None:
                    spans.setdefault(cell._tc, []).append((at, column))
        merged = tuple((places[0], places[-1]) for places in spans.values() if len(places) > 1)
        for (top, left), (bottom, right) in merged:
            for row_no in range(top, bottom + 1):
                for column in range(left, min(right + 1, len(rows[row_no]))):
                    if (row_no, column) != (top, left):
                        rows[row_no][column] = ""
        return RawSheet("", rows, merged)

    def fill(
        self, number: int, blank: Blank, rows: Sequence[Mapping[int, Value]], tell: Callable[[int], None] | None = None
    ) -> bytes:
        """The letter with the rows in one table; rows that are missing are copies of the last blank one."""
        table = self.tables[number]._tbl
        held = list(table.iterchildren(f"{W}tr"))
        stop = len(held) if blank.stop is None else blank.stop
        room = held[blank.first : stop]
        if not room:
            raise refusing.no_blank_row()
        pattern = copy.deepcopy(room[-1])
        while len(room) < len(rows):
            more = copy.deepcopy(pattern)
            room[-1].addnext(more)
            room.append(more)
        for at, (row, values) in enumerate(zip(room, rows, strict=False)):
            if tell is not None and at % TOLD_EVERY == 0:
                tell(at)
            _write_row(row, values)
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def _write_row(row: Any, values: Mapping[int, Value]) -> None:
    column = 0
    for cell in row.iterchildren(f"{W}tc"):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        if column in values:
            _write_cell(cell, values[column])
        column += int(span.get(f"{W}val")) if span is not None else 1


def _write_cell(cell: Any, value: Value) -> None:
    from docx.oxml import OxmlElement

    if value is None:
        properties = cell.get_or_add_tcPr()
        for old in properties.findall(f"{W}shd"):
            properties.remove(old)
        shade = OxmlElement("w:shd")
        for name, said in (("val", "clear"), ("color", "auto"), ("fill", "FFF2CC")):
            shade.set(f"{W}{name}", said)
        before = [properties.find(f"{W}{name}") for name in ("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign")]
        following = next((one for one in before if one is not None), None)
        properties.append(shade) if following is None else following.addprevious(shade)
        return
    paragraph = cell.find(f"{W}p")
    runs = paragraph.findall(f"{W}r")
    look = next((run.find(f"{W}rPr") for run in runs), None)
    if look is None:
        look = paragraph.find(f"{W}pPr/{W}rPr")
    for run in runs:
        paragraph.remove(run)
    run = OxmlElement("w:r")
    if look is not None:
        run.append(copy.deepcopy(look))
    text = OxmlElement("w:t")
    text.text = UNREADABLE.sub("", _said(value))
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.append(text)
    paragraph.append(run)


def _said(value: str | int | Decimal | date) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
