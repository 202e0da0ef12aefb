"""Units are split, merged and renumbered; what runs through the day goes on in the new ones."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashang.accounts.models import Area
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.redrawing import NewRoom, merge_units, renumber_unit, split_unit
from mashang.register.models import Occupancy, Tenancy, Unit, UnitHold, UnitLineage
from mashang.register.tests.make import make_area, make_firm, make_hold, make_tenancy, make_tower, make_unit
from mashang.register.tests.stewards import steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)
START, END = date(2024, 1, 1), date(2027, 1, 1)


class Scene:
    """Rooms 1801 and 1802 of 100 and 200 square metres on one floor."""

    def __init__(self) -> None:
        self.area: Area = make_area()
        self.actor = steward(self.area)
        self.tower = make_tower(self.area)
        self.one, self.two = (make_unit(self.tower, f"180{i}", floor=18, sqm=100 * i) for i in (1, 2))

    def let(self, *units: Unit, start: date = START, end: date | None = END, **more: object) -> int:
        return make_tenancy(make_firm(area=self.area), *units, start=start, end=end, **more).line  # type: ignore[arg-type]

    def split(self, *areas: int | None, unit: Unit | None = None, on: date = DAY, reason: str = "") -> list[Unit]:
        unit = unit or self.one
        rooms = [
            NewRoom(room=f"{unit.room}-{i}", area_sqm=None if a is None else Decimal(a)) for i, a in enumerate(areas, 1)
        ]
        return split_unit(actor=self.actor, unit_id=unit.pk, rooms=rooms, on=on, reason=reason)

    def merge(self, area: int | None = 300, on: date = DAY, room: str = "1801") -> Unit:
        return merge_units(
            actor=self.actor, unit_ids=[self.one.pk, self.two.pk], room=room,
            area_sqm=None if area is None else Decimal(area), on=on,
        )  # fmt: skip

    def held(self, line: int) -> set[tuple[str, date, date | None, Decimal | None]]:
        rows = Occupancy.objects.filter(line=line, retracted_at=None).select_related("unit")
        return {(o.unit.room, o.span.lower, o.span.upper, o.area_sqm) for o in rows}


@pytest.fixture
def scene() -> Scene:
    return Scene()


def refusal(act: object, *args: object, **more: object) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act(*args, **more)  # type: ignore[operator]
    return refused.value.code, refused.value.field


def test_a_unit_becomes_two_and_its_lease_goes_on_in_both(scene: Scene) -> None:
    line = scene.let(scene.one, sqm=100)
    made = scene.split(40, 60)
    scene.one.refresh_from_db()
    assert (scene.one.life.upper, [(u.life.lower, u.life.upper) for u in made]) == (DAY, [(DAY, None)] * 2)
    assert scene.held(line) == {
        ("1801", START, DAY, Decimal(100)),
        ("1801-1", DAY, END, Decimal(40)),
        ("1801-2", DAY, END, Decimal(60)),
    }
    assert Tenancy.objects.filter(line=line).count() == 2
    assert list(UnitLineage.objects.order_by("pk").values_list("from_unit", "share_bp")) == [
        (scene.one.pk, 4000),
        (scene.one.pk, 6000),
    ]
    assert Entry.objects.filter(act="unit.split").count() == 4  # the tower and three units


def test_the_lease_of_an_unknown_area_for_all_rooms_keeps_it_together(scene: Scene) -> None:
    line = scene.let(scene.one, scene.two, area_sqm=Decimal(290))
    scene.split(40, 60)
    assert Tenancy.objects.get(line=line, retracted_at=None).area_sqm == Decimal(290)
    assert {area for _room, _from, _to, area in scene.held(line)} == {None}


def test_a_lease_to_come_begins_in_the_parts_and_one_that_is_over_stays(scene: Scene) -> None:
    past = scene.let(scene.one, start=date(2020, 1, 1), end=date(2024, 1, 1))
    coming = scene.let(scene.one, start=date(2026, 9, 1), end=None, sqm=100)
    before = scene.held(past)
    scene.split(40, 60)
    assert scene.held(past) == before
    assert scene.held(coming) == {
        ("1801-1", date(2026, 9, 1), None, Decimal(40)),
        ("1801-2", date(2026, 9, 1), None, Decimal(60)),
    }


def test_what_held_the_unit_back_holds_back_its_parts(scene: Scene) -> None:
    make_hold(scene.one, "reserved", date(2026, 1, 1), date(2026, 5, 1))
    make_hold(scene.one, "sealed", date(2025, 1, 1), date(2025, 5, 1))
    made = scene.split(40, 60)
    holds = UnitHold.objects.filter(unit__in=made)
    assert [(h.kind, h.span.lower, h.span.upper) for h in holds] == [("reserved", DAY, date(2026, 5, 1))] * 2


def test_two_rooms_of_one_lease_become_one(scene: Scene) -> None:
    line = scene.let(scene.one, scene.two)
    made = scene.merge()
    assert scene.held(line) == {
        ("1801", START, DAY, None),
        ("1802", START, DAY, None),
        ("1801", DAY, END, Decimal(300)),
    }
    assert [x.to_unit_id for x in UnitLineage.objects.all()] == [made.pk, made.pk]


def test_two_vacant_rooms_become_one_and_shared_rooms_keep_all_their_firms(scene: Scene) -> None:
    lines = [scene.let(unit, exclusive=False) for unit in (scene.one, scene.two)]
    made = scene.merge()
    assert set(Occupancy.objects.filter(unit=made, retracted_at=None).values_list("line", flat=True)) == set(lines)


def test_rooms_that_are_not_held_alike_are_not_merged(scene: Scene) -> None:
    scene.let(scene.one)
    assert refusal(scene.merge) == ("held_differently", "rooms")
    scene.let(scene.two)
    assert refusal(scene.merge) == ("held_differently", "rooms")
    assert Unit.objects.count() == 2


def test_a_unit_that_came_of_a_split_is_merged_again(scene: Scene) -> None:
    line = scene.let(scene.one)
    parts = scene.split(40, 60)
    made = merge_units(
        actor=scene.actor, unit_ids=[p.pk for p in parts], room="1801", area_sqm=Decimal(100), on=date(2026, 6, 1)
    )
    rooms = {(o.unit_id, o.span.lower) for o in Occupancy.objects.filter(line=line, retracted_at=None)}
    assert (made.pk, date(2026, 6, 1)) in rooms
    assert len(rooms) == 4


def test_areas_add_up_within_a_hundredth_or_a_reason_is_given(scene: Scene) -> None:
    assert refusal(scene.split, 40, 70) == ("areas_do_not_add_up", "rooms")
    assert len(scene.split(40, 70, reason="重新测绘")) == 2
    assert len(scene.split(100, 101, unit=scene.two)) == 2


def test_unknown_areas_need_no_sum(scene: Scene) -> None:
    assert [u.area_sqm for u in scene.split(40, None)] == [Decimal(40), None]
    assert sum(UnitLineage.objects.values_list("share_bp", flat=True)) == 10_000


def test_what_cannot_be_split_is_refused_at_its_field(scene: Scene) -> None:
    assert refusal(scene.split, 100) == ("too_few_parts", "rooms")
    assert refusal(scene.split, 0, 100) == ("area_not_positive", "rooms")
    assert refusal(scene.split, 40, 60, on=date(2015, 1, 1)) == ("not_alive", "on")
    assert refusal(scene.split, 40, 60, on=date(2014, 1, 1)) == ("not_alive", "on")
    same = [NewRoom(room="9"), NewRoom(room="9")]
    assert refusal(split_unit, actor=scene.actor, unit_id=scene.one.pk, rooms=same, on=DAY) == ("room_exists", "rooms")
    taken = [NewRoom(room="1802"), NewRoom(room="9")]
    assert refusal(split_unit, actor=scene.actor, unit_id=scene.one.pk, rooms=taken, on=DAY) == ("room_exists", "rooms")
    assert Unit.objects.count() == 2
    scene.split(40, 60)
    assert refusal(scene.split, 40, 60, on=date(2026, 2, 1)) == ("changes_again", "on")


def test_what_cannot_be_merged_is_refused(scene: Scene) -> None:
    above = make_unit(scene.tower, "1901", floor=19)
    for unit_ids, code in (([scene.one.pk], "too_few_parts"), ([scene.one.pk, above.pk], "many_floors")):
        with pytest.raises(Refused) as refused:
            merge_units(actor=scene.actor, unit_ids=unit_ids, room="9", area_sqm=None, on=DAY)
        assert refused.value.code == code


def test_a_unit_is_renumbered_with_a_day(scene: Scene) -> None:
    line = scene.let(scene.one, sqm=100)
    made = renumber_unit(actor=scene.actor, unit_id=scene.one.pk, room="1801A", on=DAY)
    assert (made.room, made.area_sqm) == ("1801A", Decimal(100))
    assert ("1801A", DAY, END, Decimal(100)) in scene.held(line)


def test_units_elsewhere_are_not_there_and_a_reader_may_not(scene: Scene) -> None:
    for actor, kind in (
        (steward(make_area()), NotThere),
        (steward(scene.area, permissions=frozenset({"register.read"})), NotAllowed),
    ):
        scene.actor = actor
        with pytest.raises(kind):
            scene.split(40, 60)


def test_the_database_refuses_a_life_that_ends_under_its_tenant(scene: Scene) -> None:
    scene.let(scene.one)
    connection.check_constraints()
    Unit.objects.filter(pk=scene.one.pk).update(life=DateRange(None, DAY))
    with pytest.raises(IntegrityError, match="outside its life"), transaction.atomic():
        connection.check_constraints()
    Unit.objects.filter(pk=scene.one.pk).update(life=DateRange(None, None))
