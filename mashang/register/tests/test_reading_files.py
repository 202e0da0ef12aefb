"""Files that are no list of tenants, or not only that: each gets the right answer."""

from __future__ import annotations

import contextlib
import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mashang.register.rules.sheets import SheetRefused, read_workbook
from mashang.register.rules.sheets import packed as packed_files
from mashang.register.rules.sheets.packed import MOST_ROWS

from .sheet_books import book, code


def refusal_of(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(data, name)
    assert str(refused.value.message)
    assert str(refused.value.mend)
    return refused.value.code


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def repacked(data: bytes, change: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return packed(files | change)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"%PDF-1.7 ...", "wrong_kind"),
        (b"\x89PNG\r\n\x1a\n....", "wrong_kind"),
        (b"\x00\x01\x02\x03\x04binary", "wrong_kind"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "page_as_sheet"),
        (b"PK\x03\x04 torn", "broken"),
        (packed({"word/document.xml": b"<x/>"}), "wrong_kind"),
        (packed({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "wrong_kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + bytes(4000), "broken"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_with_what_to_do(data: bytes, expected: str) -> None:
    assert refusal_of(data) == expected


def test_a_cut_off_workbook_is_broken() -> None:
    whole = book({"S": [["企业名称"], ["甲乙有限公司"]]})
    assert refusal_of(whole[: len(whole) // 2]) == "broken"


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed_files, "LARGEST_UNPACKED", 5_000_000)
    bomb = repacked(book({"S": [["企业名称"]]}), {"xl/worksheets/sheet1.xml": b"<row>" + b" " * 6_000_000})
    assert refusal_of(bomb) == "too_large"


def test_one_value_in_a_cell_far_out_is_refused() -> None:
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert refusal_of(repacked(book({"S": [["企业名称"]]}), {"xl/worksheets/sheet1.xml": far})) == "too_many_rows"


def test_more_rows_than_a_sheet_may_have_are_refused() -> None:
    assert refusal_of(b"name,address\n" + b"a,b\n" * (MOST_ROWS + 1), "a.csv") == "too_many_rows"


def test_formulas_give_their_last_values_and_are_noted() -> None:
    data = book({"S": [["企业名称", "房号"], ['="甲乙"&"有限公司"', "301"]]})
    reading = read_workbook(data, "a.xlsx")
    assert reading.notes == ("formulas",)


def test_external_links_are_noted_and_not_followed() -> None:
    data = repacked(book({"S": [["企业名称"], ["甲乙有限公司"]]}), {"xl/externalLinks/externalLink1.xml": b"<x/>"})
    assert read_workbook(data, "a.xlsx").notes == ("external_links",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_files_are_read_in_every_usual_encoding(encoding: str, separator: str) -> None:
    lines = ["企业名称,统一社会信用代码,地址", f"甲乙有限公司,{code(1)},长风路8号云帆大厦3层301室"]
    data = "\r\n".join(line.replace(",", separator) for line in lines).encode(encoding)
    row = read_workbook(data, "名单.csv").rows[1]
    assert (row.sheet, row.name, row.uscc, row.spaces) == ("名单", "甲乙有限公司", code(1), (("3", ("301",)),))


def test_characters_beyond_the_first_plane_survive() -> None:
    data = "企业名称,房号\n𠮷𬱖贸易有限公司,301\n".encode("gb18030")
    assert read_workbook(data, "a.csv").rows[1].name == "𠮷𬱖贸易有限公司"


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.floats(allow_nan=False, allow_infinity=False), st.integers(-(10**9), 10**9),
    st.booleans(), st.sampled_from(["企业名称", "小计", "地址", "楼层", code(1), "甲乙有限公司", "3层", "2023-02-30"]),
)  # fmt: skip
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=60, deadline=3000, suppress_health_check=SLOW)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=12))
def test_no_cells_make_the_reader_crash_or_lose_a_row(cells: list[list[object]]) -> None:
    text = "\n".join(",".join("" if c is None else str(c).replace("\n", " ") for c in row) for row in cells)
    try:
        reading = read_workbook(text.encode("utf-8", "replace"), "x.csv")
    except SheetRefused:
        return
    for sheet in reading.sheets:
        counts = dict(sheet.counts)
        assert sum(counts.values()) == 2 * counts["total"]


@settings(max_examples=80, deadline=3000, suppress_health_check=SLOW)
@given(st.binary(max_size=2000), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_random_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    with contextlib.suppress(SheetRefused):
        assert read_workbook(start + data, "x").sheets


def test_a_damaged_workbook_is_read_or_refused() -> None:
    whole = book({"S": [["企业名称", "房号"]] + [[f"甲{n}有限公司", n] for n in range(40)]})
    chance = random.Random(7)  # noqa: S311
    for _turn in range(150):
        damaged = bytearray(whole)
        for _byte in range(chance.randint(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(SheetRefused):
            assert read_workbook(bytes(damaged), "x.xlsx").kind == "xlsx"
