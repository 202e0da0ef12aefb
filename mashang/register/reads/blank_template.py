"""The blank sheet that is offered to senders."""

from __future__ import annotations

import io
from collections.abc import Sequence

TEMPLATE_FIELDS = ("name", "uscc", "building", "floor", "room", "area_sqm", "lease_start", "lease_end", "rent")
ROWS = 500


def write_template(heads: Sequence[str], *, notes: str, example: Sequence[str]) -> bytes:
    """An XLSX with heads, a note and an example above them, text cells for codes and rooms."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True, "bg_color": "#DCECEA", "border": 1})
        quiet = book.add_format({"font_color": "#5B6B6D", "italic": False})
        text = book.add_format({"num_format": "@"})
        page.set_column(0, 0, 34, text)
        page.set_column(1, 1, 22, text)
        page.set_column(2, 2, 22, text)
        page.set_column(3, 8, 14, text)
        page.write_string(0, 0, notes, quiet)
        page.write_row(1, 0, [f"({cell})" if cell else "" for cell in example], quiet)
        page.write_row(2, 0, heads, bold)
        page.freeze_panes(3, 1)
    return out.getvalue()
