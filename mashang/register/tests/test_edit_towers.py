"""Towers and their floors by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.towers import TowerSays, add_tower, edit_tower, put_floor
from mashang.register.models import Floor, Tower, TowerName
from mashang.register.tests.make import make_area, make_tower
from mashang.register.tests.stewards import steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
SAYS = TowerSays(
    name_zh="云帆大厦", kind="mixed", address="示例路1号", floors_above=30, floors_below=2, gross_sqm=Decimal(60000),
    lettable_sqm=Decimal("45000.5"), lon=Decimal("119.331234"), lat=Decimal("26.041234"),
)  # fmt: skip


def test_a_tower_is_added_with_a_code_of_its_own_and_its_name() -> None:
    area = make_area()
    tower = add_tower(actor=steward(area), area_id=area.pk, says=SAYS)
    assert (tower.area_path, tower.floors_above, tower.lettable_sqm, tower.kind) == (
        area.path, 30, Decimal("45000.5"), "mixed",
    )  # fmt: skip
    assert tower.code
    assert TowerName.objects.get(tower=tower).kind == "current"
    assert Entry.objects.get(act="tower.add").diff == {"code": tower.code}


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"name_zh": " "}, "name_needed", "name_zh"),
        ({"kind": "castle"}, "unknown_kind", "kind"),
        ({"gross_sqm": Decimal(-1)}, "area_negative", "gross_sqm"),
        ({"lettable_sqm": Decimal(60001)}, "lettable_over_gross", "lettable_sqm"),
        ({"lat": None}, "half_position", "lon"),
        ({"lat": Decimal(91)}, "off_earth", "lon"),
        ({"name_zh": "云帆 大厦"}, "tower_name_taken", "name_zh"),
    ],
)
def test_a_tower_that_cannot_be_is_refused_at_its_field(more: dict[str, object], code: str, field: str) -> None:
    area = make_area()
    make_tower(area, "云帆大厦")
    says = replace(SAYS, **({"name_zh": "海峡大厦"} | more))  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        add_tower(actor=steward(area), area_id=area.pk, says=says)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert Tower.objects.count() == 1


def test_the_database_refuses_what_the_act_refuses() -> None:
    area = make_area()
    tower = make_tower(area, "云帆大厦")
    for change in ({"gross_sqm": -1}, {"lettable_sqm": 2, "gross_sqm": 1}, {"lon": 181, "lat": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Tower.objects.filter(pk=tower.pk).update(**change)
    with pytest.raises(IntegrityError, match="tower_name_once"), transaction.atomic():
        make_tower(area, "云帆大厦")


def test_a_renamed_tower_keeps_its_former_name() -> None:
    area = make_area()
    actor = steward(area)
    tower = add_tower(actor=actor, area_id=area.pk, says=SAYS)
    edit_tower(actor=actor, tower_id=tower.pk, says=replace(SAYS, name_zh="海峡大厦", address="示例路2号"))
    tower.refresh_from_db()
    assert (tower.name_zh, tower.address) == ("海峡大厦", "示例路2号")
    names = set(TowerName.objects.filter(tower=tower, superseded_at=None).values_list("name", "kind"))
    assert names == {("云帆大厦", "former"), ("海峡大厦", "current")}
    diff = Entry.objects.get(act="tower.edit").diff
    assert diff == {"address": ["示例路1号", "示例路2号"], "name_zh": ["云帆大厦", "海峡大厦"]}


def test_a_tower_may_keep_its_own_name() -> None:
    area = make_area()
    actor = steward(area)
    tower = add_tower(actor=actor, area_id=area.pk, says=SAYS)
    edit_tower(actor=actor, tower_id=tower.pk, says=replace(SAYS, floors_above=31))
    assert TowerName.objects.filter(tower=tower).count() == 1


def test_floors_are_added_and_described() -> None:
    area = make_area()
    tower, actor = make_tower(area), steward(area)
    put_floor(actor=actor, tower_id=tower.pk, no=13, label="12A", use="避难层", area_sqm=Decimal(1500))
    put_floor(actor=actor, tower_id=tower.pk, no=13, label="12A")
    floor = Floor.objects.get(tower=tower)
    assert (floor.no, floor.label, floor.use, floor.area_sqm) == (13, "12A", "", None)
    assert [e.diff for e in Entry.objects.order_by("pk")][1]["use"] == ["避难层", ""]


@pytest.mark.parametrize(("no", "sqm", "field"), [(0, None, "no"), (999, None, "no"), (1, Decimal(-1), "area_sqm")])
def test_a_floor_that_cannot_be_is_refused(no: int, sqm: Decimal | None, field: str) -> None:
    area = make_area()
    tower = make_tower(area)
    with pytest.raises(Refused) as refused:
        put_floor(actor=steward(area), tower_id=tower.pk, no=no, area_sqm=sqm)
    assert refused.value.field == field
    with pytest.raises(IntegrityError), transaction.atomic():
        Floor.objects.create(tower=tower, no=0)


def test_towers_elsewhere_are_not_there_and_a_reader_may_not() -> None:
    area = make_area()
    tower = make_tower(area)
    for actor, kind in (
        (steward(make_area()), NotThere),
        (steward(area, permissions=frozenset({"register.read"})), NotAllowed),
    ):
        with pytest.raises(kind):
            add_tower(actor=actor, area_id=area.pk, says=SAYS)
        with pytest.raises(kind):
            edit_tower(actor=actor, tower_id=tower.pk, says=SAYS)
        with pytest.raises(kind):
            put_floor(actor=actor, tower_id=tower.pk, no=1)
