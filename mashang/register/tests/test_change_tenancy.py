"""A tenancy is extended, ends, or moves to other rooms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.tenancies import Terms, end_tenancy, extend_lease, move_tenant
from mashang.register.models import Occupancy, Tenancy, TenancyEvent, Unit
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit
from mashang.register.tests.stewards import steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
START, END = date(2024, 1, 1), date(2026, 12, 31)


class Scene:
    """Rooms 1801 to 1803 of one tower; 1801 is let from START to END."""

    def __init__(self) -> None:
        self.area: Area = make_area()
        self.actor: Actor = steward(self.area)
        self.tower = make_tower(self.area)
        self.rooms: list[Unit] = [make_unit(self.tower, f"180{i}", sqm=100 * i) for i in (1, 2, 3)]
        self.firm = make_firm("甲（示例）有限公司", self.area)
        held = make_tenancy(self.firm, self.rooms[0], start=START, end=date(2027, 1, 1), lease_ends_on=END, sqm=100)
        self.line = held.line

    def live(self) -> Tenancy:
        return Tenancy.objects.get(line=self.line, retracted_at=None)

    def held(self) -> list[tuple[str, date, date | None]]:
        rows = Occupancy.objects.filter(line=self.line, retracted_at=None).order_by("span", "unit__room")
        return [(o.unit.room, o.span.lower, o.span.upper) for o in rows]

    def events(self) -> list[tuple[str, date]]:
        return list(TenancyEvent.objects.filter(line=self.line).order_by("pk").values_list("kind", "on"))


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_an_extension_writes_a_new_version_and_leaves_the_old_one_on_record(scene: Scene) -> None:
    old = scene.live()
    extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2029, 12, 31), on=TODAY)
    assert (scene.live().lease_ends_on, scene.live().span.upper) == (date(2029, 12, 31), date(2030, 1, 1))
    assert scene.held() == [("1801", START, date(2030, 1, 1))]
    old.refresh_from_db()
    assert (old.span.upper, old.retracted_at is not None) == (date(2027, 1, 1), True)
    assert scene.events() == [("extend", TODAY)]
    diff = Entry.objects.get(act="tenancy.extend", subject_kind="firm").diff
    assert diff["lease_ends_on"] == ["2026-12-31", "2029-12-31"]


def test_an_end_of_contract_that_has_passed_leaves_the_tenant_holding_over(scene: Scene) -> None:
    extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2026, 3, 31), on=TODAY)
    assert (scene.live().lease_ends_on, scene.live().span.upper) == (date(2026, 3, 31), None)


def test_a_lease_held_over_is_extended_and_ended(scene: Scene) -> None:
    extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2026, 3, 31), on=TODAY)
    extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2028, 3, 31), on=TODAY)
    assert scene.held() == [("1801", START, date(2028, 4, 1))]
    end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)
    assert scene.held() == [("1801", START, date(2026, 6, 16))]
    assert scene.live().lease_ends_on == date(2028, 3, 31)


def test_an_extension_into_days_promised_to_another_firm_is_refused(scene: Scene) -> None:
    make_tenancy(make_firm("乙（示例）有限公司", scene.area), scene.rooms[0], start=date(2027, 3, 1))
    with pytest.raises(Refused, match="乙（示例）有限公司 from 2027-03-01"):
        extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=None, on=TODAY)
    extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2027, 2, 28), on=TODAY)


def test_the_same_end_and_an_end_before_the_beginning_are_refused(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=END, on=TODAY)
    assert (refused.value.code, refused.value.field) == ("same_end", "lease_ends_on")
    with pytest.raises(Refused) as refused:
        extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2023, 12, 31), on=date(2023, 1, 1))
    assert (refused.value.code, refused.value.field) == ("ends_before_start", "lease_ends_on")


def test_the_last_day_is_the_last_day_there_and_the_next_one_is_free(scene: Scene) -> None:
    end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)
    assert scene.held() == [("1801", START, date(2026, 6, 16))]
    assert scene.events() == [("end", date(2026, 6, 16))]
    assert Entry.objects.get(act="tenancy.end", subject_kind="tower").diff["last_day"] == ["2026-12-31", "2026-06-15"]


def test_an_end_that_changes_nothing_is_refused(scene: Scene) -> None:
    end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)
    for day in (TODAY, date(2026, 7, 1)):
        with pytest.raises(Refused, match="ends on 2026-06-15") as refused:
            end_tenancy(actor=scene.actor, line=scene.line, last_day=day)
        assert (refused.value.code, refused.value.field) == ("already_ended", "last_day")
    assert len(scene.events()) == 1


def test_an_end_before_the_first_day_is_refused_with_the_way_out(scene: Scene) -> None:
    with pytest.raises(Refused, match="take the tenancy back") as refused:
        end_tenancy(actor=scene.actor, line=scene.line, last_day=date(2023, 12, 31))
    assert refused.value.code == "ends_before_start"


def test_a_tenant_moves_and_its_old_room_is_free_from_that_day(scene: Scene) -> None:
    move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[1].pk], on=TODAY)
    assert scene.held() == [("1801", START, TODAY), ("1802", TODAY, date(2027, 1, 1))]
    assert Occupancy.objects.get(line=scene.line, retracted_at=None, unit=scene.rooms[1]).area_sqm == Decimal(200)
    assert scene.events() == [("move_room", TODAY)]


def test_a_tenant_takes_a_room_more_and_keeps_its_own(scene: Scene) -> None:
    both = [scene.rooms[0].pk, scene.rooms[2].pk]
    move_tenant(actor=scene.actor, line=scene.line, unit_ids=both, on=TODAY, terms=Terms(shared=True))
    assert scene.held() == [("1801", START, date(2027, 1, 1)), ("1803", TODAY, date(2027, 1, 1))]
    assert [o.exclusive for o in Occupancy.objects.filter(line=scene.line, retracted_at=None).order_by("span")] == [
        True,
        False,
    ]


def test_a_move_planned_later_is_replaced_by_one_now(scene: Scene) -> None:
    move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[1].pk], on=date(2026, 10, 1))
    move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[1].pk], on=TODAY)
    assert scene.held() == [("1801", START, TODAY), ("1802", TODAY, date(2027, 1, 1))]
    move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[0].pk], on=date(2026, 8, 1))
    move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[1].pk], on=date(2026, 7, 1))
    assert scene.held() == [("1801", START, TODAY), ("1802", TODAY, date(2027, 1, 1))]


@pytest.mark.parametrize(
    ("rooms", "day", "code", "field"),
    [
        ([1], date(2027, 1, 1), "already_ended", "on"),
        ([0], TODAY, "same_rooms", "rooms"),
        ([], TODAY, "no_units", "rooms"),
        ([1], date(1026, 6, 15), "strange_year", "on"),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(
    scene: Scene, rooms: list[int], day: date, code: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[i].pk for i in rooms], on=day)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert scene.events() == []


def test_a_move_into_a_taken_room_or_into_another_tower_is_refused(scene: Scene) -> None:
    make_tenancy(make_firm("乙（示例）有限公司", scene.area), scene.rooms[1])
    elsewhere = make_unit(make_tower(scene.area))
    with pytest.raises(Refused, match="乙（示例）有限公司"):
        move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[1].pk], on=TODAY)
    with pytest.raises(Refused, match="one tower"):
        move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[2].pk, elsewhere.pk], on=TODAY)


def test_others_neither_see_nor_change_it(scene: Scene) -> None:
    for actor in (steward(make_area()), steward(scene.area, tower_ids=frozenset({0}))):
        with pytest.raises(NotThere):
            end_tenancy(actor=actor, line=scene.line, last_day=TODAY)
    with pytest.raises(NotThere):
        end_tenancy(actor=scene.actor, line=0, last_day=TODAY)
    with pytest.raises(NotAllowed):
        end_tenancy(
            actor=steward(scene.area, permissions=frozenset({"register.read"})), line=scene.line, last_day=TODAY
        )
    assert scene.events() == []
