"""Which towers count as a ¥100M-tax tower (亿元楼), and when that may be told.

Counting rule, the platform's own where no paper fixes it: the tax of all levels that the firms in place at the end of the last full
tax year paid for that year. A firm that stood in several towers counts once, with the whole of its tax, where it held
the most area; one that is stated not to be taxed here does not count. The bound is closed (亿元以上 includes it).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

BOUND_FEN = 100_000_000 * 100
LEAST_TAXPAYERS = 5
LARGEST_SHARE_PERCENT = 85


class Told(StrEnum):
    """What a reader is told of a tower."""

    YES = "yes"
    UNSURE = "unsure"
    WITHHELD = "withheld"
    NO = "no"


def is_taxed_tower(taxes_fen: Iterable[int | None], bound_fen: int = BOUND_FEN) -> bool | None:
    """Whether these firms' taxes (fen; None: not known) come to the bound. None: what is known does not decide it."""
    taxes = list(taxes_fen)
    if sum(tax for tax in taxes if tax is not None) >= bound_fen:
        return True
    return None if not taxes or None in taxes else False


def may_be_told(taxes_fen: Iterable[int | None]) -> bool:
    """Whether a yes or no may be shown to those who may not see one firm's tax.

    Five taxpayers at least stand behind it and none bears more than 85 % of the known tax, so that no single firm's
    tax can be read from the answer.
    """
    paid = [tax for tax in taxes_fen if tax is not None and tax > 0]
    return len(paid) >= LEAST_TAXPAYERS and max(paid) * 100 <= sum(paid) * LARGEST_SHARE_PERCENT
