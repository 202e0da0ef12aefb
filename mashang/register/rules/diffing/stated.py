"""What one row of a sheet states, and what the comparison makes of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class Stated:
    """One tenant row, normalised. Dates without a day are the last day they may mean, `start_known` false."""

    sheet: str
    row: int
    name: str
    folded: str  # the name as kernel.names folds it
    uscc: str | None
    place: str = ""  # building and part as written
    tower_id: int | None = None  # when the sender said which tower the sheet is of
    spaces: tuple[tuple[int | None, str], ...] = ()
    area_sqm: Decimal | None = None
    lease_start: date | None = None
    start_known: bool = False
    lease_end: date | None = None
    written: tuple[str, str] = ("", "")  # start and end as far as they were written, where a day is missing
    rent_fen: int | None = None
    rent_per: str = ""
    rent_basis: str = ""
    flags: dict[str, bool] = field(default_factory=dict)  # registered_here, taxed_here, operates_here where stated
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Choice:
    """One way to settle a conflict: a code, and which side it takes."""

    code: str
    side: str  # sheet, register or both


@dataclass(slots=True)
class Difference:
    """The verdict on one row (or on a tenancy that the sheet no longer names, with `stated` None)."""

    verdict: str
    stated: Stated | None = None
    firm_id: int | None = None
    firm_key: str = ""
    tower_id: int | None = None
    tower_key: str = ""
    line: int | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    conflict: str = ""
    choices: list[Choice] = field(default_factory=list)
    proposal: str = ""
    plan: dict[str, Any] = field(default_factory=dict)
    row_id: int | None = None  # the batch's row that this is, once stored

    def fingerprint(self) -> str:
        """Equal as long as the register under this row has not moved."""
        said = (
            self.verdict,
            self.firm_id,
            self.tower_id,
            self.tower_key,
            self.line,
            self.changes,
            self.conflict,
            sorted(self.plan.items()),
        )
        return hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()

    def change(self, name: str, old: object, new: object, *, source: str = "", as_of: date | None = None) -> None:
        """Note that a field differs; empty `old` means that the register did not hold it."""
        self.changes.append(
            {
                "field": name,
                "old": "" if old is None else str(old),
                "new": "" if new is None else str(new),
                "source": source,
                "as_of": as_of.isoformat() if as_of else "",
            }
        )

    def note(self, code: str, message: str, **params: object) -> None:
        """Add a remark that the reviewer reads beside the row."""
        self.reasons.append({"code": code, "message": message, "params": {k: str(v) for k, v in params.items()}})

    def dispute(self, kind: str, choices: list[tuple[str, str]], proposal: str) -> None:
        """Turn the row into a conflict. The first dispute found stays: rows are settled one question at a time."""
        if self.conflict:
            return
        self.conflict, self.verdict, self.proposal = kind, "conflict", proposal
        self.choices = [Choice(code, side) for code, side in choices]
