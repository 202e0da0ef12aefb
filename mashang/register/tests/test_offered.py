"""Rows of a firm find its tenancies as if each looked at all of them in turn."""

from __future__ import annotations

import random
from datetime import date

import pytest

from mashang.register.rules.diffing.comparing import _agree
from mashang.register.rules.diffing.held import HeldTenancy
from mashang.register.rules.diffing.offered import Offered, Place

FLOORS: list[int | None] = [None, 1, 2, 3]
ROOMS = ["", "01", "02"]


def tenancy(line: int) -> HeldTenancy:
    return HeldTenancy(
        id=line, line=line, firm_id=1, firm_name="甲", tower_id=1, span_from=date(2020, 1, 1), span_to=None,
        start_known=True, lease_ends_on=None, area_sqm=None, rent_fen=None, rent_per="", source="", as_of=None,
    )  # fmt: skip


def places(chance: random.Random) -> set[Place]:
    return {(chance.choice(FLOORS), chance.choice(ROOMS)) for _n in range(chance.randrange(4))}


@pytest.mark.parametrize("seed", range(200))
def test_the_first_that_agrees_is_given_and_each_once(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    held = [(tenancy(line), places(chance)) for line in range(chance.randrange(1, 9))]
    offered, left = Offered(held), list(held)
    for _row in range(12):
        said = None if chance.random() < 0.2 else places(chance)
        naive = next((one for one in left if said is None or _agree(said, one[1])), None)
        assert offered.take(said) == (naive[0] if naive else None), (said, left)
        if naive:
            left.remove(naive)
