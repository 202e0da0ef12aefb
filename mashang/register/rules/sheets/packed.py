"""Looks into a packed workbook before any library unpacks it: its kind, its true size, its formulas."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from . import refusal

LARGEST_UNPACKED = 700 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
_CHUNK = 1 << 20
_SMALL = LARGEST_UNPACKED // 1032  # deflate packs at most 1032 to 1
_FAR_CELL = re.compile(rb"""<c\s[^>]{0,40}?r=["']([A-Z]{1,3})(\d{6,7})["'][^>]*[^/]>""")
_WIDE_CELL = re.compile(rb"""<c\s[^>]{0,40}?r=["']([A-Z]{3})\d{1,7}["'][^>]*[^/]>""")
_ODS_REPEAT = re.compile(rb'number-(?:rows|columns)-repeated="(\d{4,9})"[^>]*>(?!\s*<table:table-cell[^>]*/>)')


@dataclass(slots=True)
class Contents:
    """What a packed file holds."""

    kind: str
    notes: list[str] = field(default_factory=list)


def look_inside(data: bytes) -> Contents:
    """The kind of a zip file and notes on what it carries; refuses bombs and what is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, OSError, NotImplementedError) as error:
        raise refusal.broken() from error
    names = {entry.filename for entry in entries}
    kind = _kind(names)
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal.password_protected()
    if len(entries) > 5_000 or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise refusal.too_large()
    contents = Contents(kind)
    unpacked = 0
    formulas = False
    for entry in entries:
        sheet = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
        if sheet or entry.filename == "content.xml" or entry.compress_size > _SMALL:
            size, has_formula = _unpack(data, entry, sheet=sheet, room=LARGEST_UNPACKED - unpacked)
            unpacked += size
            formulas = formulas or has_formula
    if formulas:
        contents.notes.append("formulas")
    if any(name.startswith("xl/externalLinks/") for name in names):
        contents.notes.append("external_links")
    if any(name.endswith("vbaProject.bin") for name in names):
        contents.notes.append("macros")
    return contents


def _kind(names: set[str]) -> str:
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx" if "xl/workbook.xml" in names else "xlsb"
    if "EncryptedPackage" in names:
        raise refusal.password_protected()
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise refusal.wrong_kind()


def _unpack(data: bytes, entry: zipfile.ZipInfo, *, sheet: bool, room: int) -> tuple[int, bool]:
    """(true unpacked size, whether it holds formulas); the size that the archive claims is not believed."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise refusal.broken()
    name_size, extra_size = struct.unpack("<HH", data[start + 26 : start + 30])
    body = memoryview(data)[start + 30 + name_size + extra_size :][: entry.compress_size]
    size = 0
    formulas = False
    tail = b""
    for piece in _pieces(body, entry.compress_type):
        size += len(piece)
        if size > room:
            raise refusal.too_large()
        if sheet:
            joined = tail + piece
            formulas = formulas or b"<f>" in joined or b"<f " in joined
            _refuse_far_cells(joined)
            tail = piece[-200:]
        elif entry.filename == "content.xml":
            _refuse_repeats(tail + piece)
            formulas = formulas or b"table:formula=" in piece
            tail = piece[-200:]
    return size, formulas


def _pieces(body: memoryview, method: int) -> list[bytes] | _Inflating:
    if method == zipfile.ZIP_STORED:
        return [bytes(body[at : at + _CHUNK]) for at in range(0, len(body), _CHUNK)]
    if method != zipfile.ZIP_DEFLATED:
        raise refusal.broken()
    return _Inflating(body)


class _Inflating:
    """The unpacked pieces of a deflated entry, one megabyte at a time."""

    def __init__(self, body: memoryview) -> None:
        self.left = bytes(body)
        self.inflater = zlib.decompressobj(-zlib.MAX_WBITS)

    def __iter__(self) -> _Inflating:
        return self

    def __next__(self) -> bytes:
        if self.inflater.eof:
            raise StopIteration
        try:
            piece = self.inflater.decompress(self.left, _CHUNK)
        except zlib.error as error:
            raise refusal.broken() from error
        self.left = self.inflater.unconsumed_tail
        if not piece:
            raise StopIteration
        return piece


def _refuse_far_cells(piece: bytes) -> None:
    """One value in a cell far out would make a dense table of billions of cells."""
    for found in _FAR_CELL.finditer(piece):
        if int(found[2]) > MOST_ROWS:
            raise refusal.too_many_rows(MOST_ROWS)
    for found in _WIDE_CELL.finditer(piece):
        number = 0
        for letter in found[1]:
            number = number * 26 + letter - 64
        if number > MOST_COLUMNS:
            raise refusal.too_large()


def _refuse_repeats(piece: bytes) -> None:
    for found in _ODS_REPEAT.finditer(piece):
        if int(found[1]) > MOST_ROWS:
            raise refusal.too_many_rows(MOST_ROWS)
