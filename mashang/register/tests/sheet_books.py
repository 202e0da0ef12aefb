"""Builds workbooks in memory for the tests of the sheet reader."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from mashang.kernel import uscc


def code(number: int) -> str:
    """A right code of the unassigned region 000000."""
    organisation = f"{number:08d}"
    first = "91000000" + organisation
    first += uscc.organisation_check_character(organisation)
    return first + uscc.check_character(first)


def book(
    sheets: dict[str, Sequence[Sequence[object]]],
    merged: dict[str, Sequence[str]] | None = None,
    formats: dict[tuple[str, int, int], str] | None = None,
) -> bytes:
    """An xlsx of the given rows; `merged` lists ranges by sheet, `formats` number formats by (sheet, row, column)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if value is None or value == "":
                        continue
                    style = (formats or {}).get((name, y, x))
                    sheet.write(y, x, value, workbook.add_format({"num_format": style}) if style else None)
            for area in (merged or {}).get(name, ()):
                sheet.merge_range(area, "")
                first = area.split(":")[0]
                column = ord(first[0]) - 65
                y = int(first[1:]) - 1
                sheet.write(y, column, rows[y][column])
    return out.getvalue()
