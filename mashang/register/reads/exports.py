"""Lists as files: XLSX and CSV of exactly the rows that a page shows."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO

Value = str | int | Decimal | date | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What an export holds: `head` says what, as of when, by whom and how many rows; then columns and rows."""

    name: str
    head: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Value]]


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe goes before what would start one."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def write_csv(sheet: Sheet) -> bytes:
    """The sheet as CSV in UTF-8 with a byte order mark, so that Excel shows Chinese; numbers plain, days ISO."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_text(sheet.head)])
    writer.writerow([safe_text(column) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_plain(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(sheet: Sheet) -> IO[bytes]:
    """The sheet as XLSX in a temporary file at its start; rows are written as they come, at constant memory.

    Texts are written as texts, never as formulas or links; numbers and days keep their kind.
    """
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with xlsxwriter.Workbook(file, options) as book:
        page = book.add_worksheet(_sheet_name(sheet.name))
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        area = book.add_format({"num_format": "#,##0.##"})
        page.set_column(0, max(len(sheet.columns) - 1, 0), 16)
        page.write_string(0, 0, sheet.head)
        for place, column in enumerate(sheet.columns):
            page.write_string(1, place, column, bold)
        for number, row in enumerate(sheet.rows, start=2):
            for place, value in enumerate(row):
                if isinstance(value, datetime | date):
                    page.write_datetime(number, place, value, day)
                elif isinstance(value, int | Decimal):
                    page.write_number(number, place, float(value), area if isinstance(value, Decimal) else None)
                elif value:
                    page.write_string(number, place, value)
        page.freeze_panes(2, 0)
    file.seek(0)
    return file


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _sheet_name(name: str) -> str:
    kept = "".join(sign for sign in name if sign not in "[]:*?/\\'")
    return kept[:31] or "1"
