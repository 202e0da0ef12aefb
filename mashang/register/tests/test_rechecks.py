"""What should be looked at again, by each rule; and that one press says that nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.confirming import confirm_facts, confirm_tower
from mashang.register.models import Firm, FirmFact, Tower
from mashang.register.reads.rechecks import RechecksWanted, count_rechecks, list_rechecks
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys, steward

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LAST_WEEK, LONG_AGO = TODAY - timedelta(days=7), TODAY - timedelta(days=200)


@pytest.fixture
def area() -> Area:
    load_keys()
    return make.make_area()


def place(area: Area, **more: Any) -> tuple[Tower, Firm]:
    """A tower verified today with one firm in it, whose lease was read a week ago."""
    tower = make.make_tower(area, verified_on=TODAY)
    firm = make.make_firm(area=area)
    make.make_tenancy(
        firm, make.make_unit(tower, born=LONG_AGO), start=LONG_AGO, source=make.make_source(LAST_WEEK), **more
    )
    return tower, firm


def state(firm: Firm, key: str, since: date, **value: object) -> None:
    from mashang.register.models import FactKey

    make.make_fact(firm, FactKey.objects.get(key=key), since=since, source=make.make_source(since), **value)


def named(actor: Actor, kind: str = "") -> list[tuple[str, ...]]:
    return [(row.kind, *row.keys) for row in list_rechecks(actor, TODAY, RechecksWanted(kind=kind))]


def test_what_is_fresh_is_not_named(area: Area) -> None:
    place(area)
    assert named(steward(area)) == []


def test_a_tower_is_named_after_ninety_days_and_one_never_verified_first(area: Area) -> None:
    make.make_tower(area, verified_on=TODAY - timedelta(days=90))
    old = make.make_tower(area, verified_on=TODAY - timedelta(days=91))
    never = make.make_tower(area)
    rows = list_rechecks(steward(area), TODAY)
    assert [(row.tower_id, row.since) for row in rows] == [(never.pk, None), (old.pk, TODAY - timedelta(days=1))]


def test_a_lease_that_is_over_while_the_firm_is_there_is_named_once_for_all_its_rooms(area: Area) -> None:
    tower = make.make_tower(area, verified_on=TODAY)
    rooms = [make.make_unit(tower), make.make_unit(tower)]
    make.make_tenancy(make.make_firm(area=area), *rooms, lease_ends_on=TODAY - timedelta(days=1))
    make.make_tenancy(make.make_firm(area=area), make.make_unit(tower), lease_ends_on=TODAY)
    rows = list_rechecks(steward(area), TODAY)
    assert [(row.kind, row.since) for row in rows] == [("lease_over", TODAY - timedelta(days=1))]


def test_a_fact_is_named_when_its_key_says_that_it_is_old_and_paper_never_is(area: Area) -> None:
    _tower, firm = place(area)
    state(firm, "reachable", TODAY - timedelta(days=91), flag=True)
    state(firm, "operating_address", TODAY - timedelta(days=300), body="鳌峰路 1 号")
    assert named(steward(area)) == [("fact_old", "operating_address", "reachable")]
    assert count_rechecks(steward(area), TODAY)["fact_old"] == 1


def test_tax_is_never_in_the_list(area: Area) -> None:
    _tower, firm = place(area)
    state(firm, "tax", date(2020, 1, 1), num=100)
    assert named(steward(area)) == []


def test_a_firm_that_cannot_be_reached_is_named(area: Area) -> None:
    _tower, firm = place(area)
    state(firm, "reachable", LAST_WEEK, flag=False)
    assert named(steward(area)) == [("unreachable", "reachable")]


def test_a_changed_registered_address_is_named_where_the_lease_says_registered_here(area: Area) -> None:
    for registered in (True, False):
        _tower, firm = place(area, registered_here=registered)
        state(firm, "registered_address", LONG_AGO, body="鳌峰路 1 号")
        state(firm, "registered_address", TODAY - timedelta(days=1), body="他处 9 号")
    assert named(steward(area), "address_moved") == [("address_moved", "registered_address")]


def test_other_areas_are_not_there_and_mine_is_what_i_keep(area: Area) -> None:
    make.make_tower(make.make_area("洪山镇"))
    assert named(steward(area)) == []
    make.make_tower(area)
    assert len(named(steward(area))) == 1
    assert list_rechecks(steward(area, user_id=None), TODAY, RechecksWanted(mine=True)) == ()


def test_one_press_says_of_a_tower_that_nothing_changed(area: Area) -> None:
    tower, actor = make.make_tower(area), steward(area)
    confirm_tower(actor=actor, tower_id=tower.pk)
    assert named(actor) == []
    with pytest.raises(Refused) as refused:
        confirm_tower(actor=actor, tower_id=tower.pk)
    assert refused.value.code == "confirmed_today"
    with pytest.raises(NotThere):
        confirm_tower(actor=steward(make.make_area("洪山镇")), tower_id=tower.pk)
    with pytest.raises(NotAllowed):
        confirm_tower(actor=make.make_actor(area), tower_id=tower.pk)


def test_one_press_says_of_old_facts_that_they_still_hold(area: Area) -> None:
    _tower, firm = place(area)
    state(firm, "operating_address", TODAY - timedelta(days=300), body="鳌峰路 1 号")
    actor = steward(area)
    state(firm, "reachable", TODAY - timedelta(days=100), flag=True)
    ((_kind, *keys),) = named(actor)
    assert len(confirm_facts(actor=actor, subject="firm", subject_id=firm.pk, keys=keys)) == 2
    assert named(actor) == []
    said = FirmFact.objects.filter(subject=firm, key__key="operating_address").order_by("valid_from")
    assert list(said.values_list("body", "believed")) == [("鳌峰路 1 号", True), ("鳌峰路 1 号", True)]
    for key, code in (("operating_address", "confirmed_today"), ("registered_address", "nothing_held")):
        with pytest.raises(Refused) as refused:
            confirm_facts(actor=actor, subject="firm", subject_id=firm.pk, keys=[key])
        assert refused.value.code == code


def test_what_can_only_be_entered_anew_does_not_keep_the_rest_from_being_confirmed(area: Area) -> None:
    _tower, firm = place(area)
    state(firm, "reachable", LONG_AGO, flag=True)
    state(firm, "operating_address", LONG_AGO, body="鳌峰路 1 号")
    state(firm, "operating_address", LAST_WEEK, body="他处 9 号", believed=False)
    state(firm, "staff", LONG_AGO, num=12)
    rows = list_rechecks(steward(area), TODAY, RechecksWanted(kind="fact_old"))
    assert {row.repeatable: row.keys for row in rows} == {True: ("reachable",), False: ("operating_address", "staff")}
    before = FirmFact.objects.count()
    for key, code in (("operating_address", "disputed"), ("staff", "of_a_period")):
        with pytest.raises(Refused) as refused:
            confirm_facts(actor=steward(area), subject="firm", subject_id=firm.pk, keys=["reachable", key])
        assert refused.value.code == code
    assert FirmFact.objects.count() == before
    confirm_facts(actor=steward(area), subject="firm", subject_id=firm.pk, keys=["reachable"])
    assert [row.repeatable for row in list_rechecks(steward(area), TODAY)] == [False]


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    area: Area, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    actor = steward(area)
    make.make_tower(area)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        list_rechecks(actor, TODAY)
    for _n in range(20):
        _tower, firm = place(area)
        state(firm, "reachable", LAST_WEEK, flag=False)
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert len(list_rechecks(actor, TODAY)) == 21
