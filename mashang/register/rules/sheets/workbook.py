"""Opens a file that somebody sent as a table of values, whatever kind it is."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from . import refusal
from .delimited import read_delimited
from .packed import MOST_ROWS, look_inside
from .page import read_page

Cell = str | float | int | bool | date | datetime | time | timedelta | None
LARGEST_FILE = 100 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BIFF = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"{\\rtf",
    b"MZ",
    b"\x7fELF",
)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet as it stands: all rows from the first on, cells as values; merged areas count from 0."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file opened: `kind` is xlsx, xlsb, xls, ods, html or csv; `notes` name formulas, external links, macros."""

    kind: str
    sheets: tuple[RawSheet, ...]
    notes: tuple[str, ...] = field(default=())


def open_workbook(data: bytes, filename: str = "") -> Workbook:
    """The sheets of a file, told by its contents and not by its name.

    Formulas give the value last stored, links are never followed. Raises SheetRefused: empty,
    wrong_kind, page_as_sheet, broken, password, too_large, too_many_rows.
    """
    if not data.strip():
        raise refusal.empty()
    if len(data) > LARGEST_FILE:
        raise refusal.too_large()
    if data.startswith(b"PK"):
        contents = look_inside(data)
        return _calamine(data, contents.kind, tuple(contents.notes))
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise refusal.password_protected()
        if not any(name in data for name in _BIFF):
            raise refusal.wrong_kind()
        return _calamine(data, "xls", ())
    if data.startswith(_OTHERS):
        raise refusal.wrong_kind()
    start = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<script", b"<style")):
        tables = read_page(data)
        names = [_stem(filename) if n == 1 else f"{_stem(filename)} {n}" for n in range(1, len(tables) + 1)]
        sheets = (RawSheet(name, t.rows, tuple(t.merged)) for name, t in zip(names, tables, strict=True))
        return Workbook("html", tuple(sheets))
    rows = read_delimited(data)
    return Workbook("csv", (RawSheet(_stem(filename), rows),))


def _stem(filename: str) -> str:
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return name.rsplit(".", 1)[0] or "CSV"


def _calamine(data: bytes, kind: str, notes: tuple[str, ...]) -> Workbook:
    import python_calamine

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
            sheets = tuple(_sheet(book, meta) for meta in book.sheets_metadata if _holds_cells(meta))
    except refusal.SheetRefused:
        raise
    except python_calamine.PasswordError as error:
        raise refusal.password_protected() from error
    except Exception as error:
        raise refusal.broken() from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader's own crash on a hostile file
            raise refusal.broken() from None
        raise
    return Workbook(kind, sheets, notes)


def _holds_cells(meta: object) -> bool:
    return str(getattr(meta, "typ", "")).endswith("WorkSheet")


def _sheet(book: object, meta: object) -> RawSheet:
    name: str = meta.name  # type: ignore[attr-defined]
    sheet = book.get_sheet_by_name(name)  # type: ignore[attr-defined]
    if sheet.total_height > MOST_ROWS:
        raise refusal.too_many_rows(MOST_ROWS)
    rows = sheet.to_python(skip_empty_area=False)
    return RawSheet(name, rows, tuple(sheet.merged_cell_ranges or ()))
