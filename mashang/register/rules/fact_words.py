"""The words around facts: their groups and the units of their numbers (codes of content/facts.yaml)."""

from __future__ import annotations

from mashang.kernel.text import Message, _

GROUPS: dict[str, Message] = {
    "registration": _("Registration"),
    "statistics": _("Above-threshold"),
    "qualification": _("Qualifications"),
    "growth": _("Headquarters and growth"),
    "operation": _("Operation"),
    "tax": _("Tax"),
    "relation": _("Relations"),
    "service": _("Service"),
    "ownership": _("Ownership and management"),
    "building": _("Building"),
    "equipment": _("Equipment"),
    "safety": _("Safety and environment"),
    "grade": _("Grade and theme"),
    "market": _("Letting"),
    "": _("Other facts"),
}

UNITS: dict[str, Message] = {
    "yuan": _("%(amount)s yuan"),
    "wan_yuan": _("%(amount)s ten thousand yuan"),
    "sqm": _("%(amount)s ㎡"),
    "m": _("%(amount)s m"),
    "percent": _("%(amount)s%%"),
    "person": _("%(amount)s people"),
    "piece": _("%(amount)s pieces"),
    "space": _("%(amount)s spaces"),
    "minute": _("%(amount)s minutes"),
    "kpa": _("%(amount)s kPa"),
    "point": _("%(amount)s points"),
    "yuan_sqm_m": _("%(amount)s yuan per ㎡ and month"),
    "yuan_sqm": _("%(amount)s yuan per ㎡"),
}


def period_of(shape: str, year: int, month: int) -> str:
    """The period that a fact of this shape speaks of: `2025`, `2025 Q3`, `2025-09`; empty for a state."""
    if shape == "year":
        return str(year)
    if shape == "quarter":
        return f"{year} Q{(month - 1) // 3 + 1}"
    if shape == "half":
        return f"{year} H{(month - 1) // 6 + 1}"
    return f"{year}-{month:02d}" if shape == "month" else ""
