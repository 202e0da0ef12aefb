"""A blank sheet filled from the list of firms gets what that list shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mashang.faces.desk.tests.test_filling import LEDGER, enter, fill, hand_in, take
from mashang.register.tests.blank_forms import build
from mashang.register.tests.make import make_firm, make_tenancy, make_tower, make_unit
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


def test_the_list_of_firms_gives_the_lease_end_that_it_shows(settings: Any) -> None:
    settings.DEMO = True
    cast = make_cast()
    steward = enter(cast, "tower_steward")
    firm, towers = (
        make_firm("两处有限公司", cast.aofeng),
        [make_tower(cast.aofeng, name) for name in ("云帆大厦", "江畔中心")],
    )
    for tower, ends in zip(towers, (date(2028, 6, 30), date(2027, 3, 31)), strict=True):
        make_tenancy(firm, make_unit(tower, "0101", sqm=50), start=date(2024, 1, 1), lease_ends_on=ends)
    make_firm("没有租约有限公司", cast.aofeng)
    form = fill(steward, hand_in(steward, build(LEDGER)), "firms:")
    filled = {row[1]: row[3:8] for row in take(steward, form)[3:5]}
    assert filled["两处有限公司"][0] == "江畔中心、云帆大厦"
    assert filled["两处有限公司"][3:] == [None, "2027-03-31"]
    assert filled["没有租约有限公司"] == [None, None, None, None, None]
