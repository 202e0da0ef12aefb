"""The refused rows, given back to the sender: in their own layout with a column of reasons."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.core.files.storage import default_storage
from django.db.models import Q

from mashang.kernel.actor import Actor
from mashang.register.models import ImportBatch, ImportRow
from mashang.register.reads.imports import get_import

IN_LAYOUT_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReturnedRow(Protocol):
    """What putting a refused row's reasons into words needs of it."""

    reasons: list[dict[str, Any]]
    note: str


Says = Callable[[ReturnedRow], str]


def returned_rows(batch: ImportBatch) -> list[ImportRow]:
    """Rows that did not get in: refused when read, or refused by the reviewer."""
    refused = Q(verdict=ImportRow.Verdict.REFUSED) | Q(decision=ImportRow.Decision.REFUSE)
    return list(batch.rows.filter(refused, row_no__gt=0).order_by("sheet", "row_no"))


def get_returned_sheet(actor: Actor, batch_id: int, *, says: Says, head: str) -> bytes:
    """An XLSX for the sender with the refused rows and why; `says` puts a row's reasons into words.

    An .xlsx of up to 20,000 rows comes back in its own layout: titles, heads, widths and styles as they
    were, with the rows that got in hidden. Anything else comes back as values with their sheet and row number.
    """
    batch = get_import(actor, batch_id)
    rows = returned_rows(batch)
    document = batch.document
    if document is not None and document.media == XLSX and batch.counts.get("rows", 0) <= IN_LAYOUT_ROWS:
        with default_storage.open(document.storage_key) as file:
            data = file.read()
        laid_out = _in_own_layout(data, batch, rows, says, head)
        if laid_out is not None:
            return laid_out
    return _as_values(rows, says, head)


def _in_own_layout(data: bytes, batch: ImportBatch, rows: Iterable[ImportRow], says: Says, head: str) -> bytes | None:
    from openpyxl import load_workbook
    from openpyxl.styles import Font, PatternFill

    try:
        # External links and macros of the sender do not go back out.
        book = load_workbook(io.BytesIO(data), keep_links=False, data_only=True)
    except Exception:  # openpyxl raises many kinds; values are then given without the layout
        return None
    reasons: dict[str, dict[int, str]] = {}
    for row in rows:
        reasons.setdefault(row.sheet, {})[row.row_no] = says(row)
    read = {sheet["sheet"][:80]: sheet["header_row"] for sheet in batch.mapping.get("read", [])}
    gone = set(batch.rows.filter(row_no__gt=0).exclude(verdict="skipped").values_list("sheet", "row_no"))
    for name in list(book.sheetnames):
        sheet = book[name]
        if name[:80] not in reasons:
            del book[name]
            continue
        column = sheet.max_column + 1
        header = sheet.cell(max(read.get(name[:80], 1), 1), column, head)
        header.font = Font(bold=True)
        sheet.column_dimensions[header.column_letter].width = 48
        for number, text in reasons[name[:80]].items():
            cell = sheet.cell(number, column, text)
            _as_text(cell)
            cell.fill = PatternFill("solid", fgColor="FBE9E7")
        _hide_rows(sheet, {number for s, number in gone if s == name[:80]} - set(reasons[name[:80]]))
    if not book.sheetnames:
        return None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _as_text(cell: Any) -> None:
    """What a reviewer wrote is text, also when it starts like a formula, and stays so when the cell is edited."""
    cell.data_type = "s"
    cell.quotePrefix = True


def _hide_rows(sheet: Any, numbers: set[int]) -> None:
    """Rows that got in are hidden, not deleted: formulas and merged cells of the sender stay where they were."""
    for number in numbers:
        sheet.row_dimensions[number].hidden = True


def _as_values(rows: list[ImportRow], says: Says, head: str) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.write_row(0, 0, ["#", head], bold)
        page.set_column(1, 1, 48)
        for at, row in enumerate(rows, start=1):
            page.write_string(at, 0, f"{row.sheet} {row.row_no}")
            page.write_string(at, 1, says(row))
            for place, text in enumerate(row.raw, start=2):
                page.write_string(at, place, str(text))
    return out.getvalue()
