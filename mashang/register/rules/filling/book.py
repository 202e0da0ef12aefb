"""An Excel workbook as it lies in its archive: one sheet of it is filled, every other part stays byte for byte.

Office Open XML, ISO/IEC 29500-1 part 18 (SpreadsheetML). No spreadsheet library stands between: those that write
drop what they do not know (drawings, controls, extensions) and do not carry formulas along when rows come in.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import replace
from functools import cached_property
from typing import Any

from lxml import etree

from mashang.register.rules.filling import refusing
from mashang.register.rules.filling.layout import AskedColumn, Blank, find_blank
from mashang.register.rules.sheets import refusal
from mashang.register.rules.sheets.packed import look_inside
from mashang.register.rules.sheets.workbook import RawSheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NS = f"{{{MAIN}}}"
LARGEST = 60 * 1024 * 1024  # a blank form unpacks to far less
MOST_CELLS = 400_000
_NAME = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")


def parse(data: bytes) -> Any:
    """The root of an XML part. No entity is resolved and nothing is fetched; a document type is refused."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refusal.broken() from error
    if root.getroottree().docinfo.doctype:
        raise refusal.broken()
    return root


def written(root: Any) -> bytes:
    """An XML part as it goes into the archive."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def column_name(index: int) -> str:
    """Column 0 is A."""
    name, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_of(reference: str) -> tuple[int, int]:
    """(row, column) from 0 of a reference such as B12."""
    found = _NAME.match(reference.replace("$", ""))
    if found is None:
        raise refusal.broken()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an archive by name, in their order; refuses one that unpacks to more than any form."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise refusal.too_large()
            return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refusal.broken() from error


class Book:
    """The parts of a workbook. Refuses (SheetRefused) what is no .xlsx: password, macros, bombs, other kinds."""

    def __init__(self, data: bytes) -> None:
        contents = look_inside(data)
        if contents.kind != "xlsx":
            raise refusing.no_form()
        self.parts = unpack(data)
        if "macros" in contents.notes or b"macroEnabled" in self.parts.get("[Content_Types].xml", b""):
            raise refusing.macros()
        try:
            self.workbook = parse(self.parts["xl/workbook.xml"])
            self.links = self._related("xl/workbook.xml")
            self.sheets = [
                (str(sheet.get("name")), self.links[sheet.get(f"{{{REL}}}id")][1])
                for sheet in self.workbook.iter(f"{NS}sheet")
                if self.links[sheet.get(f"{{{REL}}}id")][0] == "worksheet"
            ]
            self.roots = {name: parse(self.parts[path]) for name, path in self.sheets}
        except KeyError as error:
            raise refusal.broken() from error
        if sum(1 for root in self.roots.values() for _c in root.iter(f"{NS}c")) > MOST_CELLS:
            raise refusal.too_large()

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        found = self.parts.get(f"{folder}/_rels/{name}.rels")
        if found is None:
            return {}
        return {
            str(link.get("Id")): (
                str(link.get("Type", "")).rsplit("/", 1)[-1],
                str(link.get("Target", "")).lstrip("/")
                if str(link.get("Target", "")).startswith("/")
                else posixpath.normpath(posixpath.join(folder, str(link.get("Target", "")))),
            )
            for link in parse(found)
        }

    def related(self, sheet: str, kind: str) -> list[str]:
        """The parts of one kind (table, drawing, comments) that hang on a sheet."""
        return [path for found, path in self._related(dict(self.sheets)[sheet]).values() if found == kind]

    @cached_property
    def hidden(self) -> set[str]:
        """The names of the sheets that are not shown."""
        return {
            str(one.get("name")) for one in self.workbook.iter(f"{NS}sheet") if one.get("state", "visible") != "visible"
        }

    @property
    def has_links(self) -> bool:
        """Does it point at other workbooks?"""
        return any(kind == "externalLink" for kind, _path in self.links.values())

    def is_protected(self, sheet: str) -> bool:
        """Is a sheet, or the order of the sheets, kept from being changed by hand?"""
        return self.roots[sheet].find(f"{NS}sheetProtection") is not None

    def hidden_columns(self, sheet: str) -> set[int]:
        """The columns of a sheet, from 0, that are not shown."""
        found: set[int] = set()
        for columns in self.roots[sheet].iter(f"{NS}col"):
            if columns.get("hidden") in ("1", "true"):
                found.update(range(int(columns.get("min")) - 1, min(int(columns.get("max")), 16_384)))
        return found

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells share."""
        path = next((path for kind, path in self.links.values() if kind == "sharedStrings"), "")
        if path not in self.parts:
            return []
        return [_shown(item) for item in parse(self.parts[path]).iterchildren(f"{NS}si")]

    def grid(self, sheet: str) -> RawSheet:
        """The texts of a sheet and its merged cells, as they are read to find the table."""
        root = self.roots[sheet]
        rows: list[list[str]] = []
        for row in root.iter(f"{NS}row"):
            for cell in row.iterchildren(f"{NS}c"):
                text = self._text(cell)
                if not text:
                    continue
                at, column = place_of(str(cell.get("r", "")))
                rows.extend([] for _gap in range(at + 1 - len(rows)))
                rows[at].extend([""] * (column + 1 - len(rows[at])))
                rows[at][column] = text
        merged = []
        for area in root.iter(f"{NS}mergeCell"):
            start, _colon, end = str(area.get("ref")).partition(":")
            merged.append((place_of(start), place_of(end or start)))
        return RawSheet(sheet, rows, tuple(merged))

    def find_blank(self, sheet: str, head: int | None = None) -> Blank | None:
        """The table of a sheet; formulas over one row are part of its blank rows, those over several end it."""
        rowwise = {
            place_of(str(formula.getparent().get("r")))
            for formula in self.roots[sheet].iter(f"{NS}f")
            if ":" not in (formula.text or "")
        }
        found = find_blank(self.grid(sheet), head, lambda row, column: (row, column) in rowwise)
        hidden = self.hidden_columns(sheet)
        return (
            None
            if found is None
            else replace(found, columns=tuple(_unsure(c) if c.index in hidden else c for c in found.columns))
        )

    def _text(self, cell: Any) -> str:
        if cell.get("t") == "inlineStr":
            return _shown(cell)
        value = cell.findtext(f"{NS}v") or ""
        if cell.get("t") == "s":
            return self.strings[int(value)] if value.isdigit() and int(value) < len(self.strings) else ""
        # A formula stands for something even while its value has not been worked out yet.
        return value or ("=" if cell.find(f"{NS}f") is not None else "")

    def pack(self) -> bytes:
        """The archive with what was changed."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        return out.getvalue()


def _unsure(column: AskedColumn) -> AskedColumn:
    """A column that the clerk does not see is left to the clerk."""
    return replace(column, field="", maybe=(column.field,) if column.field else column.maybe, hidden=True)


def _shown(item: Any) -> str:
    """The text of an item, without the readings (phonetic runs) over it."""
    return "".join(text.text or "" for text in item.iter(f"{NS}t") if text.getparent().tag != f"{NS}rPh")
