"""Reads the cells of one data row into typed fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from mashang.register.rules.addresses import parse_address
from mashang.register.rules.fact_values import LONGEST

from . import kinds, rows
from .amounts import read_area, read_capital, read_rent
from .cells import clean_name, clean_text, looks_like_firm, read_code, text_of, with_brackets
from .dates import read_date, read_period
from .flags import read_flag
from .head_grammar import FLAGS
from .places import read_place
from .rows import ReadRow, problem
from .sections import Section
from .workbook import Cell

LONGEST_NAME = 120  # GB 11714 and the registries know none longer; a longer cell holds more than a name

PROSE = ("scope", "remark")


class RowReader:
    """Reads rows of one sheet; the places of its columns are looked up once."""

    def __init__(
        self,
        sheet: str,
        places: Mapping[str, int],
        labels: Sequence[str],
        hint: str,
        *,
        full_width: bool,
        on: date | None = None,
    ) -> None:
        self.sheet = sheet
        self.section = Section()
        self.on = on.isoformat() if on else "9999"
        self.hint = hint
        self.full_width = full_width
        self.at = places
        self.label = {field: labels[index] for field, index in places.items()}
        self.name_at = places.get("name")
        self.code_at = places.get("uscc")
        self.texts = [
            (f, places[f]) for f in ("industry", "legal_form", "status_word", "scope", "remark") if f in places
        ]
        self.place_at = [places.get(f) for f in ("building", "tower", "floor", "room", "address")]
        self.only_address = not any(index is not None for index in self.place_at[:4])
        self.flags = [(f, places[f]) for f in (*FLAGS, "registered_elsewhere") if f in places]
        self.has_lease = any(f in places for f in ("lease_start", "lease_end", "lease_period"))

    def read(self, number: int, cells: Sequence[Cell], raw: list[str]) -> ReadRow:
        """The row with its status (ok or refused; repeats are marked later) and its problems."""
        row = ReadRow(self.sheet, number, rows.OK, raw)
        self._firm(row, cells)
        self._place(row, cells)
        if "registered_on" in self.at:
            found = read_date(self._cell(cells, "registered_on"))
            row.registered_on = found.text
            if found.problem:
                row.problems.append(problem("registered_on", found.problem))
        self._amounts(row, cells)
        if self.has_lease:
            self._lease(row, cells)
        if self.flags:
            self._flags(row, cells)
        if "left_on" in self.at:
            self._left(row, cells)
        for field, index in self.texts:
            if index < len(cells) and (cell := cells[index]) not in ("", None):
                text = text_of(cell)  # prose keeps its punctuation, words that are looked up do not
                setattr(row, field, " ".join(text.split()) if field in PROSE else clean_text(text))
        for field in ("address", "scope"):
            if len(getattr(row, field)) > LONGEST:
                setattr(row, field, "")
                row.problems.append(problem(field, "text_too_long"))
        return row

    def _cell(self, cells: Sequence[Cell], field: str) -> Cell:
        index = self.at.get(field)
        return cells[index] if index is not None and index < len(cells) else None

    def _text(self, cells: Sequence[Cell], index: int | None) -> str:
        if index is None or index >= len(cells):
            return ""
        cell = cells[index]
        return cell if isinstance(cell, str) else text_of(cell)

    def _firm(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        name = clean_name(self._text(cells, self.name_at))
        row.name = with_brackets(name, full_width=self.full_width)
        if len(row.name) > LONGEST_NAME:
            row.status = rows.REFUSED
            row.problems.append(problem("name", "name_too_long"))
        row.uscc, row.uscc_problem = read_code(
            cells[self.code_at] if self.code_at is not None and self.code_at < len(cells) else None
        )
        if row.uscc_problem:
            row.problems.append(problem("uscc", f"uscc_{row.uscc_problem}"))
            if row.uscc is not None:
                row.status = rows.REFUSED
        refused = ""
        if not name:
            refused = "name_missing" if row.uscc else "name_and_uscc_missing"
        elif name in kinds.VACANT and row.uscc is None:
            refused = "vacant"
        elif row.uscc is None and not looks_like_firm(name) and (len(name) < 2 or not any(c.isalpha() for c in name)):
            refused = "name_not_a_name"
        if refused:
            row.status = rows.REFUSED
            row.problems.insert(0, problem("name", refused))

    def _place(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        section = self.section
        if self.only_address:
            row.address = clean_text(self._text(cells, self.place_at[4]))
            place = parse_address(row.address)
            if section.floor and not any(space.floor for space in place.spaces):
                place = read_place("", "", section.floor, "", row.address)
        else:
            building, tower, floor, room, address = (self._text(cells, index) for index in self.place_at)
            row.address = clean_text(address)
            place = read_place(building, tower, floor or self._section_floor(row.address), room, row.address)
        row.building, row.tower, row.spaces = place.building, place.tower or section.tower, place.spaces
        if not row.building and (row.spaces or not row.address):
            row.building = section.building or self.hint
        if not row.building and not row.spaces and not row.address:
            row.problems.append(problem("address", "place_missing"))

    def _section_floor(self, address: str) -> str:
        """The floor of the group's head, for rows that have neither a column nor an address to say theirs."""
        if not self.section.floor or self.place_at[2] is not None:
            return ""
        return "" if any(space.floor for space in parse_address(address).spaces) else self.section.floor

    def _amounts(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        if "capital" in self.at:
            row.capital = self._text(cells, self.at["capital"]).strip()
            money = read_capital(row.capital, self.label["capital"], self._text(cells, self.at.get("capital_currency")))
            row.capital_minor, row.currency = money.minor, money.currency
            if money.problem:
                row.problems.append(problem("capital", money.problem))
        if "area_sqm" in self.at:
            row.area_sqm, trouble = read_area(self._text(cells, self.at["area_sqm"]), self.label["area_sqm"])
            if trouble:
                row.problems.append(problem("area_sqm", trouble))
        if "rent" in self.at:
            rent = read_rent(self._text(cells, self.at["rent"]), self.label["rent"])
            row.rent_fen, row.rent_per, row.rent_basis = rent.fen, rent.per, rent.basis
            if rent.problem:
                row.problems.append(problem("rent", rent.problem))

    def _lease(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        if "lease_period" in self.at:
            period = read_period(self._cell(cells, "lease_period"))
            row.lease_start, row.lease_end, row.lease_months = period.start, period.end, period.months
            if period.problem:
                row.problems.append(problem("lease_period", period.problem))
        for field in ("lease_start", "lease_end"):
            if field not in self.at:
                continue
            cell = self._cell(cells, field)
            found = read_date(cell)
            if field == "lease_start" and "lease_end" not in self.at and isinstance(cell, str):
                period = read_period(cell)
                if period.end:
                    row.lease_start, row.lease_end = period.start, period.end
                    continue
            if found.text:
                setattr(row, field, found.text)
            if found.problem:
                row.problems.append(problem(field, found.problem))
        start, end = row.lease_start, row.lease_end
        if start and end and end < start[: len(end)] and not any(p.code == "period_turned" for p in row.problems):
            row.problems.append(problem("lease_end", "period_turned"))

    def _flags(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        for field, index in self.flags:
            said = read_flag(self._text(cells, index))
            if field == "registered_elsewhere":
                if said is not None and row.registered_here is None:
                    row.registered_here = not said
            elif said is not None:
                setattr(row, field, said)

    def _left(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        """Who has left by the day of the sheet is no tenant of it; who will leave has a lease until then."""
        found = read_date(self._cell(cells, "left_on"))
        if found.problem:
            row.problems.append(problem("left_on", found.problem))
        elif found.text and found.text <= self.on[: len(found.text)]:
            row.status = rows.REFUSED
            row.problems.insert(0, problem("left_on", "has_left"))
        elif found.text:
            row.lease_end = found.text
