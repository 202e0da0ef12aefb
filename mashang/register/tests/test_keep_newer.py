"""A sheet that says older things than the register: what is disputed is kept beside, the rest is carried out."""

from __future__ import annotations

from datetime import date

import pytest

from mashang.kernel.actor import Actor
from mashang.register.acts import importing
from mashang.register.models import Firm, FirmFact, ImportBatch, Occupancy
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import DAY, HEAD, hand_in, make_fact_keys, sheet, steward, take_in, verdicts

pytestmark = pytest.mark.django_db(transaction=True)

WITH_DAY = (*HEAD, "成立日期")
LATER = date(2026, 11, 20)
CODE = make_uscc()


def row(room: str, founded: str) -> tuple[object, ...]:
    return ("甲（示例）有限公司", CODE, "云帆大厦", "8", room, 100, "2024-01-01", "2027-12-31", 85, founded)


def believed() -> list[str]:
    facts = FirmFact.objects.filter(key__key="registered_on", believed=True, superseded_at=None)
    return [str(fact.day) for fact in facts.order_by("-valid_from")]


def rivals() -> list[str]:
    facts = FirmFact.objects.filter(key__key="registered_on", believed=False, superseded_at=None)
    return [str(fact.day) for fact in facts]


@pytest.fixture
def actor() -> Actor:
    """A steward whose register knows the firm in room 801 from a later sheet."""
    make_fact_keys()
    actor = steward(make_area())
    take_in(actor, sheet(row("801", "2019-05-06"), head=WITH_DAY), on=LATER)
    return actor


def older(actor: Actor) -> ImportBatch:
    return hand_in(actor, sheet(row("801", "2019-05-06"), row("802", "2018-01-01"), head=WITH_DAY), on=DAY)


def kept(actor: Actor) -> ImportBatch:
    batch = older(actor)
    importing.accept_proposals(actor=actor, batch_id=batch.pk)
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    return importing.apply_batch(actor=actor, batch_id=batch.pk)


def test_the_new_room_is_let_though_the_older_day_is_not_believed(actor: Actor) -> None:
    assert older(actor).rows.filter(verdict="conflict").count() == 1
    kept(actor)
    rooms = Occupancy.objects.filter(retracted_at=None).values_list("unit__room", flat=True)
    assert sorted(rooms) == ["801", "802"]
    assert believed()[0] == "2019-05-06"
    assert rivals() == ["2018-01-01"]
    assert FirmFact.objects.get(believed=False).source.as_of_on == DAY


def test_the_same_sheet_again_changes_nothing(actor: Actor) -> None:
    kept(actor)
    assert verdicts(older(actor)) == {"same": 2}


def test_taking_it_back_ends_the_room_and_the_rival(actor: Actor) -> None:
    batch = kept(actor)
    importing.undo_batch(actor=actor, batch_id=batch.pk)
    rooms = Occupancy.objects.filter(retracted_at=None).values_list("unit__room", flat=True)
    assert list(rooms) == ["801"]
    assert (rivals(), Firm.objects.filter(retracted_at=None).count()) == ([], 1)
