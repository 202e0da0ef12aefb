"""Staff, revenue and tax of the firms that are here, so that the towers' taxes come out as stated."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from random import Random

from mashang.register.rules.sample.demo import Demo
from mashang.register.rules.sample.rows import SampleFirm

WAN_FEN = 1_000_000  # 10,000 yuan in fen
YEARS_BACK = 4
NEWCOMER = 0.02
_HEAVY = {"bank": 5.0, "insurer": 2.5, "securities": 2.5, "trust": 4.0, "leasing": 2.0, "bank_office": 1.5}
_BANDS = (
    (2_000_000, "under_2m"), (5_000_000, "2m_5m"), (10_000_000, "5m_10m"), (20_000_000, "10m_20m"),
    (100_000_000, "20m_100m"), (1_000_000_000, "100m_1b"),
)  # fmt: skip


@dataclass(slots=True)
class Seat:
    """Where a firm of today mainly sits, how much it has in all, and since when it is in that tower."""

    tower: int
    area: float
    since: date


def taxes_of(demo: Demo, firms: list[SampleFirm], seats: dict[int, Seat], day: date, rng: Random) -> dict[int, int]:
    """The tax of the last full year in fen for each firm. The tenants of a tower add up to its `tax`.

    Firms that came this year paid elsewhere: they carry almost nothing, so that the sum is about the same
    whether one counts the tenants of today or those of the year's end.
    """
    by_tower: dict[int, list[int]] = defaultdict(list)
    for firm, seat in seats.items():
        by_tower[seat.tower].append(firm)
    taxes: dict[int, int] = {}
    for tower, members in by_tower.items():
        weights = {}
        for firm in members:
            heavy = _HEAVY.get(firms[firm].institution, 1.0) * (1.6 if firms[firm].headquarters else 1.0)
            weights[firm] = seats[firm].area ** 0.85 * rng.lognormvariate(0, 0.9) * heavy
            if seats[firm].since.year >= day.year:
                weights[firm] *= NEWCOMER
        total = demo.towers[tower].tax_wan * WAN_FEN
        whole = sum(weights.values())
        for firm, weight in weights.items():
            taxes[firm] = round(total * weight / whole)
    return taxes


def band_of(yuan: float) -> str:
    """The revenue band; each begins with its lower bound."""
    return next((code for top, code in _BANDS if yuan < top), "over_1b")


def staff_of(firm: SampleFirm, area: float, rng: Random) -> int:
    """How many people work on that area: 8 to 20 square metres each."""
    return max(2, round(area / rng.uniform(8, 20)))
