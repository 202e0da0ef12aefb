"""The value of a field as a column wants it: in the head's unit, as one of the words its cells allow, else not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from mashang.register.rules.filling.sheet_writing import Value

YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
SQM = {
    "": Decimal(1), "㎡": Decimal(1), "m2": Decimal(1), "平方米": Decimal(1), "平米": Decimal(1),
    "万㎡": Decimal(10_000), "万平方米": Decimal(10_000), "万平米": Decimal(10_000), "公顷": Decimal(10_000),
    "亩": Decimal(2_000) / 3,
}  # fmt: skip


def money(fen: int, unit: str) -> Value:
    """A sum in the unit of the head; with its own unit as a text where the head names none."""
    if unit not in YUAN:
        return f"{_short(Decimal(fen) / 100 / 10_000)}万元"
    return _short(Decimal(fen) / 100 / YUAN[unit])


def area(sqm: Decimal, unit: str) -> Value:
    """An area in the unit of the head, square metres where it names none (1 亩 = 2000/3 ㎡); None for a unit that is none of area."""
    return None if unit not in SQM else round(sqm / SQM[unit], 4).normalize() + 0


def rent(fen: int, per: str, unit: str) -> Value:
    """A rent per square metre by month or day, where the head asks for just that; no month is turned into days."""
    asks = "month" if "月" in unit else "day" if re.search("[日天]", unit) else ""
    flat = re.search("㎡|m2|平", unit)
    return _short(Decimal(fen) / 100) if flat and asks == per and "年" not in unit else None


def listed(texts: Iterable[str]) -> str:
    """Several texts in one cell."""
    return "、".join(texts)


def period(start: date | None, end: date | None) -> Value:
    """A lease from its first to its last day, where both are known."""
    return f"{start.isoformat()}至{end.isoformat()}" if start and end else None


def _short(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize()


def plain_number(number: int, scale: int) -> Value:
    """A stored whole number as it is shown."""
    return _short(Decimal(number) / scale)
