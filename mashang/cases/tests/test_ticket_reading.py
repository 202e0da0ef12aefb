"""Files of hotlines in every usual form: encodings, titles, orders of columns, dates, and what is no list of tickets."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mashang.cases.rules.ticket_times import END_OF_DAY, read_instant
from mashang.cases.rules.tickets import Ticket, TicketSheet, find_tickets, read_ticket
from mashang.cases.tests.make_tickets import HEAD, LIFT, NOISE, csv_of, many, xlsx_of
from mashang.kernel.errors import Refused
from mashang.register.rules.sheets.workbook import open_workbook

HERE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 6, 8, 40, tzinfo=HERE)
REAL = Path(os.environ.get("MASHANG_REAL_DATA", "")) / "requests" / "boston_311_2015.csv"


def sheet_of(data: bytes, known: dict[str, str] | None = None) -> TicketSheet:
    return find_tickets(open_workbook(data, "工单.csv"), known)


def read(data: bytes, known: dict[str, str] | None = None) -> list[Ticket]:
    sheet = sheet_of(data, known)
    return [read_ticket(cells, sheet.columns, now=NOW, zone=HERE) for _no, cells in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("title", ["", "12345热线工单清单（2026年7月）"])
def test_a_list_is_read_in_every_usual_encoding_and_under_a_title(encoding: str, title: str) -> None:
    lift, noise = read(csv_of([LIFT, NOISE], title=title, encoding=encoding))
    assert (lift.number, lift.title, lift.asker, lift.phone) == ("FZ202607030001", "电梯停了", "林一", "13800000001")
    assert (lift.address, lift.firm, lift.priority, lift.item) == (LIFT[6], LIFT[7], "urgent", "property")
    assert lift.received_at == datetime(2026, 7, 3, 10, 20, 30, tzinfo=HERE)
    assert lift.due_at == datetime(2026, 7, 6, 18, 0, tzinfo=HERE)
    assert (noise.title, noise.text, noise.item, noise.due_at) == ("", "夜里音响噪音大", "environment", None)
    assert noise.phone.endswith("83330000")
    assert not lift.problems + noise.problems


def test_columns_stand_in_any_order_in_a_workbook_and_cells_may_be_dates_and_numbers() -> None:
    head = ("工单编号", "问题描述", "受理时间", "办理期限")
    when, due = datetime(2026, 7, 3, 10, 20), datetime(2026, 7, 9)  # noqa: DTZ001 - cells bear no zone
    (one,) = read(xlsx_of([[202607030001, "灯坏了", when, due]], head=head, title="清单"))
    assert (one.number, one.text) == ("202607030001", "灯坏了")
    assert one.received_at == when.replace(tzinfo=HERE)
    assert one.due_at == datetime(2026, 7, 9, 23, 59, 59, tzinfo=HERE)


def test_what_people_said_of_columns_goes_before_the_words_and_each_field_stands_once() -> None:
    data = csv_of([("A1", "说法", "别的")], head=("来文字号", "诉求内容", "内容"))
    with pytest.raises(Refused) as refused:
        sheet_of(csv_of([("A1", "说法", "别的")], head=("来文字号", "其一", "其二")))
    assert refused.value.code == "no_columns"
    sheet = sheet_of(data, {"来文字号": "number", "内容": "ignore"})
    assert [(one.field, one.how) for one in sheet.columns] == [("number", "given"), ("text", "head"), ("", "given")]
    twice = sheet_of(csv_of([("A1", "x", "y")], head=("编号", "诉求内容", "内容")))
    assert [one.field for one in twice.columns] == ["number", "text", ""]


@pytest.mark.parametrize(
    ("said", "hour", "minute"),
    [
        ("2026-07-03 09:30", 9, 30), ("2026/7/3 9:30:00", 9, 30), ("2026年7月3日9时30分", 9, 30), ("2026年7月3日 下午3点", 15, 0),
        ("20260703093000", 9, 30), ("2026-07-03T01:30:00Z", 9, 30), ("46206.5", 12, 0), ("2026.7.3 9:30 PM", 21, 30),
        ("2026-07-03", 0, 0),
    ],
)  # fmt: skip
def test_instants_are_read_as_people_write_them(said: str, hour: int, minute: int) -> None:
    assert read_instant(said, HERE) == datetime(2026, 7, 3, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize("said", ["03/04/2026", "2026-02-30 08:00", "2026-07-03 25:00", "下周", "2026-07", ""])
def test_what_is_no_certain_instant_is_not_guessed(said: str) -> None:
    assert read_instant(said, HERE, whole_day=END_OF_DAY) is None


def test_each_row_that_cannot_be_taken_says_why() -> None:
    def row(**said: str) -> tuple[str, ...]:
        names = {"number": 8, "received": 1, "title": 2, "text": 3, "due": 9, "phone": 5}
        cells = list(LIFT)
        for name, value in said.items():
            cells[names[name]] = value
        return tuple(cells)

    rows = [
        row(number=""), row(number="9" * 61), row(number="2.0260703E+17"), row(title="", text=""), row(text="长" * 4_001),
        row(received="昨天"), row(received="2027-01-01 08:00"), row(due="尽快"), row(due="2026-07-01"), row(phone="无"),
    ]  # fmt: skip
    found = read(csv_of(rows))
    assert [one.problems for one in found] == [
        ["number_missing"], ["number_too_long"], ["number_rounded"], ["no_content"], ["text_too_long"],
        ["received_unreadable"], ["received_to_come", "due_before_received"], ["due_unreadable"], ["due_before_received"], [],
    ]  # fmt: skip
    assert "phone_unreadable" in found[-1].hints
    whole = csv_of([LIFT, NOISE]).decode("utf-8-sig")
    assert [one.problems for one in read(whole[: whole.index("夜里")].encode())] == [[], ["cut_off"]]


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (8 << 20))
    data = bytearray(held.getvalue())
    # What the archive claims to unpack to is read before anything is unpacked.
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (900 << 20).to_bytes(4, "little")
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"), (b"%PDF-1.7 a letter", "wrong_kind"), (bomb(), "too_large"), (b"PK\x03\x04 half", "broken"),
        (csv_of([LIFT]).decode("utf-8-sig").encode("utf-8").decode("latin-1").encode("utf-8"), "no_columns"),
        (csv_of([("甲", "乙")], head=("单位", "人数")), "no_columns"), (csv_of([]), "no_rows"),
        (xlsx_of([], head=()), "empty_sheet"), (csv_of([LIFT], encoding="gbk")[:-1] + b"\x80\xff\xff", "broken"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_tickets_is_refused_with_a_way_on(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        sheet_of(data)
    assert (refused.value.code, bool(str(refused.value.mend))) == (code, True)


def test_the_mark_that_we_put_before_formulas_comes_off_again() -> None:
    (one,) = read(csv_of([("9", "2026-07-03", "'=1+1", "'是引号", "", "", "", "", "F1", "", "", "")]))
    assert (one.title, one.text) == ("=1+1", "'是引号")


def test_a_long_list_is_read_whole() -> None:
    assert len(read(csv_of(many(1_200)))) == 1_200
    assert HEAD[8] == "工单编号"


@pytest.mark.skipif(not REAL.is_file(), reason="needs MASHANG_REAL_DATA")
def test_a_hotline_of_another_country_is_read_by_what_is_said_of_its_columns() -> None:
    lines = REAL.read_bytes().splitlines(keepends=True)[:2_001]
    known = {
        "case id": "number",
        "opened at": "received_at",
        "type": "title",
        "target at": "due_at",
        "closed at": "closed_at",
    }
    found = read(b"".join(lines), known)
    good = [one for one in found if not one.problems]
    assert len(found) == 2_000
    assert {one.problems[0] for one in found if one.problems} <= {"due_before_received"}
    assert len(good) >= 1_990
