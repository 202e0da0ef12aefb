"""Fills a blank sheet with 5,000 rows: time beside openpyxl loading, typing and saving the same, and peak memory.

Run: `python bench/fill.py [ROWS]`. Both are timed in the same run, the best of three.
"""

from __future__ import annotations

import io
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from openpyxl import Workbook, load_workbook

from mashang.register.rules.filling.book import Book
from mashang.register.rules.filling.sheet_writing import Value, fill_sheet

HEADS = ("序号", "企业名称", "统一社会信用代码", "承租面积", "成立日期", "房号", "租期起", "租期止", "党员人数", "备注")


def blank() -> bytes:
    """Ten columns, one blank row, a sum."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(HEADS)
    for column in range(1, len(HEADS) + 1):
        page.cell(2, column).number_format = "yyyy-mm-dd" if column in (5, 7, 8) else "General"
    page.append(["合计", None, None, "=SUM(D2:D2)"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rows(count: int) -> list[dict[int, Value]]:
    """Rows as the register gives them; one column is not held."""
    day = date(2024, 1, 1)
    return [
        {0: n, 1: f"示例{n}有限公司", 2: f"91350100MA{n:08d}", 3: Decimal(n), 4: day, 5: f"{n:04d}", 6: day, 7: day, 8: None}
        for n in range(1, count + 1)
    ]  # fmt: skip


def ours(data: bytes, given: list[dict[int, Value]]) -> None:
    """Open, find the table, fill, pack."""
    book = Book(data)
    name = book.sheets[0][0]
    found = book.find_blank(name)
    assert found is not None
    fill_sheet(book, name, found, given)


def bare(data: bytes, given: list[dict[int, Value]]) -> None:
    """Load, type by a loop, save: no look, no formulas, no foot."""
    book = load_workbook(io.BytesIO(data))
    page = book.worksheets[0]
    for number, row in enumerate(given, start=2):
        for column, value in row.items():
            page.cell(number, column + 1, value)
    book.save(io.BytesIO())


def best(work: Callable[[bytes, list[dict[int, Value]]], None], data: bytes, given: list[dict[int, Value]]) -> float:
    """The best of three, in seconds."""
    times = []
    for _turn in range(3):
        begun = time.perf_counter()
        work(data, given)
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> None:
    """Print seconds, ratio and peak memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    data, given = blank(), rows(count)
    filled = best(ours, data, given)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    typed = best(bare, data, given)
    sys.stdout.write(
        f"{count} rows: filled in {filled:.2f} s, openpyxl {typed:.2f} s, ratio {filled / typed:.2f}; peak {peak} MB\n"
    )


if __name__ == "__main__":
    main()
