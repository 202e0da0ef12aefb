"""What rows added to a table do to the references round it: formulas, merged cells, print areas."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REF = re.compile(r"^(\$?)([A-Z]{1,3})(\$?)(\d{1,7})$")


@dataclass(frozen=True, slots=True)
class Shift:
    """`by` rows come in after the row `last` (from 1) of the sheet `sheet`. What reaches to that row reaches to the end of the new ones."""

    sheet: str
    last: int
    by: int

    def row(self, row: int) -> int:
        """Where a row stands afterwards."""
        return row + self.by if row > self.last else row

    def area(self, area: str, *, grow_single: bool = False) -> str:
        """A reference such as `$D$4:$D$9`; one cell of the last row becomes a range only where that is asked for."""
        start, colon, end = area.partition(":")
        first, second = _REF.match(start), _REF.match(end or start)
        if first is None or second is None:
            return area
        top, bottom = int(first[4]), int(second[4])
        if not colon and not (grow_single and top == self.last):
            return _at(first, self.row(top))
        return f"{_at(first, self.row(top))}:{_at(second, bottom + self.by if bottom >= self.last else bottom)}"

    def areas(self, areas: str) -> str:
        """A list of areas with blanks between, as validations and conditional formats have it."""
        return " ".join(self.area(one, grow_single=True) for one in areas.split())

    def formula(self, text: str, *, own: bool) -> str:
        """A formula, given without its `=`; `own` says that it stands on the sheet that grows."""
        from openpyxl.formula import Tokenizer
        from openpyxl.formula.tokenizer import Token

        tokens = Tokenizer(f"={text}").items
        for token in tokens:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self._operand(token.value, own=own)
        return "".join(token.value for token in tokens)

    def _operand(self, text: str, *, own: bool) -> str:
        sheet, mark, area = text.rpartition("!")
        if mark:
            named = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
            return f"{sheet}!{self.area(area)}" if named == self.sheet else text
        return self.area(text) if own else text


def _at(found: re.Match[str], row: int) -> str:
    return f"{found[1]}{found[2]}{found[3]}{row}"
