"""Conflicts are born by what comes in, wait in a queue, and are settled by choosing a side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.register.acts.facts import state_fact
from mashang.register.acts.settling import leave_conflict, settle_conflict
from mashang.register.models import ConflictLeft, FactKey, Firm, FirmFact, Floor
from mashang.register.reads.conflicts import count_conflicts, get_value_conflict, list_conflicts
from mashang.register.rules.conflicts import Said, propose
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys, steward
from mashang.trail.reads.history import Changed, history_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LONG_AGO = TODAY - timedelta(days=300)


@pytest.fixture
def area() -> Area:
    load_keys()
    return make.make_area()


def disputed(area: Area, **more: Any) -> Firm:
    """A firm of which the register believes 20 people by its own word, while a sheet says 30."""
    firm = make.make_firm(area=area)
    key = FactKey.objects.get(key="staff")
    make.make_fact(firm, key, since=LONG_AGO, num=20, source=make.make_source(LONG_AGO, kind="declaration"))
    make.make_fact(
        firm, key, since=LONG_AGO, num=30, believed=False, source=make.make_source(TODAY, kind="sheet"), **more
    )
    return firm


def staff(firm: Firm) -> list[tuple[int | None, bool, bool]]:
    rows = FirmFact.objects.filter(subject=firm, key__key="staff").order_by("pk")
    return [(row.num, row.believed, row.superseded_at is None) for row in rows]


def test_a_rival_statement_waits_with_both_sides_and_a_proposal(area: Area) -> None:
    firm, actor = disputed(area), steward(area)
    line = list_conflicts(actor)[0]
    assert (line.kind, line.subject, line.subject_id, line.key, line.name) == (
        "value",
        "firm",
        firm.pk,
        "staff",
        firm.name,
    )
    found = get_value_conflict(actor, "firm", firm.pk, "staff")
    assert [(side.text, side.believed) for side in found.sides] == [("20 人", True), ("30 人", False)]
    assert (found.proposed, found.because) == (0, "standing")
    assert count_conflicts(actor) == 1


def test_stating_another_value_from_another_source_makes_a_conflict(area: Area) -> None:
    firm, actor = make.make_firm(area=area), steward(area)
    said: dict[str, Any] = {
        "actor": actor,
        "subject": "firm",
        "subject_id": firm.pk,
        "key": "staff",
        "valid_from": TODAY,
    }
    state_fact(**said, value="20", source_kind="declaration")
    state_fact(**said, value="30", source_kind="visit")
    assert [one.key for one in list_conflicts(actor)] == ["staff"]


def test_the_chosen_side_becomes_a_new_believed_row_that_cites_its_source(area: Area) -> None:
    firm, actor = disputed(area), steward(area)
    rival = FirmFact.objects.get(subject=firm, believed=False)
    settle_conflict(actor=actor, subject="firm", subject_id=firm.pk, key="staff", fact_id=rival.pk)
    assert staff(firm) == [(20, True, False), (30, False, False), (30, True, True)]
    assert FirmFact.objects.get(subject=firm, superseded_at=None).source == rival.source
    assert list_conflicts(actor) == ()


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "30 人"), ("en", "30 people")])
def test_the_history_says_in_words_what_is_held_now(area: Area, language: str, said: str) -> None:
    firm, tower, actor = disputed(area), make.make_tower(area), replace(steward(area), locale=language)
    rival = FirmFact.objects.get(subject=firm, believed=False)
    settle_conflict(actor=actor, subject="firm", subject_id=firm.pk, key="staff", fact_id=rival.pk)
    for lifts in ("15", "16"):
        state_fact(
            actor=actor, subject="tower", subject_id=tower.pk, key="lifts_passenger", valid_from=TODAY, value=lifts
        )
    with override(language):
        assert said in {str(one.after) for one in changes(actor, "firm", firm.pk)}
        pairs = {
            (str(one.before).split()[0], str(one.after).split()[0])
            for one in changes(actor, "tower", tower.pk)
            if one.before
        }
    assert pairs == {("15", "16")}


def changes(actor: Actor, kind: str, pk: int) -> list[Changed]:
    lines = history_of(actor=actor, subject_kind=kind, subject_id=pk).lines
    return [change for line in lines for change in line.changes]


def test_keeping_the_believed_side_closes_the_other_and_writes_nothing_new(area: Area) -> None:
    firm, actor = disputed(area), steward(area)
    held = FirmFact.objects.get(subject=firm, believed=True)
    settle_conflict(actor=actor, subject="firm", subject_id=firm.pk, key="staff", fact_id=held.pk)
    assert staff(firm) == [(20, True, True), (30, False, False)]
    with pytest.raises(NotThere):
        settle_conflict(actor=actor, subject="firm", subject_id=firm.pk, key="staff", fact_id=held.pk)


def test_that_nobody_knows_is_an_answer_too(area: Area) -> None:
    firm, actor = disputed(area), steward(area)
    settle_conflict(actor=actor, subject="firm", subject_id=firm.pk, key="staff", fact_id=None)
    assert FirmFact.objects.get(subject=firm, believed=True, superseded_at=None).unknown
    assert list_conflicts(actor) == ()


def test_a_side_that_does_not_wait_is_refused(area: Area) -> None:
    firm, actor, other = disputed(area), steward(area), disputed(area)
    foreign = FirmFact.objects.get(subject=other, believed=False).pk
    with pytest.raises(Refused) as refused:
        settle_conflict(actor=actor, subject="firm", subject_id=firm.pk, key="staff", fact_id=foreign)
    assert refused.value.code == "settled_meanwhile"
    for read, seen in ((frozenset({foreign}), False), (frozenset(FirmFact.objects.values_list("pk", flat=True)), True)):
        said: dict[str, Any] = {
            "actor": actor,
            "subject": "firm",
            "subject_id": firm.pk,
            "key": "staff",
            "fact_id": None,
        }
        if seen:
            settle_conflict(**said, shown=read)
        else:
            with pytest.raises(Refused):
                settle_conflict(**said, shown=read)
    with pytest.raises(NotThere):
        get_value_conflict(steward(make.make_area("洪山镇")), "firm", firm.pk, "staff")


def test_tax_waits_for_the_finance_officer_alone(area: Area) -> None:
    firm = make.make_firm(area=area)
    key = FactKey.objects.get(key="tax")
    for num, believed in ((100, True), (200, False)):
        make.make_fact(firm, key, since=date(TODAY.year - 1, 1, 1), num=num, believed=believed)
    assert list_conflicts(steward(area)) == ()
    finance = make.make_actor(area, permissions=frozenset({"register.read", "tax.read"}))
    assert [one.key for one in list_conflicts(finance)] == ["tax"]


def test_an_old_rival_of_a_value_that_was_replaced_waits_no_more(area: Area) -> None:
    firm = disputed(area)
    make.make_fact(firm, FactKey.objects.get(key="staff"), since=TODAY, num=40)
    assert list_conflicts(steward(area)) == ()


def test_what_cannot_be_at_once_waits_and_can_be_left_with_a_reason(area: Area) -> None:
    tower = make.make_tower(area)
    unit = make.make_unit(tower, "101", floor=3, sqm=500)
    Floor.objects.create(tower=tower, no=3, area_sqm=Decimal(400))
    first, second = make.make_firm("同名（示例）公司", area), make.make_firm("同名(示例)公司", area)
    for firm, exclusive in ((first, True), (second, False)):
        make.make_tenancy(firm, unit, exclusive=exclusive)
    actor = steward(area)
    assert [one.kind for one in list_conflicts(actor)] == ["double_let", "floor_over", "same_name"]
    line = list_conflicts(actor, "same_name")[0]
    assert (line.subject_id, line.other_id, line.about) == (first.pk, second.pk, second.name)
    said: dict[str, Any] = {"actor": actor, "kind": "same_name", "subject_id": first.pk, "other_id": second.pk}
    for kind, reason, code in (("same_name", " ", "reason_missing"), ("value", "x", "cannot_be_left")):
        with pytest.raises(Refused) as refused:
            leave_conflict(**{**said, "kind": kind}, reason=reason)
        assert refused.value.code == code
    leave_conflict(**said, reason="是两家分公司")
    assert [one.kind for one in list_conflicts(actor)] == ["double_let", "floor_over"]
    assert ConflictLeft.objects.get().reason == "是两家分公司"
    with pytest.raises(NotThere):
        leave_conflict(**said, reason="再来")


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([Said("desk", LONG_AGO), Said("registry", LONG_AGO)], (1, "standing")),
        ([Said("sheet", TODAY), Said("visit", LONG_AGO)], (0, "newer")),
        ([Said("sheet", TODAY), Said("visit", TODAY)], (None, "equal")),
        ([Said("registry", TODAY), Said("licence", LONG_AGO), Said("sheet", TODAY)], (0, "newer")),
    ],
)
def test_the_nearer_to_the_paper_is_proposed_then_the_newer(
    sides: list[Said], expected: tuple[int | None, str]
) -> None:
    assert propose(sides) == expected


def test_the_queue_takes_as_many_queries_for_many_as_for_one(
    area: Area, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    actor = steward(area)
    disputed(area)
    with django_assert_max_num_queries(6):
        list_conflicts(actor)
    for _n in range(12):
        disputed(area)
    with django_assert_max_num_queries(6):
        assert len(list_conflicts(actor)) == 13


def test_what_a_firm_earns_is_disputed_only_before_those_who_may_see_it(area: Area) -> None:
    firm, key = make.make_firm(area=area), FactKey.objects.get(key="revenue")
    for num, believed in ((1_000, True), (2_000, False)):
        make.make_fact(firm, key, since=LONG_AGO, num=num, believed=believed)
    reader = make.make_actor(area)
    assert (list_conflicts(reader), count_conflicts(reader)) == ((), 0)
    assert [line.key for line in list_conflicts(steward(area))] == ["revenue"]
