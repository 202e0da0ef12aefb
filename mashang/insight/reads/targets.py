"""Targets: what an area's office has set itself for a figure, dated, from content/targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "content" / "targets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A value to be reached (`at_least`) or kept under (`at_most`) while it is in force; in the unit of the figure."""

    kpi: str
    area_path: str
    since: date
    until: date | None
    at_least: Decimal | None
    at_most: Decimal | None
    basis: str
    sample: bool

    @property
    def value(self) -> Decimal:
        """The line itself."""
        line = self.at_least if self.at_least is not None else self.at_most
        return line if line is not None else Decimal(0)

    def gap(self, value: Decimal) -> Decimal:
        """What is missing to the target, above zero while it is missed."""
        return self.at_least - value if self.at_least is not None else value - self.value


def find_target(kpi: str, area_path: str, on: date) -> Target | None:
    """The target of this figure for exactly this area on a day; None where none is set."""
    for target in targets():
        alive = target.since <= on and (target.until is None or on <= target.until)
        if target.kpi == kpi and target.area_path == area_path and alive:
            return target
    return None


@cache
def targets() -> tuple[Target, ...]:
    """All targets of content/targets, read once."""
    import yaml

    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for says in yaml.safe_load(path.read_text(encoding="utf-8"))["targets"]:
            found.append(
                Target(
                    kpi=says["kpi"], area_path=says["area"], since=says["since"], until=says.get("until"),
                    at_least=_line(says.get("at_least")), at_most=_line(says.get("at_most")), basis=says["basis"],
                    sample=says.get("sample", False),
                )
            )  # fmt: skip
    return tuple(found)


def _line(number: float | str | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))
