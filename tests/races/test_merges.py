"""Two people who merge towers at the same moment, or let a room while its tower is merged: nothing is torn apart."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from mashang.accounts.models import Area
from mashang.register.acts.merging_towers import merge_towers, undo_tower_merge
from mashang.register.acts.redrawing import NewRoom, split_unit
from mashang.register.acts.rounds import open_round
from mashang.register.acts.tenancies import start_tenancy
from mashang.register.models import Occupancy, RoundTower, Tower, TowerMerge, Unit
from mashang.register.tests.make import make_area, make_firm, make_tower, make_unit
from mashang.register.tests.stewards import steward
from tests.races.test_lettings import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 8


def merge(area: Area, kept: Tower, gone: Tower) -> partial[TowerMerge]:
    return partial(merge_towers, actor=steward(area), kept_id=kept.pk, gone_id=gone.pk, reason="同一栋楼")


def test_of_two_merges_the_other_way_round_one_is_done() -> None:
    area = make_area()
    for _ in range(TRIALS):
        one, other = make_tower(area), make_tower(area)
        assert sorted(at_once(merge(area, one, other), merge(area, other, one))) == ["done", "no_such_tower"]
        assert Tower.objects.filter(pk__in=[one.pk, other.pk], merged_into=None).count() == 1


def test_a_tower_goes_into_one_of_two_others() -> None:
    area = make_area()
    for _ in range(TRIALS):
        first, second, gone = make_tower(area), make_tower(area), make_tower(area)
        assert sorted(at_once(merge(area, first, gone), merge(area, second, gone))) == ["done", "no_such_tower"]


def test_a_lease_that_begins_while_its_tower_is_merged_lies_where_the_room_lies() -> None:
    area = make_area()
    for _ in range(TRIALS):
        kept, gone = make_tower(area), make_tower(area)
        unit, firm = make_unit(gone), make_firm(area=area)
        let = partial(start_tenancy, actor=steward(area), firm_id=firm.pk, unit_ids=[unit.pk], start=date(2026, 3, 1))
        assert at_once(let, merge(area, kept, gone)) == ["done", "done"]
        assert Occupancy.objects.get(unit=unit, retracted_at=None).tower == kept


def test_a_room_that_is_split_while_its_tower_is_merged_lies_where_its_parts_lie() -> None:
    area = make_area()
    for _ in range(TRIALS):
        kept, gone = make_tower(area), make_tower(area)
        unit = make_unit(gone, "101")
        parts = [NewRoom(room="101A"), NewRoom(room="101B")]
        split = partial(
            split_unit, actor=steward(area), unit_id=unit.pk, rooms=parts, on=date(2026, 3, 1), reason="隔断"
        )
        assert at_once(split, merge(area, kept, gone)) == ["done", "done"]
        assert Unit.objects.filter(tower=kept).count() == 3
    merges = list(TowerMerge.objects.all())
    for one in merges:
        unit = Unit.objects.get(tower=one.kept_id, room="101A")
        parts = [NewRoom(room="101C"), NewRoom(room="101D")]
        split = partial(
            split_unit, actor=steward(area), unit_id=unit.pk, rooms=parts, on=date(2026, 4, 1), reason="隔断"
        )
        undo = partial(undo_tower_merge, actor=steward(area), merge_id=one.pk, reason="是两栋")
        assert at_once(split, undo) == ["done", "done"]
        assert Unit.objects.filter(tower=one.gone_id).count() == 5


def test_a_round_that_opens_while_towers_are_merged_goes_over_no_merged_one() -> None:
    for _ in range(TRIALS):
        area = make_area()
        kept, gone = make_tower(area), make_tower(area)
        head = steward(area, permissions=frozenset({"census.run"}))
        opening = partial(
            open_round,
            actor=head,
            area_id=area.pk,
            name="四季度",
            opens_on=date(2026, 10, 1),
            closes_on=date(2026, 12, 1),
        )
        assert at_once(opening, merge(area, kept, gone)) == ["done", "done"]
        over = RoundTower.objects.filter(round__area=area).exclude(state=RoundTower.State.EXCEPTED)
        assert [row.tower_id for row in over] == [kept.pk]


def test_without_the_locks_the_database_still_refuses_a_lease_in_another_tower_than_its_room() -> None:
    area = make_area()
    kept, gone = make_tower(area), make_tower(area)
    unit, firm = make_unit(gone), make_firm(area=area)
    start_tenancy(actor=steward(area), firm_id=firm.pk, unit_ids=[unit.pk], start=date(2026, 3, 1))
    TowerMerge.objects.create(kept=kept, gone=gone, reason="同一栋楼", merged_at=gone.recorded_at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Occupancy.objects.filter(unit=unit).update(tower=kept)
