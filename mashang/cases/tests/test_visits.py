"""Visits: planned with a look at other offices, recorded once, split into cases."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q
from django.utils import timezone

from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.acts.splitting import Piece, split_case
from mashang.cases.acts.visit_recording import amend_visit, note_on_visit, split_problem
from mashang.cases.acts.visit_splitting import Problem, Said
from mashang.cases.acts.visits import (
    book_visit,
    call_visit_off,
    decline_visit,
    move_visit,
    plan_visit,
)
from mashang.cases.models import Case, Ruling, Visit, VisitProblem, VisitText
from mashang.cases.reads.visit_brief import get_brief
from mashang.cases.tests.make import open_one
from mashang.cases.tests.make_visits import booked, record
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.register.tests.make import make_tenancy, make_unit
from tests.cast import Cast, grant, make_firm, make_tower

TODAY = timezone.localdate()
pytestmark = pytest.mark.django_db


def district_officer(cast: Cast) -> Actor:
    """Somebody of the district's own office, above the sub-district."""
    from mashang.doors.standing import actor_for

    user = cast.users["window_clerk"]
    grant(user, "service_officer", cast.taijiang, department=cast.department)
    return actor_for(user, role="service_officer", face="desk")


def test_a_planned_visit_is_announced_and_the_firm_is_told_that_it_is_no_inspection(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    assert visit.state == "booked"
    assert visit.number == f"V-{TODAY.year}-0001"
    told = Notice.objects.filter(topic="visit.booked", recipient=cast.user("firm_owner")).first()
    assert told is not None
    assert told.url == f"/portal/visits/{visit.pk}"


def test_planning_near_a_visit_of_another_office_says_which_and_asks_why(cast: Cast, firm: int) -> None:
    plan_visit(actor=district_officer(cast), firm_id=firm, on=TODAY + timedelta(days=2))
    with pytest.raises(Refused) as refused:
        plan_visit(actor=cast.actor("service_officer"), firm_id=firm, on=TODAY + timedelta(days=30))
    told = str(refused.value.message)
    assert refused.value.code == "visited_lately"
    assert "区住建局" in told
    assert (TODAY + timedelta(days=2)).isoformat() in told
    assert "window_clerk" not in told
    visit = plan_visit(
        actor=cast.actor("service_officer"),
        firm_id=firm,
        on=TODAY + timedelta(days=30),
        reason="租约月底到期，要当面谈",
    )
    assert visit.moves.get().reason == "租约月底到期，要当面谈"


def test_a_visit_that_lies_farther_off_or_was_called_off_warns_nobody(cast: Cast, firm: int) -> None:
    officer = cast.actor("service_officer")
    first = plan_visit(actor=officer, firm_id=firm, on=TODAY + timedelta(days=1))
    plan_visit(actor=officer, firm_id=firm, on=TODAY + timedelta(days=32))
    call_visit_off(actor=officer, visit_id=first.pk, reason="改成电话")
    other = make_firm(cast, "另一家（示例）公司", uscc=None)
    plan_visit(actor=officer, firm_id=other.pk, on=TODAY + timedelta(days=2))
    with pytest.raises(Refused):
        plan_visit(actor=officer, firm_id=firm, on=TODAY + timedelta(days=2))


def test_the_guard_sees_a_visit_of_an_office_whose_area_the_planner_does_not_see(cast: Cast, firm: int) -> None:
    visit = plan_visit(actor=district_officer(cast), firm_id=firm, on=TODAY + timedelta(days=2))
    Visit.objects.filter(pk=visit.pk).update(area=cast.hongshan, area_path=cast.hongshan.path)
    with pytest.raises(Refused) as refused:
        plan_visit(actor=cast.actor("service_officer"), firm_id=firm, on=TODAY + timedelta(days=3))
    assert "区住建局" in str(refused.value.message)
    with pytest.raises(NotThere):
        book_visit(actor=cast.actor("service_officer"), visit_id=visit.pk)


def test_the_firm_moves_it_and_it_waits_to_be_announced_again(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    moved = move_visit(
        actor=cast.actor("firm_owner", face="portal"), visit_id=visit.pk, to=TODAY + timedelta(days=6), words="那天盘点"
    )
    assert (moved.state, moved.planned_on) == ("planned", TODAY + timedelta(days=6))
    assert Notice.objects.filter(topic="visit.moved", recipient=cast.user("service_officer")).exists()
    assert book_visit(actor=cast.actor("service_officer"), visit_id=visit.pk).state == "booked"


def test_the_firm_declines_without_a_reason_and_nobody_records_it_then(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    decline_visit(actor=cast.actor("firm_member", face="portal"), visit_id=visit.pk)
    with pytest.raises(Refused) as refused:
        record(cast, None, visit=visit.pk)
    assert refused.value.code == "not_now"


def test_the_office_does_not_speak_for_the_firm(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    head = cast.actor("section_head")
    with pytest.raises(NotAllowed):
        move_visit(actor=head, visit_id=visit.pk, to=TODAY + timedelta(days=9))
    with pytest.raises(NotAllowed):
        decline_visit(actor=head, visit_id=visit.pk)


def test_an_entry_sent_twice_is_one_visit_with_its_cases(cast: Cast, firm: int) -> None:
    key, at = uuid4(), timezone.now() - timedelta(hours=5)
    problems = (
        Problem(title="地库 22:00 后关闭", item="property", heard="晚上十点后地库关门"),
        Problem(title="人才公寓能否集体申请", item="talent", how="answered", answer="可以，清单已发。"),
        Problem(
            title="楼内设晚托班", item="talent", how="carried", answer="场地未定", recheck_on=TODAY + timedelta(days=90)
        ),
    )
    visits = [
        record(cast, firm, key=key, at=at, problems=problems, facts=(Said(key="staff", value="91"),))
        for _again in range(2)
    ]
    assert visits[0].pk == visits[1].pk
    assert Visit.objects.count() == 1
    visit = visits[0]
    assert (visit.state, visit.at, visit.ref) == ("split", at, key)
    cases = [one.case for one in visit.problems.select_related("case").order_by("no")]
    assert [one.state for one in cases] == ["received", "done_waiting", "in_hand"]
    assert {(one.kind, one.channel, one.firm_id, one.first_receiver_id) for one in cases} == {
        ("problem", "visit", firm, cast.user("service_officer").pk)
    }
    assert Ruling.objects.get().case_id == cases[2].pk
    assert Notice.objects.filter(topic="ruling.asked", recipient__login="section_head").exists(), "the head hears of it"
    assert [one["value"] for one in visit.facts] == ["91"]
    assert list(visit.texts.values_list("part", flat=True)) == ["said"]
    assert Deadline.objects.get(subject_kind="visit", clock="visit_confirm").state == "running"


def test_a_key_does_not_cover_other_words(cast: Cast, firm: int) -> None:
    key = uuid4()
    record(cast, firm, key=key)
    with pytest.raises(Refused) as refused:
        record(cast, firm, key=key, said="另外一段话")
    assert refused.value.code == "key_used_for_another_request"
    assert VisitText.objects.count() == 1


def test_of_two_phones_the_second_is_told_and_may_add_a_note(cast: Cast, firm: int) -> None:
    visit = booked(cast, firm)
    record(cast, None, visit=visit.pk)
    with pytest.raises(Refused) as refused:
        record(cast, None, visit=visit.pk, role="tower_steward", said="我也记了一份")
    assert refused.value.code == "not_now"
    key = uuid4()
    for _again in range(2):
        note_on_visit(actor=cast.actor("tower_steward"), visit_id=visit.pk, words="我也记了一份", key=key)
    assert list(visit.texts.order_by("pk").values_list("part", flat=True)) == ["said", "note"]


def test_a_bad_problem_leaves_nothing_of_the_visit(cast: Cast, firm: int) -> None:
    with pytest.raises(Refused):
        record(
            cast, firm, problems=(Problem(title="一条", item="property"), Problem(title="两条", item="no_such_item"))
        )
    assert not Visit.objects.exists()
    assert not Case.objects.exists()


def test_it_is_put_right_on_the_same_day_by_its_recorder_and_noted_later(cast: Cast, firm: int) -> None:
    visit = record(cast, firm)
    officer = cast.actor("service_officer")
    amend_visit(actor=officer, visit_id=visit.pk, said="改过的话", met="总经理")
    said = visit.texts.filter(part="said").order_by("pk")
    assert [one.replaced_at is None for one in said] == [False, True]
    assert said[1].body == "改过的话"
    with pytest.raises(Refused) as refused:
        amend_visit(actor=cast.actor("tower_steward"), visit_id=visit.pk, said="别人改")
    assert refused.value.code == "day_over"
    Visit.objects.filter(pk=visit.pk).update(recorded_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        amend_visit(actor=officer, visit_id=visit.pk, said="第二天改")
    assert refused.value.code == "day_over"
    note_on_visit(actor=officer, visit_id=visit.pk, words="第二天想起来的")
    assert visit.texts.filter(part="note").count() == 1


def test_a_time_to_come_and_one_long_past_are_refused(cast: Cast, firm: int) -> None:
    for at, code in (
        (timezone.now() + timedelta(hours=2), "seen_to_come"),
        (timezone.now() - timedelta(days=40), "too_long_ago"),
    ):
        with pytest.raises(Refused) as refused:
            record(cast, firm, at=at)
        assert refused.value.code == code


def test_a_later_problem_is_split_out_once(cast: Cast, firm: int) -> None:
    visit, key = record(cast, firm), uuid4()
    problem = Problem(title="电梯慢", item="property")
    made = [
        split_problem(actor=cast.actor("service_officer"), visit_id=visit.pk, problem=problem, key=key)
        for _again in range(2)
    ]
    assert made[0].pk == made[1].pk
    assert VisitProblem.objects.count() == 1
    visit.refresh_from_db()
    assert visit.state == "split"


def test_the_brief_tells_of_the_cases_that_the_visitor_sees_and_of_whole_ones(cast: Cast) -> None:
    firm, officer = make_firm(cast, "跨区经营（示例）公司", area=cast.hongshan), cast.actor("service_officer")
    make_tenancy(firm, make_unit(make_tower(cast)))
    asking = Asking(item="tax", title="开票", firm_id=firm.pk)
    open_case(actor=cast.other("service_officer"), channel="window", asking=asking, key=uuid4())
    own = open_one(cast)
    split_case(actor=officer, case_id=own.pk, pieces=[Piece(title="先查"), Piece(title="再办")])
    Case.objects.filter(Q(pk=own.pk) | Q(parent=own.pk)).update(firm=firm)
    assert Case.objects.filter(firm=firm).count() == 4
    assert [one.case_id for one in get_brief(officer, firm.pk).open_cases] == [own.pk]
