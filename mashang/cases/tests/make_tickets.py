"""Files of a hotline for tests, with invented tickets."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from openpyxl import Workbook

from mashang.cases.acts.tickets import upload_tickets
from mashang.cases.models import TicketImport
from tests.cast import Cast

LINE = "12345热线"
HEAD = (
    "序号",
    "受理时间",
    "诉求标题",
    "诉求内容",
    "联系人",
    "联系电话",
    "地址",
    "企业名称",
    "工单编号",
    "办理期限",
    "紧急程度",
    "备注",
)
LIFT = (
    "1", "2026-07-03 10:20:30", "电梯停了", "三号电梯从早上起停着，物业说等配件。", "林一", "13800000001",
    "鳌峰甲座12层1203", "晨光商务咨询有限公司（示例）", "FZ202607030001", "2026-07-06 18:00", "紧急", "",
)  # fmt: skip
NOISE = (
    "2", "2026/7/3 11:05", "", "夜里音响噪音大", "陈二", "0591-83330000", "江边某处", "", "FZ202607030002", "", "一般", "回访",
)  # fmt: skip


def csv_of(
    rows: Sequence[Sequence[str]], *, head: Sequence[str] = HEAD, title: str = "", encoding: str = "utf-8-sig"
) -> bytes:
    """A file of values in an encoding, with a title above its head where one is given."""
    out = StringIO(newline="")
    csv.writer(out).writerows([*([[title]] if title else []), head, *rows])
    return out.getvalue().encode(encoding)


def xlsx_of(rows: Sequence[Sequence[object]], *, head: Sequence[str] = HEAD, title: str = "") -> bytes:
    """The same as a workbook."""
    book, held = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in [*([[title], []] if title else []), head, *rows]:
        sheet.append(list(row))
    book.save(held)
    return held.getvalue()


def many(count: int, *, begin: int = 1) -> list[tuple[str, ...]]:
    """So many tickets that differ by their numbers and contents."""
    return [
        (str(n), "2026-07-03 10:20", f"第{n}件", f"第{n}件的内容", "", "", "", "", f"M{n:05d}", "", "", "")
        for n in range(begin, begin + count)
    ]


def upload(
    cast: Cast, data: bytes, *, role: str = "service_officer", name: str = "工单.csv", source: str = LINE
) -> TicketImport:
    """The file handed in by somebody of the story."""
    return upload_tickets(actor=cast.actor(role), data=data, name=name, source=source)
