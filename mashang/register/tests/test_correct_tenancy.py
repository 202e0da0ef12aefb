"""What was stated of a tenancy is corrected, taken back, or undone: always by new rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from mashang.kernel.errors import Refused
from mashang.register.acts.tenancies import Terms, end_tenancy, extend_lease, move_tenant, start_tenancy
from mashang.register.acts.tenancy_corrections import correct_tenancy, take_back_tenancy, undo_tenancy_change
from mashang.register.models import Occupancy, Tenancy, TenancyEvent
from mashang.register.tests.make import make_firm, make_tenancy, make_unit
from mashang.register.tests.test_change_tenancy import START, TODAY, Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_correction_changes_what_is_held_and_keeps_what_was(scene: Scene) -> None:
    old = scene.live()
    terms = Terms(kind="sublease", rent_fen=9000, rent_basis="gross", registered_here=True, area_sqm=Decimal(98))
    correct_tenancy(actor=scene.actor, line=scene.line, terms=terms, start=date(2023, 7, 1), renewal_wish="renew")
    live = scene.live()
    assert (live.kind, live.rent_fen, live.rent_per, live.registered_here, live.renewal_wish) == (
        "sublease", 9000, "month", True, "renew",
    )  # fmt: skip
    assert scene.held() == [("1801", date(2023, 7, 1), date(2027, 1, 1))]
    assert Occupancy.objects.get(line=scene.line, retracted_at=None).area_sqm == Decimal(98)
    old.refresh_from_db()
    assert (old.kind, old.span.lower, old.rent_fen) == ("lease", START, None)
    assert TenancyEvent.objects.get(line=scene.line).kind == "correct"


def test_a_start_that_was_not_known_becomes_known(scene: Scene) -> None:
    room = make_unit(scene.tower)
    line = make_tenancy(scene.firm, room, start=START, start_known=False).line
    correct_tenancy(actor=scene.actor, line=line, terms=Terms(), start=START)
    assert Tenancy.objects.get(line=line, retracted_at=None).start_known


def test_a_correction_that_changes_nothing_is_refused(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(), start=START)
    assert refused.value.code == "nothing_changed"
    assert Tenancy.objects.filter(line=scene.line).count() == 1


def test_a_start_on_days_of_another_firm_or_after_the_end_is_refused(scene: Scene) -> None:
    make_tenancy(make_firm("乙（示例）有限公司", scene.area), scene.rooms[0], start=date(2020, 1, 1), end=START)
    with pytest.raises(Refused, match="乙（示例）有限公司"):
        correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(), start=date(2023, 12, 31))
    with pytest.raises(Refused) as refused:
        correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(), start=date(2027, 1, 1))
    assert (refused.value.code, refused.value.field) == ("starts_after_end", "start")


def test_a_start_before_the_room_existed_is_refused_in_words(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(), start=date(2014, 12, 31))
    assert refused.value.code == "outside_life"


def test_a_room_found_to_be_shared_opens_to_others(scene: Scene) -> None:
    correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(shared=True))
    other = make_firm(area=scene.area)
    assert start_tenancy(actor=scene.actor, firm_id=other.pk, unit_ids=[scene.rooms[0].pk], start=TODAY)


def test_a_room_found_to_be_let_alone_while_others_are_in_it_is_refused(scene: Scene) -> None:
    correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(shared=True))
    make_tenancy(make_firm("乙（示例）有限公司", scene.area), scene.rooms[0], start=TODAY)
    with pytest.raises(Refused, match="乙（示例）有限公司"):
        correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(shared=False))


def test_a_tenancy_that_never_was_is_taken_back_with_a_reason(scene: Scene) -> None:
    with pytest.raises(Refused) as refused:
        take_back_tenancy(actor=scene.actor, line=scene.line, reason=" ")
    assert (refused.value.code, refused.value.field) == ("reason_needed", "reason")
    take_back_tenancy(actor=scene.actor, line=scene.line, reason="登错房号")
    assert scene.held() == []
    assert not Tenancy.objects.filter(line=scene.line, retracted_at=None).exists()
    with pytest.raises(Refused, match="taken back"):
        end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)


def undo(scene: Scene) -> None:
    live = Tenancy.objects.filter(line=scene.line, retracted_at=None).first()
    undo_tenancy_change(actor=scene.actor, line=scene.line, version_id=live.pk if live else 0)


def test_a_wrong_end_is_undone_by_new_rows(scene: Scene) -> None:
    held, source = scene.held(), scene.live().source_id
    end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)
    assert scene.live().source_id != source
    undo(scene)
    assert scene.held() == held
    assert scene.live().source_id == source
    assert [kind for kind, _on in scene.events()] == ["end", "undo"]
    assert Tenancy.objects.filter(line=scene.line).count() == 3


def test_every_kind_of_change_is_undone(scene: Scene) -> None:
    held = scene.held()
    acts: list[Callable[[], None]] = [
        lambda: extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=None, on=TODAY),
        lambda: move_tenant(actor=scene.actor, line=scene.line, unit_ids=[scene.rooms[2].pk], on=TODAY),
        lambda: correct_tenancy(actor=scene.actor, line=scene.line, terms=Terms(shared=True), start=TODAY),
        lambda: take_back_tenancy(actor=scene.actor, line=scene.line, reason="误"),
    ]
    for act in acts:
        act()
        assert scene.held() != held
        undo(scene)
        assert scene.held() == held


def test_the_start_of_a_tenancy_is_undone_and_done_again(scene: Scene) -> None:
    firm = make_firm(area=scene.area)
    scene.line = start_tenancy(actor=scene.actor, firm_id=firm.pk, unit_ids=[scene.rooms[1].pk], start=TODAY)
    held = scene.held()
    undo(scene)
    assert scene.held() == []
    undo(scene)
    assert scene.held() == held


def test_an_undo_never_undoes_a_later_change(scene: Scene) -> None:
    end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)
    version = scene.live().pk
    extend_lease(actor=scene.actor, line=scene.line, lease_ends_on=date(2030, 1, 1), on=TODAY)
    with pytest.raises(Refused) as refused:
        undo_tenancy_change(actor=scene.actor, line=scene.line, version_id=version)
    assert refused.value.code == "changed_since"


def test_an_undo_into_a_room_that_is_let_meanwhile_is_refused(scene: Scene) -> None:
    end_tenancy(actor=scene.actor, line=scene.line, last_day=TODAY)
    make_tenancy(make_firm("乙（示例）有限公司", scene.area), scene.rooms[0], start=date(2026, 8, 1))
    with pytest.raises(Refused, match="乙（示例）有限公司"):
        undo(scene)


@pytest.mark.parametrize("table", ["register_tenancy", "register_occupancy"])
def test_the_database_lets_nobody_edit_a_date(scene: Scene, table: str) -> None:
    for statement in (
        f"update {table} set span = daterange('2020-01-01', null) where line = %s",
        f"update {table} set retracted_at = now(), area_sqm = 7 where line = %s",
        f"delete from {table} where line = %s",
    ):
        with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [scene.line])
