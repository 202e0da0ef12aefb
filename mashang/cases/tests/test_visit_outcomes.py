"""After a visit: the firm confirms or objects, what was heard is decided, and the database keeps the story."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from mashang.cases.acts.visit_closing import (
    close_silent_visits,
    confirm_visit,
    object_to_visit,
    refuse_heard_fact,
    take_heard_fact,
)
from mashang.cases.acts.visit_recording import note_on_visit
from mashang.cases.acts.visit_splitting import Said
from mashang.cases.acts.visits import (
    plan_visit,
    plan_visit_anew,
)
from mashang.cases.models import Visit, VisitMove
from mashang.cases.tests.make_visits import booked, record
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.models import FirmFact
from tests.cast import Cast

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


def test_the_firm_confirms_or_objects_and_silence_closes(cast: Cast, firm: int) -> None:
    visit = record(cast, firm)
    owner = cast.actor("firm_owner", face="portal")
    object_to_visit(actor=owner, visit_id=visit.pk, words="是二十八人，不是八十二人")
    assert confirm_visit(actor=owner, visit_id=visit.pk).firm_confirmed_at is not None
    assert Deadline.objects.get(subject_id=visit.pk, subject_kind="visit").state == "met"
    quiet = record(cast, firm)
    Deadline.objects.filter(subject_id=quiet.pk, subject_kind="visit").update(
        due_at=timezone.now() - timedelta(hours=1), warn_at=timezone.now() - timedelta(hours=2)
    )
    assert close_silent_visits(actor=Actor.system()) == 1
    quiet.refresh_from_db()
    assert (quiet.state, quiet.firm_confirmed_at) == ("closed", None)
    assert close_silent_visits(actor=Actor.system()) == 0


def test_what_was_heard_enters_the_register_when_a_steward_takes_it(cast: Cast, firm: int) -> None:
    facts = (Said(key="staff", value="91"), Said(key="needs", value="想扩二百平方米"))
    visit = record(cast, firm, facts=facts)
    assert not FirmFact.objects.filter(subject=firm, superseded_at=None).exists()
    steward = cast.actor("tower_steward")
    take_heard_fact(actor=steward, visit_id=visit.pk, no=1)
    fact = FirmFact.objects.get(subject=firm, superseded_at=None)
    assert (fact.num, fact.source.kind, fact.source.label) == (91, "visit", visit.number)
    refuse_heard_fact(actor=steward, visit_id=visit.pk, no=2, reason="上周已改主意")
    visit.refresh_from_db()
    assert [one["state"] for one in visit.facts] == ["taken", "refused"]
    with pytest.raises(Refused) as refused:
        take_heard_fact(actor=steward, visit_id=visit.pk, no=2)
    assert refused.value.code == "decided_already"
    with pytest.raises(NotAllowed):
        take_heard_fact(actor=cast.actor("window_clerk"), visit_id=visit.pk, no=1)


def test_a_number_that_is_none_is_refused_before_anything_is_kept(cast: Cast, firm: int) -> None:
    with pytest.raises(Refused):
        record(cast, firm, facts=(Said(key="staff", value="九十多"),))
    assert not Visit.objects.exists()


def test_another_day_is_planned_and_a_past_one_is_refused(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    officer = cast.actor("service_officer")
    assert plan_visit_anew(actor=officer, visit_id=visit.pk, on=TODAY + timedelta(days=8)).state == "planned"
    with pytest.raises(Refused) as refused:
        plan_visit(actor=officer, firm_id=firm, on=date(2020, 1, 1))
    assert refused.value.code == "day_past"


def test_another_area_finds_neither_visit_nor_firm(cast: Cast, firm: int) -> None:
    visit = record(cast, firm)
    stranger = cast.other("service_officer")
    with pytest.raises(NotThere):
        note_on_visit(actor=stranger, visit_id=visit.pk, words="外区")
    with pytest.raises(NotThere):
        plan_visit(actor=stranger, firm_id=firm, on=TODAY + timedelta(days=50))


def test_a_state_without_its_move_is_refused_by_the_database(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    Visit.objects.filter(pk=visit.pk).update(state="planned")
    with pytest.raises(IntegrityError, match="visit"):
        connection.check_constraints()


def test_a_move_is_never_changed(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        VisitMove.objects.filter(visit=visit).update(act="other")
