"""A merged cell of words covers all its rows; a merged cell of amounts counts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .heads import Head
from .workbook import Cell, RawSheet

COVERING = (
    "building",
    "tower",
    "floor",
    "room",
    "address",
    "name",
    "uscc",
    "registered_on",
    "lease_start",
    "lease_end",
    "lease_period",
    "industry",
)


class Covered:
    """Values that merged cells lend to rows below their first."""

    def __init__(self) -> None:
        self.values: dict[int, dict[int, Cell]] = {}

    def row(self, at: int, cells: Sequence[Cell]) -> Sequence[Cell]:
        """The row's cells with empty ones filled from the merged cells that reach over them."""
        lent = self.values.get(at)
        if not lent:
            return cells
        filled = list(cells)
        for column, value in lent.items():
            if column < len(filled) and filled[column] in ("", None):
                filled[column] = value
        return filled


def fill_merged(sheet: RawSheet, head: Head, places: Mapping[str, int]) -> Covered | None:
    """What merged cells below the head lend to their rows, and a building written only once."""
    columns = {places[name] for name in COVERING if name in places}
    covered = Covered()
    for (top, left), (bottom, right) in sheet.merged:
        if top < head.row or left not in columns or left != right or bottom - top > 5_000:
            continue
        row = sheet.rows[top] if top < len(sheet.rows) else ()
        value = row[left] if left < len(row) else None
        if value in ("", None):
            continue
        for at in range(top + 1, min(bottom + 1, len(sheet.rows))):
            covered.values.setdefault(at, {})[left] = value
    if not sheet.merged:
        _write_once(sheet, head, places, covered)
    return covered if covered.values else None


def _write_once(sheet: RawSheet, head: Head, places: Mapping[str, int], covered: Covered) -> None:
    """Lists that write a building or part once, above the rows it holds for."""
    name = places.get("name")
    for field in ("building", "tower"):
        column = places.get(field)
        if column is None or name is None:
            continue
        rows = [(at, row) for at, row in enumerate(sheet.rows[head.row :], head.row) if len(row) > max(name, column)]
        filled = sum(row[column] not in ("", None) for _at, row in rows)
        named = sum(row[name] not in ("", None) for _at, row in rows)
        if not filled or filled * 2 > named:
            continue
        rows = [(at, row) for at, row in rows if sum(cell not in ("", None) for cell in row) > 1]  # no heads of groups
        if filled * 2 > sum(row[name] not in ("", None) for _at, row in rows):
            continue
        value: Cell = None
        for at, row in rows:
            if row[column] not in ("", None):
                value = row[column]
            elif value is not None and row[name] not in ("", None):
                covered.values.setdefault(at, {})[column] = value
