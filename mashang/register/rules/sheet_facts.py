"""Facts that a tenant sheet can state, between their text in a comparison and their columns in a fact row."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

KEYS = (
    "registered_on", "registered_capital", "capital_currency", "registered_address", "industry", "legal_type", "business_scope",
)  # fmt: skip
_PRECISIONS = {4: "year", 7: "month", 10: "day"}
_CUT = {"year": 4, "month": 7, "day": 10, "": 10}


class FactValue(Protocol):
    """The value columns of a fact row."""

    num: int | None
    code: str | None
    day: date | None
    flag: bool | None
    body: str | None
    precision: str


def as_stated(fact: Any) -> str:
    """The value as the text that comparisons use: dates no more precise than they were written."""
    if fact.day is not None:
        text: str = fact.day.isoformat()
        return text[: _CUT[fact.precision]]
    for value in (fact.num, fact.code, fact.body, fact.flag):
        if value is not None:
            return str(value)
    return ""


def as_columns(key: str, text: str) -> dict[str, Any]:
    """The columns of a fact row for a stated text. A month or year is kept as its first day with its precision."""
    if key.endswith("_on"):
        precision = _PRECISIONS[len(text)]
        whole = text + {"year": "-01-01", "month": "-01", "day": ""}[precision]
        return {"day": date.fromisoformat(whole), "precision": precision}
    if key == "registered_capital":
        return {"num": int(text)}
    if key in {"capital_currency", "industry", "legal_type"}:
        return {"code": text}
    return {"body": text}
