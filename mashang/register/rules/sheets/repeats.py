"""Finds rows that say the same firm in the same place again."""

from __future__ import annotations

from collections.abc import Iterable

from mashang.kernel.names import fold

from . import kinds, rows
from .rows import ReadRow, problem


def mark_repeats(read: Iterable[ReadRow]) -> None:
    """Mark every row that repeats an earlier one as a duplicate, and say which row it repeats.

    The same firm (code, or name where a code is missing) at the same place with the same start of
    lease. One firm in two rooms is no duplicate; a row without any place repeats the firm's first row.
    """
    placed: dict[tuple[object, ...], ReadRow] = {}
    firms: dict[str, ReadRow] = {}
    for row in read:
        if row.status not in (rows.OK, rows.REFUSED) or not (row.name or row.uscc):
            continue
        if row.status == rows.REFUSED and row.uscc is None:
            continue
        name = fold(row.name)
        place = _place(row)
        first = _earlier(placed, firms, row, name, place)
        if first is not None:
            row.status = rows.DUPLICATE
            row.repeats = (first.sheet, first.row)
            row.problems.insert(0, rows.repeats(first.sheet, first.row))
            continue
        if row.remark and kinds.is_marked_repeated(row.remark):
            row.problems.append(problem("remark", "marked_repeated"))
        for firm in filter(None, (row.uscc, name)):
            placed.setdefault((firm, place), row)
            firms.setdefault(firm, row)


def _place(row: ReadRow) -> tuple[object, ...]:
    if row.spaces or row.building:
        return (row.building, row.tower, row.spaces, "" if row.spaces else fold(row.address), row.lease_start)
    return (fold(row.address), row.lease_start)


def _earlier(
    placed: dict[tuple[object, ...], ReadRow],
    firms: dict[str, ReadRow],
    row: ReadRow,
    name: str,
    place: tuple[object, ...],
) -> ReadRow | None:
    nowhere = not (row.building or row.spaces or row.address)
    marked = bool(row.remark) and kinds.is_marked_repeated(row.remark)
    for firm in filter(None, (row.uscc, name)):
        first = firms.get(firm) if nowhere or marked else placed.get((firm, place))
        if first is None:
            continue
        if row.uscc and first.uscc and row.uscc != first.uscc:
            continue  # one name with two codes: for the reviewer to decide
        if firm == row.uscc and name and first.name and fold(first.name) != name:
            continue  # one code with two names
        return first
    return None
