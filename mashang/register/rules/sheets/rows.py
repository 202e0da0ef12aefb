"""What a row of a sheet says: the typed fields, and every problem in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from mashang.kernel import uscc
from mashang.kernel.text import Message, _
from mashang.register.rules.addresses import Space

# What may be said about a row. A status other than OK and DUPLICATE carries no firm to import.
OK, DUPLICATE, REFUSED = "ok", "duplicate", "refused"
BLANK, TITLE, HEAD, SUBTOTAL, NOTE = "blank", "title", "header", "subtotal", "note"
STATUSES = (OK, DUPLICATE, REFUSED, SUBTOTAL, HEAD, TITLE, NOTE, BLANK)

MESSAGES: Mapping[str, Message] = {
    "uscc_missing": _("The sheet gives no credit code."),
    "uscc_rounded": _("The spreadsheet kept the credit code as a number and lost its last digits."),
    "uscc_registration_number": _("This is an old registration number, not a credit code."),
    "uscc_organisation_code": _("This is an organisation code, not a credit code."),
    **{f"uscc_{code}": message for code, message in uscc.MESSAGES.items()},
    "name_missing": _("The row names no firm."),
    "name_and_uscc_missing": _("The row holds neither the name nor the credit code of a firm."),
    "name_not_a_name": _("What stands in the column of names is not the name of a firm."),
    "name_too_long": _("The name of the firm is longer than 120 characters."),
    "no_columns": _("No column of this sheet holds names or credit codes of firms."),
    "vacant": _("The row says that the room is vacant: there is no firm in it."),
    "has_left": _("The row says that the firm has left."),
    "date_unreadable": _("This is not a date."),
    "date_impossible": _("There is no such day."),
    "date_ambiguous": _("The date can be read in two ways; only what is certain was kept."),
    "period_unreadable": _("The period of the lease cannot be read."),
    "period_turned": _("The lease ends before it starts."),
    "amount_unreadable": _("This is not an amount of money."),
    "amount_unit_missing": _("Neither the cell nor the head of the column says in which unit the amount is."),
    "area_unreadable": _("This is not an area."),
    "area_not_positive": _("The area must be more than nothing."),
    "rent_unreadable": _("This is not a rent."),
    "rent_unit_missing": _("Neither the cell nor the head of the column says for which period the rent is."),
    "text_too_long": _("This text is longer than 4000 characters; it was not taken in."),
    "place_missing": _("The row does not say where the firm is."),
    "repeats": _("Repeats row %(row)s of sheet %(sheet)s."),
    "marked_repeated": _("Marked as repeated in the sheet, but no other row with this firm was found."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to know about a cell: the field, a stable code, and the sentence (a message id with parameters)."""

    field: str
    code: str
    message: Message

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "message": str(self.message)}


_known: dict[tuple[str, str], Problem] = {}


def problem(field_name: str, code: str) -> Problem:
    """The problem with its sentence; one object for all rows that share it."""
    key = (field_name, code)
    if key not in _known:
        _known[key] = Problem(field_name, code, MESSAGES[code])
    return _known[key]


def repeats(sheet: str, row: int) -> Problem:
    """Says which row a duplicate repeats."""
    text = MESSAGES_REPEATS_ID
    return Problem("name", "repeats", Message(text, {"row": row, "sheet": sheet}))


MESSAGES_REPEATS_ID = "Repeats row %(row)s of sheet %(sheet)s."


@dataclass(slots=True)
class ReadRow:
    """One row as read. `row` counts from 1 as in the file; every text field is "" where nothing is written.

    `uscc` is the cleaned code even when `uscc_problem` says that it cannot be right; it may be used
    only where `uscc_problem` is None. Dates are YYYY, YYYY-MM or YYYY-MM-DD. `capital` is the text of
    the sheet, `capital_minor` its whole minor units. Rent is in fen.
    """

    sheet: str
    row: int
    status: str
    raw: list[str]
    name: str = ""
    uscc: str | None = None
    uscc_problem: str | None = None
    registered_on: str = ""
    capital: str = ""
    capital_minor: int | None = None
    currency: str = ""
    address: str = ""
    building: str = ""
    tower: str = ""
    spaces: tuple[Space, ...] = ()
    area_sqm: Decimal | None = None
    lease_start: str = ""
    lease_end: str = ""
    lease_months: int | None = None
    rent_fen: int | None = None
    rent_per: str = ""
    rent_basis: str = ""
    industry: str = ""
    legal_form: str = ""
    status_word: str = ""
    registered_here: bool | None = None
    taxed_here: bool | None = None
    operates_here: bool | None = None
    scope: str = ""
    remark: str = ""
    repeats: tuple[str, int] | None = None
    problems: list[Problem] = field(default_factory=list)

    def as_dict(self) -> dict[str, object]:
        """The form that `mashang census check --json` prints."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "name": self.name,
            "uscc": self.uscc,
            "registered_on": self.registered_on,
            "capital": self.capital,
            "building": self.building,
            "tower": self.tower,
            "spaces": [{"floor": s.floor, "units": list(s.units)} for s in self.spaces],
            "status": self.status,
            "problems": [p.as_dict() for p in self.problems],
        }
