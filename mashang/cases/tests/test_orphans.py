"""A department closes in the middle, or nobody answers for it: nobody's matter is orphaned."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mashang.accounts.models import Department, Membership
from mashang.cases.acts import gate
from mashang.cases.acts import summons as acts
from mashang.cases.acts.orphans import tell_of_orphans
from mashang.cases.models import Summons
from mashang.cases.reads.gate import list_at_the_gate
from mashang.cases.tests.whistling import add_department, blow, called, case_in_hand, clocks_over, hands_of, liaison
from mashang.doors.acts.areas import close_department
from mashang.kernel.actor import Actor
from mashang.notices.models import Notice
from mashang.trail.models import Entry
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def close(cast: Cast, department: Department) -> None:
    """Its people's roles end, and then the department."""
    Membership.objects.filter(department=department).update(ended_at=timezone.now())
    admin = cast.actor("system_administrator").within(area_path=cast.taijiang.path)
    close_department(actor=admin, department_id=department.pk, reason="机构改革")


def told(topic: str, login: str) -> int:
    return Notice.objects.filter(topic=topic, recipient__login=login, channel="app").count()


def test_a_superior_takes_over_what_its_department_was_asked(cast: Cast) -> None:
    above = add_department(cast, "区政府办", "above")
    closed_too = Department.objects.create(
        area=cast.taijiang, name_zh="已撤的局", supervisor=above, closed_on=timezone.localdate()
    )
    Department.objects.filter(pk=cast.department.pk).update(supervisor=closed_too)
    fire = add_department(cast, "消防救援大队", "fire")
    lead, assist = called(cast, fire)
    waiting = blow(cast, case_in_hand(cast)).summonses.get()
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    close(cast, cast.department)
    lead.refresh_from_db()
    taken = Summons.objects.get(case=lead.case_id, department=above)
    assert (lead.state, taken.state, taken.part, taken.asked) == ("withdrawn", "called", "lead", lead.asked)
    assert clocks_over(lead)["solve_lead"] == "void"
    assert clocks_over(taken) == {"report_in": "running", "solve_lead": "running"}
    assert hands_of(lead.case_id) == ("called", "waiting", above.pk)
    assert told("summons.called", "above") == 1
    assert Summons.objects.get(pk=assist.pk).state == "called"
    anew = waiting.whistle.summonses.get(department=above)  # what waits at the gate waits for the superior
    waiting.refresh_from_db()
    assert (waiting.state, waiting.department, anew.state, anew.asked) == (
        "withdrawn",
        cast.department,
        "asked",
        waiting.asked,
    )
    assert told("case.orphans", "section_head") == 0


def test_without_a_superior_the_case_is_its_officers_again_and_the_head_hears(cast: Cast) -> None:
    (lead,) = called(cast)
    (answered,) = called(cast)
    acts.answer_summons(actor=liaison(cast), summons_id=answered.pk, outcome="done", words="已勘验。")
    close(cast, cast.department)
    lead.refresh_from_db()
    answered.refresh_from_db()
    assert (lead.state, answered.state) == ("withdrawn", "answered")
    assert hands_of(lead.case_id)[:2] == ("in_hand", "office")
    assert told("case.all_answered", "service_officer") == 2
    assert told("case.orphans", "section_head") == 1


def test_at_night_heads_hear_of_departments_for_which_nobody_answers(cast: Cast) -> None:
    (lead,) = called(cast)
    night = Actor.system("cases")
    assert tell_of_orphans(actor=night) == 0
    Membership.objects.filter(department=cast.department).update(ended_at=timezone.now())
    assert tell_of_orphans(actor=night) == tell_of_orphans(actor=night) == 1
    note = Notice.objects.get(topic="case.orphans", recipient__login="section_head", channel="app")
    assert (note.args["cases"], note.url) == (1, "/desk/cases?tab=waiting")
    assert lead.state == "called"


def test_at_the_gate_a_superior_that_was_turned_back_before_is_asked_anew_and_the_whistle_goes_through(
    cast: Cast,
) -> None:
    above = add_department(cast, "区政府办", "above")
    Department.objects.filter(pk=cast.department.pk).update(supervisor=above)
    case, head = case_in_hand(cast), cast.actor("section_head")
    gate.turn_back(actor=head, whistle_id=blow(cast, case, lead=above).pk, reason="先问本部门")
    whistle = blow(cast, case)
    close(cast, cast.department)
    assert set(Summons.objects.filter(case=case).values_list("department", "round", "state")) == {
        (above.pk, 1, "withdrawn"), (cast.department.pk, 1, "withdrawn"), (above.pk, 2, "asked"),
    }  # fmt: skip
    asked = Summons.objects.get(case=case, state="asked")
    assert list(asked.moves.values_list("act", flat=True)) == ["ask"]
    assert Entry.objects.filter(
        act="summons.turn_back", subject_id=whistle.summonses.get(department=cast.department).pk
    ).exists()
    assert [one.department for one in list_at_the_gate(head)[0].departments] == ["区政府办"]
    gate.let_whistle_through(actor=head, whistle_id=whistle.pk)
    assert hands_of(case.pk)[0] == "called"
    assert set(whistle.summonses.values_list("department", "state")) == {
        (cast.department.pk, "withdrawn"), (above.pk, "called"),
    }  # fmt: skip
