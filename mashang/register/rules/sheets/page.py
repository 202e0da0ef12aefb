"""Reads the table of a web page that carries the name of a spreadsheet: the usual export of older systems."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from . import refusal
from .delimited import decode
from .packed import MOST_COLUMNS, MOST_ROWS

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([a-zA-Z0-9_-]{3,20})")
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030"}
Merged = tuple[tuple[int, int], tuple[int, int]]


class Table:
    """One table: its rows of texts, and the cells that reach over others."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Merged] = []
        self._waiting: dict[tuple[int, int], bool] = {}

    def begin_row(self) -> None:
        if len(self.rows) >= MOST_ROWS:
            raise refusal.too_many_rows(MOST_ROWS)
        self.rows.append([])

    def add(self, text: str, across: int, down: int) -> None:
        """Put a cell where the next free place of the row is, and keep the places that it covers."""
        if not self.rows:
            self.begin_row()
        at, row = len(self.rows) - 1, self.rows[-1]
        while self._waiting.pop((at, len(row)), False):
            row.append("")
        left = len(row)
        if left + across > MOST_COLUMNS:
            raise refusal.too_large()
        row.extend([text, *[""] * (across - 1)])
        for y in range(at + 1, at + down):
            self._waiting.update({(y, x): True for x in range(left, left + across)})
        if across > 1 or down > 1:
            self.merged.append(((at, left), (at + down - 1, left + across - 1)))


class _Reader(HTMLParser):
    """Collects the tables of a page; a table inside a cell is read as text of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.depth = 0
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(Table())
        elif self.depth != 1:
            return
        elif tag == "tr":
            self._end_cell()
            self.tables[-1].begin_row()
        elif tag in ("td", "th"):
            self._end_cell()
            said = dict(attrs)
            self.cell, self.span = [], (_number(said.get("colspan"), 200), _number(said.get("rowspan"), 5_000))
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent = max(self.silent - 1, 0)
        elif tag == "table":
            if self.depth == 1:
                self._end_cell()
            self.depth = max(self.depth - 1, 0)
        elif self.depth == 1 and tag in ("td", "th", "tr"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.silent:
            self.cell.append(data)

    def _end_cell(self) -> None:
        if self.cell is not None and self.tables:
            self.tables[-1].add("".join(self.cell).strip(), *self.span)
        self.cell = None


def _number(text: str | None, most: int) -> int:
    return max(1, min(int(text), most)) if text and text.isdigit() and len(text) < 7 else 1


def read_page(data: bytes) -> list[Table]:
    """The tables of a web page that hold rows; refuses a page without any and an XML document."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() == b"<?xml" and b"<table" not in data.lower():
        raise refusal.page_as_sheet()
    reader = _Reader()
    reader.feed(_text(data))
    reader.close()
    tables = [table for table in reader.tables if len(table.rows) >= 2]
    if not tables:
        raise refusal.page_as_sheet()
    return tables


def _text(data: bytes) -> str:
    named = _CHARSET.search(data[:4000])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = named[1].decode("ascii").lower()
        try:
            return data.decode(_CHINESE.get(name, name))
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)
