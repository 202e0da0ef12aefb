"""Where the table of a blank sheet stands: its head, its columns, its blank rows, and what follows them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from mashang.register.rules.filling.asked import Asked, asked_by, words
from mashang.register.rules.sheets.workbook import RawSheet

SEARCHED_ROWS = 60
DEEPEST = 3
MANY = frozenset({"sequence", "remark"})
_COLUMN_NUMBER = {"栏次", "列次", "行次", "编号", "序号", "列号", "栏目"}
_NUMBERS = re.compile(r"^[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛])[)）]?$")
Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """One column from 0: its head as written (groups before it), what it asks for, and its unit; `hidden` where the sheet does not show it."""

    index: int
    label: str
    field: str
    unit: str
    maybe: tuple[str, ...]
    year: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A table to fill, rows from 0: the head, its columns, the first blank row, and the row where it must stop (None: never)."""

    head: int
    depth: int
    columns: tuple[AskedColumn, ...]
    first: int
    stop: int | None


def find_blank(
    sheet: RawSheet, head: int | None = None, is_formula: Callable[[int, int], bool] | None = None
) -> Blank | None:
    """The table of a sheet; `head` (from 0) says where the head begins instead of looking for it."""
    tops = [head] if head is not None else range(min(SEARCHED_ROWS, len(sheet.rows)))
    best: tuple[float, Blank] | None = None
    for top in tops:
        found = _at(sheet, top, is_formula or (lambda _row, _column: False))
        if found is None:
            continue
        score = len({column.field for column in found.columns if column.field}) + 0.25 * sum(
            bool(column.maybe) for column in found.columns
        )
        if (score >= 1.5 or head is not None) and (best is None or score > best[0]):
            best = score, found
    return best[1] if best else None


def _text(sheet: RawSheet, row: int, column: int) -> str:
    cells = sheet.rows[row] if 0 <= row < len(sheet.rows) else ()
    return str(cells[column]).strip() if column < len(cells) and cells[column] is not None else ""


def _at(sheet: RawSheet, top: int, is_formula: Callable[[int, int], bool]) -> Blank | None:
    width = max((len(row) for row in sheet.rows), default=0)
    filled = [column for column in range(width) if _text(sheet, top, column)]
    if len(filled) < 2:
        return None
    last = max([*filled, *(right for (row, left), (_b, right) in sheet.merged if row == top and left in filled)])
    bottom = _bottom(sheet, top, last)
    columns: list[AskedColumn] = []
    covered: set[int] = set()
    for (row, left), (low, right) in sheet.merged:
        if row <= bottom <= low:
            covered.update(range(left + 1, right + 1))
    for column in range(last + 1):
        parts = tuple(dict.fromkeys(_above(sheet, row, column) for row in range(top, bottom + 1)))
        if column in covered or not any(parts):
            continue
        asked = asked_by(parts)
        label = " / ".join(part.replace("\n", "") for part in parts if part)
        columns.append(AskedColumn(column, label, asked.field, asked.unit, asked.maybe, asked.year))
    first = bottom + 1
    while first < len(sheet.rows) and _belongs_to_head(sheet, first, width):
        first += 1
    return Blank(top, bottom - top + 1, tuple(_once(columns)), first, _stop(sheet, first, columns, is_formula))


def _above(sheet: RawSheet, row: int, column: int) -> str:
    for (top, left), (bottom, right) in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return _text(sheet, top, left)
    return _text(sheet, row, column)


def _bottom(sheet: RawSheet, top: int, last: int) -> int:
    """The last row of the head: as far as its merged cells reach, and a row more beneath every group."""
    bottom = top
    for (row, left), (low, _right) in sheet.merged:
        if row == top and _text(sheet, row, left):
            bottom = max(bottom, low)
    while bottom - top + 1 < DEEPEST:
        groups = [
            range(left, right + 1)
            for (row, left), (low, right) in sheet.merged
            if top <= row and low == bottom and right > left and _text(sheet, row, left)
        ]
        below = [column for group in groups for column in group if _text(sheet, bottom + 1, column)]
        loose = [column for column in range(last + 1) if not _text(sheet, bottom, column)]
        under = [column for column in loose if _text(sheet, bottom + 1, column)] if bottom == top and not groups else []
        known = [column for column in under if _suits(_text(sheet, bottom + 1, column))]
        if not below and not known:
            break
        bottom += 1
    return bottom


def _suits(label: str) -> bool:
    asked: Asked = asked_by((label,))
    return bool(asked.field or asked.maybe)


def _belongs_to_head(sheet: RawSheet, row: int, width: int) -> bool:
    """A row of column numbers (栏次, 1, 2, 3), or one that shows how to fill in."""
    texts = [text for column in range(width) if (text := _text(sheet, row, column))]
    if any("示例" in text or text.startswith(("例:", "例：", "例如")) or text in ("例", "样例") for text in texts):
        return True
    numbers = [text for text in texts if _NUMBERS.match(text)]
    rest = [text for text in texts if text not in numbers]
    # A firm that stands there already has numbers too: of columns they follow each other.
    digits = [int(found[0]) for text in numbers if (found := re.search(r"\d+", text))]
    runs = all(after == before + 1 for before, after in pairwise(digits))
    return (
        len(texts) >= 3 and len(rest) <= 1 and {*rest} <= _COLUMN_NUMBER and runs and len(set(numbers)) == len(numbers)
    )


def _once(columns: list[AskedColumn]) -> list[AskedColumn]:
    """A field that several columns ask for is certain in none of them, but for the firm's name: there the first counts. Of two years each is another."""
    count = Counter((column.field, column.year) for column in columns)
    seen: set[tuple[str, int]] = set()
    kept = []
    for column in columns:
        asked = column.field, column.year
        twice = column.field and column.field not in MANY and count[asked] > 1
        if twice and (column.field != "name" or asked in seen):
            kept.append(AskedColumn(column.index, column.label, "", column.unit, (column.field,), column.year))
        else:
            kept.append(column)
        seen.add(asked)
    return kept


def _stop(
    sheet: RawSheet, first: int, columns: list[AskedColumn], is_formula: Callable[[int, int], bool]
) -> int | None:
    """The first row below the head in which something stands that is neither a number of the row nor a formula of it."""
    numbers = {column.index for column in columns if column.field == "sequence"}
    for row in range(first, len(sheet.rows)):
        texts = [
            (column, text)
            for column in range(len(sheet.rows[row]))
            if (text := _text(sheet, row, column)) and not is_formula(row, column)
        ]
        if any(column not in numbers or not text.replace(".", "").isdigit() for column, text in texts):
            return row
    return None


def is_footer(text: str) -> bool:
    """Does a text end a table: a sum, a signature, a note?"""
    bare = re.sub(r"\s+", "", text)
    return any(bare.startswith(word) for word in words().footers)
