"""Writes rows into the blank rows of a sheet, and adds rows of the same look where there are too few."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree

from mashang.register.rules.filling import refusing
from mashang.register.rules.filling.book import NS, Book, column_name, parse, place_of, written
from mashang.register.rules.filling.layout import Blank
from mashang.register.rules.filling.shifting import Shift

Value = str | int | Decimal | date | None  # None: asked for and not held, the cell is marked
TOLD_EVERY = 500
YELLOW = "FFFFF2CC"
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DAY_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_ELSEWHERE = re.compile(r"\[\d+\]")
_EPOCH = date(1899, 12, 30)


class Styles:
    """Number formats of the cell styles, and marked twins of them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.path = next((path for kind, path in book.links.values() if kind == "styles"), "")
        self.root: Any = parse(book.parts[self.path]) if self.path in book.parts else None
        self.twins: dict[str, str] = {}
        formats = self.root.iter(f"{NS}numFmt") if self.root is not None else ()
        self.formats = {str(one.get("numFmtId")): str(one.get("formatCode")) for one in formats}

    def is_day(self, style: str) -> bool:
        """Does a cell of this style show a number as a day?"""
        if self.root is None:
            return False
        number = str(self._style(style).get("numFmtId", "0"))
        code = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", self.formats.get(number, ""))
        return bool(re.search("[yd]", code, re.IGNORECASE)) or (number.isdigit() and int(number) in _DAY_FORMATS)

    def marked(self, style: str) -> str:
        """The same style on yellow ground."""
        if self.root is None:
            return style
        if style not in self.twins:
            fills, styles = self.root.find(f"{NS}fills"), self.root.find(f"{NS}cellXfs")
            if not self.twins:
                fill = etree.SubElement(etree.SubElement(fills, f"{NS}fill"), f"{NS}patternFill", patternType="solid")
                etree.SubElement(fill, f"{NS}fgColor", rgb=YELLOW)
                fills.set("count", str(len(fills)))
            twin = copy.deepcopy(self._style(style))
            twin.set("fillId", str(len(fills) - 1))
            twin.set("applyFill", "1")
            styles.append(twin)
            styles.set("count", str(len(styles)))
            self.twins[style] = str(len(styles) - 1)
        return self.twins[style]

    def _style(self, style: str) -> Any:
        styles = self.root.find(f"{NS}cellXfs")
        return styles[int(style)] if style.isdigit() and int(style) < len(styles) else styles[0]

    def keep(self) -> None:
        """Put the marked styles into the book."""
        if self.twins:
            self.book.parts[self.path] = written(self.root)


def fill_sheet(
    book: Book,
    sheet: str,
    blank: Blank,
    rows: Sequence[Mapping[int, Value]],
    tell: Callable[[int], None] | None = None,
) -> bytes:
    """The workbook with the rows in the sheet's table; a mapping names columns from 0. `tell` is told how far it is.

    Formulas stay where they are and grow with the rows; cells with a formula are not written over. A text is
    written as a text, whatever it begins with. Everything outside the table keeps its contents and its look.
    """
    root = book.roots[sheet]
    data = root.find(f"{NS}sheetData")
    _spell_out(data)
    held = {int(row.get("r")): row for row in data.iterchildren(f"{NS}row")}
    if blank.stop == blank.first:
        raise refusing.no_blank_row()
    room = _room(held, blank)
    last = blank.first + room  # from 1: the last blank row
    if (more := len(rows) - room) > 0:
        shift = Shift(sheet, last, more)
        _shift_sheet(book, sheet, shift)
        if blank.stop is None:  # nothing stands below: what looks like a row there belongs to nothing
            held = {int(row.get("r")): row for row in data.iterchildren(f"{NS}row")}
        held = _add_rows(root, data, last, more)
    styles = Styles(book)
    for place, values in enumerate(rows):
        if tell is not None and place % TOLD_EVERY == 0:
            tell(place)
        number = blank.first + place + 1
        row = held.get(number)
        if row is None:
            row = held[number] = _put_row(data, number)
        _write_row(row, number, values, styles)
    _widen(root, blank, len(rows))
    styles.keep()
    _reckon_on_opening(book)
    book.parts[dict(book.sheets)[sheet]] = written(root)
    return book.pack()


def _look(row: Any) -> tuple[tuple[int, str], ...]:
    return tuple((place_of(cell.get("r"))[1], cell.get("s", "0")) for cell in row.iterchildren(f"{NS}c"))


def _room(held: Mapping[int, Any], blank: Blank) -> int:
    """How many blank rows there are: those that look like the first, down to what stops the table; at least one."""
    first = held.get(blank.first + 1)
    most = (blank.stop - blank.first) if blank.stop is not None else 1_048_576
    if first is None:
        return max(most, 1) if blank.stop is not None else 1_048_576 - blank.first
    look, room = _look(first), 1
    while room < most and (row := held.get(blank.first + 1 + room)) is not None and _look(row) == look:
        room += 1
    return room


def _spell_out(data: Any) -> None:
    """Write every shared formula in full, so that rows can be added between its cells."""
    from openpyxl.formula.translate import Translator

    masters: dict[str, tuple[str, str]] = {}
    for cell in data.iter(f"{NS}c"):
        formula = cell.find(f"{NS}f")
        if formula is None or formula.get("t") != "shared":
            continue
        number = formula.get("si")
        if formula.text:
            masters[number] = formula.text, cell.get("r")
        elif number in masters:
            text, origin = masters[number]
            formula.text = Translator(f"={text}", origin=origin).translate_formula(cell.get("r"))[1:]
        for name in ("t", "si", "ref"):
            formula.attrib.pop(name, None)


def _shift_sheet(book: Book, sheet: str, shift: Shift) -> None:
    root = book.roots[sheet]
    for row in root.iter(f"{NS}row"):
        number = shift.row(int(row.get("r")))
        if number != int(row.get("r")):
            row.set("r", str(number))
            for cell in row.iterchildren(f"{NS}c"):
                cell.set("r", re.sub(r"\d+$", str(number), cell.get("r")))
    for name in ("mergeCell", "hyperlink", "autoFilter", "dimension"):
        for one in root.iter(f"{NS}{name}"):
            one.set("ref", shift.area(one.get("ref")))
    for name in ("dataValidation", "conditionalFormatting", "ignoredError", "protectedRange"):
        for one in root.iter(f"{NS}{name}"):
            if one.get("sqref"):
                one.set("sqref", shift.areas(one.get("sqref")))
    for one in root.iter(f"{NS}brk"):
        if one.getparent().tag == f"{NS}rowBreaks":
            one.set("id", str(shift.row(int(one.get("id")))))
    for name, path in book.sheets:
        own = name == sheet
        found = [*book.roots[name].iter(f"{NS}f", f"{NS}formula", f"{NS}formula1", f"{NS}formula2")]
        if _shift_formulas(found, shift, own=own) and not own:
            book.parts[path] = written(book.roots[name])
    _shift_formulas(book.workbook.iter(f"{NS}definedName"), shift, own=False)
    for path in book.related(sheet, "table"):
        table = parse(book.parts[path])
        for one in (table, *table.iter(f"{NS}autoFilter")):
            one.set("ref", shift.area(one.get("ref")))
        book.parts[path] = written(table)
    for path in book.related(sheet, "drawing"):
        _shift_drawing(book, path, shift)


def _shift_formulas(formulas: Any, shift: Shift, *, own: bool) -> bool:
    changed = False
    for formula in formulas:
        if formula.get("ref"):
            formula.set("ref", shift.area(formula.get("ref")) if own else formula.get("ref"))
        if not formula.text or formula.text.startswith('"'):
            continue
        text = shift.formula(formula.text, own=own)
        changed = changed or text != formula.text
        formula.text = text
    return changed


def _shift_drawing(book: Book, path: str, shift: Shift) -> None:
    drawing = parse(book.parts[path])
    for row in drawing.iter("{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}row"):
        row.text = str(shift.row(int(row.text) + 1) - 1)
    book.parts[path] = written(drawing)


def _add_rows(root: Any, data: Any, last: int, more: int) -> dict[int, Any]:
    """Copies of the last blank row below it: style, height, formulas and cells merged across."""
    from openpyxl.formula.translate import Translator

    held = {int(row.get("r")): row for row in data.iterchildren(f"{NS}row")}
    pattern = held.get(last)
    if pattern is None:
        pattern = held[last] = _put_row(data, last)
    at = data.index(pattern)
    merges = root.find(f"{NS}mergeCells")
    across = [
        one.get("ref")
        for one in (merges if merges is not None else ())
        if [place_of(part)[0] + 1 for part in one.get("ref").split(":")] == [last, last]
    ]
    for step in range(1, more + 1):
        number = last + step
        row = copy.deepcopy(pattern)
        row.set("r", str(number))
        for cell in row.iterchildren(f"{NS}c"):
            origin, target = cell.get("r"), re.sub(r"\d+$", str(number), cell.get("r"))
            cell.set("r", target)
            formula = cell.find(f"{NS}f")
            if formula is not None and formula.text:
                formula.text = Translator(f"={formula.text}", origin=origin).translate_formula(target)[1:]
                for value in cell.findall(f"{NS}v"):  # worked out for another row
                    cell.remove(value)
        data.insert(at + step, row)
        held[number] = row
        for area in across:
            merge = etree.SubElement(merges, f"{NS}mergeCell")
            merge.set("ref", ":".join(re.sub(r"\d+$", str(number), part) for part in area.split(":")))
    if across:
        merges.set("count", str(len(merges)))
    return held


def _put_row(data: Any, number: int) -> Any:
    """A new row in its place."""
    row = etree.Element(f"{NS}row", r=str(number))
    after = len(data)
    while after and int(data[after - 1].get("r")) > number:
        after -= 1
    data.insert(after, row)
    return row


def _write_row(row: Any, number: int, values: Mapping[int, Value], styles: Styles) -> None:
    cells = {place_of(cell.get("r"))[1]: cell for cell in row.iterchildren(f"{NS}c")}
    row.attrib.pop("spans", None)
    for column in sorted(values):
        cell = cells.get(column)
        if cell is None:
            cell = etree.Element(f"{NS}c", r=f"{column_name(column)}{number}")
            right = next((cells[other] for other in sorted(cells) if other > column), None)
            row.insert(len(row) if right is None else row.index(right), cell)
            cells[column] = cell
        if cell.find(f"{NS}f") is None:
            _write_cell(cell, values[column], styles)


def _write_cell(cell: Any, value: Value, styles: Styles) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value is None:
        cell.set("s", styles.marked(cell.get("s", "0")))
        return
    if isinstance(value, date):
        value = (value - _EPOCH).days if styles.is_day(cell.get("s", "0")) else value.isoformat()
    if isinstance(value, int | Decimal):
        etree.SubElement(cell, f"{NS}v").text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, f"{NS}is"), f"{NS}t")
    text.text = UNREADABLE.sub("", value)[:32_000]
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _widen(root: Any, blank: Blank, count: int) -> None:
    """The stated size of the sheet takes the rows in."""
    size = root.find(f"{NS}dimension")
    if size is None or not count or ":" not in size.get("ref", ""):
        return
    start, end = (place_of(part) for part in size.get("ref").split(":"))
    right = max(end[1], *(column.index for column in blank.columns))
    bottom = max(end[0], blank.first + count - 1)
    size.set("ref", f"{column_name(start[1])}{start[0] + 1}:{column_name(right)}{bottom + 1}")


def _reckon_on_opening(book: Book) -> None:
    """Values that formulas had of the blank sheet are no longer true: the program reckons anew when it opens the file."""
    for name, path in book.sheets:
        # What another file gave is kept: whoever opens this one may not have that file.
        stale = [
            cell
            for cell in book.roots[name].iter(f"{NS}c")
            if (formula := cell.find(f"{NS}f")) is not None and not _ELSEWHERE.search(formula.text or "")
        ]
        for cell in stale:
            for value in cell.findall(f"{NS}v"):
                cell.remove(value)
            cell.attrib.pop("t", None)
        if stale:
            book.parts[path] = written(book.roots[name])
    reckoning = book.workbook.find(f"{NS}calcPr")
    if reckoning is None:
        reckoning = etree.Element(f"{NS}calcPr", calcId="0")
        names = book.workbook.find(f"{NS}definedNames")
        (names if names is not None else book.workbook.find(f"{NS}sheets")).addnext(reckoning)
    reckoning.set("fullCalcOnLoad", "1")
    book.parts["xl/workbook.xml"] = written(book.workbook)
    if "xl/calcChain.xml" in book.parts:
        del book.parts["xl/calcChain.xml"]
        for path, mark in (("[Content_Types].xml", "PartName"), ("xl/_rels/workbook.xml.rels", "Target")):
            root = parse(book.parts[path])
            for one in [one for one in root if str(one.get(mark, "")).endswith("calcChain.xml")]:
                root.remove(one)
            book.parts[path] = written(root)
