"""The whistle and the sub-district's gate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mashang.accounts.models import Area, OneTimeLink
from mashang.cases.acts import gate, handling, whistles
from mashang.cases.acts.whistles import Call
from mashang.cases.models import Summons, Whistle
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.tests.make import open_one
from mashang.cases.tests.whistling import add_department, blow, called, case_in_hand, clocks_over, hands_of, liaison
from mashang.clocks.models import Deadline
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.trail.models import NumberCounter
from tests.cast import Cast, make_area

pytestmark = pytest.mark.django_db


def test_a_whistle_waits_at_the_gate_and_no_department_hears_of_it(cast: Cast) -> None:
    case = case_in_hand(cast)
    whistle = blow(cast, case)
    assert whistle.number.startswith("W-")
    assert whistle.number.endswith("-0001")
    assert whistle.state == "asked"
    assert hands_of(case.pk)[0] == "in_hand"
    assert not cases_seen_by(liaison(cast)).exists()
    assert Notice.objects.filter(topic="whistle.asked", recipient__login="section_head").exists()
    assert not Notice.objects.filter(topic__startswith="summons.").exists()
    assert not OneTimeLink.objects.exists()


def test_let_through_both_departments_are_called_with_two_clocks_and_a_link_each(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, assist = called(cast, second)
    assert (lead.state, assist.state) == ("called", "called")
    assert clocks_over(lead) == {"report_in": "running", "solve_lead": "running"}
    assert clocks_over(assist) == {"report_in": "running", "solve_assist": "running"}
    assert hands_of(lead.case_id) == ("called", "waiting", cast.department.pk)
    assert {link.department_id for link in OneTimeLink.objects.all()} == {cast.department.pk, second.pk}
    told = Notice.objects.filter(topic="summons.called", channel="app").values_list("recipient__login", flat=True)
    assert set(told) == {"department_liaison", "liaison_two"}
    lead.case.refresh_from_db()
    assert lead.case.next_clock == "report_in"


def test_whoever_blew_it_does_not_let_it_through(cast: Cast) -> None:
    whistle = blow(cast, case_in_hand(cast), role="section_head")
    with pytest.raises(NotAllowed) as refused:
        gate.let_whistle_through(actor=cast.actor("section_head"), whistle_id=whistle.pk)
    assert refused.value.code == "own_whistle"
    assert gate.let_whistle_through(actor=cast.actor("leader"), whistle_id=whistle.pk).state == "through"


def test_only_a_head_decides_and_only_once(cast: Cast) -> None:
    whistle = blow(cast, case_in_hand(cast))
    with pytest.raises(NotAllowed):
        gate.let_whistle_through(actor=cast.actor("window_clerk"), whistle_id=whistle.pk)
    with pytest.raises(NotThere):
        gate.let_whistle_through(actor=cast.other("section_head"), whistle_id=whistle.pk)
    gate.let_whistle_through(actor=cast.actor("section_head"), whistle_id=whistle.pk)
    with pytest.raises(Refused) as refused:
        gate.turn_back(actor=cast.actor("section_head"), whistle_id=whistle.pk, reason="晚了")
    assert refused.value.code == "decided_already"


def test_turned_back_the_whistler_reads_why_and_may_blow_again(cast: Cast) -> None:
    case = case_in_hand(cast)
    whistle = blow(cast, case)
    with pytest.raises(Refused, match="Say why"):
        gate.turn_back(actor=cast.actor("section_head"), whistle_id=whistle.pk, reason=" ")
    gate.turn_back(actor=cast.actor("section_head"), whistle_id=whistle.pk, reason="物业可自行处置")
    summons = whistle.summonses.get()
    assert (summons.state, summons.called_at) == ("withdrawn", None)
    assert clocks_over(summons) == {}
    assert not cases_seen_by(liaison(cast)).exists()
    assert Notice.objects.filter(topic="whistle.turned_back", recipient__login="service_officer").exists()
    assert blow(cast, case).summonses.get().round == 2


def test_an_emergency_goes_through_at_once_and_is_looked_at_afterwards(cast: Cast) -> None:
    whistle = blow(cast, case_in_hand(cast), kind="emergency", role="section_head")
    assert (whistle.state, whistle.ruled_by_id) == ("through", None)
    one = whistle.summonses.get()
    clock = Deadline.objects.get(clock="report_in_emergency", subject_id=one.pk)
    assert one.called_at is not None
    assert clock.due_at - one.called_at == timedelta(minutes=30), "by the wall clock, office hours or not"
    with pytest.raises(NotAllowed):
        gate.look_at_whistle(actor=cast.actor("section_head"), whistle_id=whistle.pk, words="属实")
    looked = gate.look_at_whistle(actor=cast.actor("leader"), whistle_id=whistle.pk, words="属实")
    assert looked.ruled_by == cast.user("leader")
    with pytest.raises(Refused) as refused:
        gate.look_at_whistle(actor=cast.actor("leader"), whistle_id=whistle.pk, words="属实")
    assert refused.value.code == "looked_already"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"calls": []}, "no_department"),
        ({"kind": "loud"}, "no_kind"),
        ({"parts": ["assist"]}, "no_lead"),
        ({"parts": ["lead", "lead"]}, "two_leads"),
        ({"twice": True}, "department_twice"),
        ({"asked": "  "}, "nothing_asked"),
        ({"asked": "长" * 501}, "too_long"),
        ({"elsewhere": True}, "no_such_department"),
    ],
)
def test_a_whistle_that_says_too_little_is_refused(cast: Cast, change: dict[str, Any], code: str) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    departments = [cast.department.pk] * 2 if change.get("twice") else [cast.department.pk, second.pk]
    if change.get("elsewhere"):
        departments = [cast.other_department.pk]
    parts = change.get("parts", ["lead", "assist"])
    calls = [
        Call(department_id=one, asked=change.get("asked", "请牵头"), part=part)
        for one, part in zip(departments, parts, strict=False)
    ]
    with pytest.raises(Refused) as refused:
        whistles.blow_whistle(
            actor=cast.actor("service_officer"), case_id=case_in_hand(cast).pk, kind=change.get("kind", "hard"),
            calls=change.get("calls", calls),
        )  # fmt: skip
    assert refused.value.code == code
    assert str(refused.value)
    assert not Whistle.objects.exists()


def test_one_whistle_waits_at_a_time_and_only_over_a_case_in_hand(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        blow(cast, open_one(cast))
    assert refused.value.code == "not_now"
    case = case_in_hand(cast)
    blow(cast, case)
    with pytest.raises(Refused) as refused:
        blow(cast, case)
    assert refused.value.code == "whistle_waits"


def test_another_department_is_called_without_a_second_gate(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    (lead,) = called(cast)
    officer = cast.actor("service_officer")
    one = whistles.call_another_department(
        actor=officer, case_id=lead.case_id, call=Call(department_id=second.pk, asked="请到场")
    )
    assert (one.state, one.part, one.whistle_id) == ("called", "assist", lead.whistle_id)
    with pytest.raises(Refused) as refused:
        whistles.call_another_department(
            actor=officer, case_id=lead.case_id, call=Call(department_id=second.pk, asked="请到场")
        )
    assert refused.value.code == "called_already"
    with pytest.raises(Refused) as refused:
        whistles.call_another_department(
            actor=officer, case_id=case_in_hand(cast).pk, call=Call(department_id=second.pk, asked="x")
        )
    assert refused.value.code == "no_whistle"


def test_called_off_its_clocks_lapse_and_its_link_dies_and_the_case_comes_back(cast: Cast) -> None:
    (lead,) = called(cast)
    off = whistles.call_off(actor=cast.actor("service_officer"), summons_id=lead.pk, reason="企业自行解决")
    assert off.state == "withdrawn"
    assert set(clocks_over(off).values()) == {"void"}
    assert not OneTimeLink.objects.filter(revoked_at=None).exists()
    assert hands_of(lead.case_id)[:2] == ("in_hand", "office")


def test_a_case_that_ends_calls_its_departments_off(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, _assist = called(cast, second)
    handling.withdraw_case(actor=cast.actor("service_officer"), case_id=lead.case_id, reason="企业撤回")
    assert set(Summons.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert hands_of(lead.case_id)[:2] == ("withdrawn", "nobody")
    assert Notice.objects.filter(topic="summons.called_off", channel="app").count() == 2


def test_a_department_sees_its_own_cases_alone(cast: Cast) -> None:
    add_department(cast, "区城管局", "liaison_two")
    (lead,) = called(cast)
    assert cases_seen_by(liaison(cast)).filter(pk=lead.case_id).exists()
    assert not cases_seen_by(liaison(cast, "liaison_two")).exists()
    assert not cases_seen_by(cast.other("department_liaison")).exists()


def test_whistles_of_two_areas_of_a_district_never_carry_one_number(cast: Cast) -> None:
    park = make_area(cast.aofeng, Area.Kind.PARK, "海峡金融商务区", "01", district_id=cast.taijiang.pk)
    first, second = blow(cast, case_in_hand(cast)), blow(cast, case_in_hand(cast, area_id=park.pk))
    assert first.area_id != second.area_id
    assert first.number != second.number
    # A number given out before, when each area counted for itself, is passed over.
    NumberCounter.objects.filter(area_id=cast.taijiang.pk, series="W").update(last=1)
    third = blow(cast, case_in_hand(cast, area_id=park.pk))
    assert Whistle.objects.filter(number=third.number).count() == 1
