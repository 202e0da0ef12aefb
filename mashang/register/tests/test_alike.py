"""A building of a sheet is likened to the towers of the register, so that none is made twice by its other name."""

from __future__ import annotations

from typing import Any

import pytest

from mashang.register.acts.ledger.names import write_tower_names
from mashang.register.reads.alike import find_alike_towers
from mashang.register.tests.make import make_actor, make_area, make_source, make_tower

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_likeliest_towers_come_first_and_strangers_not_at_all(django_assert_num_queries: Any) -> None:
    area, elsewhere = make_area(), make_area("别处街道")
    whole, part = make_tower(area, "升龙汇金中心"), make_tower(area, "升龙汇金广场")
    make_tower(area, "宝地大厦")
    make_tower(elsewhere, "升龙汇金中心写字楼")
    source = make_source()
    write_tower_names([(whole.pk, "海峡国际金融中心", "alias", None)], source=source, at=source.recorded_at)
    with django_assert_num_queries(1):
        found = find_alike_towers(make_actor(area), ["升龙汇金中心A座", "海峡金融中心", "完全无关的楼"])
    assert found == {"升龙汇金中心A座": (whole.pk, part.pk), "海峡金融中心": (whole.pk,), "完全无关的楼": ()}
