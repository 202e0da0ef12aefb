"""What a file is, by its content: with libmagic, and where it is absent."""

from __future__ import annotations

import struct
import sys

import pytest

from mashang.register.rules.media import sniff
from mashang.register.rules.sheets import SheetRefused, read_workbook

from .sheet_books import book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0) + b"\x90wS\xde"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CSV = "企业名称,房号\n甲（示例）有限公司,801\n"


@pytest.fixture(params=["libmagic", "without libmagic"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without libmagic":
        monkeypatch.setitem(sys.modules, "magic", None)  # importing it then fails, as where it is absent
        return
    try:
        import magic  # noqa: F401 (is the C library here?)
    except ImportError:
        pytest.skip("no libmagic on this machine")


@pytest.mark.usefixtures("_both_ways")
@pytest.mark.parametrize(
    ("data", "name", "media"),
    [
        (book({"S": [["企业名称"], ["甲（示例）有限公司"]]}), "a.pdf", XLSX),
        (PDF, "a.xlsx", "application/pdf"),
        (PNG, "a.pdf", "image/png"),
        (CSV.encode(), "a.csv", "text/csv"),
        (CSV.encode("gb18030"), "a.csv", "text/csv"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200), "a.pdf", None),
    ],
)
def test_a_file_is_what_its_content_says(data: bytes, name: str, media: str | None) -> None:
    found = sniff(data, name)
    assert found == media if media else found not in {XLSX, "application/pdf", "text/csv"}


def compound_file(*streams: str) -> bytes:
    """A compound file with empty-looking streams of these names, as Office wraps a workbook with a password."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header += struct.pack("<108I", *[free] * 108)

    def entry(name: str, kind: int, child: int, right: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, free, right, child)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    rows = [entry("Root Entry", 5, 1, free, end, 0)]
    for at, name in enumerate(streams, start=1):
        rows.append(entry(name, 2, free, at + 1 if at < len(streams) else free, end, 0))
    table = struct.pack("<128I", fat, end, *[free] * 126)
    return header[:512].ljust(512, b"\0") + table + b"".join(rows).ljust(512, b"\0")


def test_a_workbook_with_a_password_is_refused_in_words() -> None:
    data = compound_file("EncryptionInfo", "EncryptedPackage")
    assert data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    with pytest.raises(SheetRefused) as refused:
        read_workbook(data, "租户.xlsx")
    assert refused.value.code == "password"
    assert str(refused.value.mend)


def test_the_same_wrapping_without_a_password_is_not_said_to_have_one() -> None:
    with pytest.raises(SheetRefused) as refused:
        read_workbook(compound_file("SomethingElse"), "租户.xlsx")
    assert refused.value.code == "wrong_kind"
