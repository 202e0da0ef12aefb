"""From the two parts of a figure to its value."""

from __future__ import annotations


def value_of(num: int | None, den: int | None, *, factor: int, is_rate: bool) -> int | None:
    """num, or num x factor / den rounded half up (away from zero); None where there is nothing to divide by."""
    if num is None or not is_rate:
        return num
    if not den:
        return None
    whole = abs(num) * factor * 2 + den
    return (whole // (2 * den)) * (1 if num >= 0 else -1)
