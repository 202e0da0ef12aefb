"""A meeting on site: called, told, taken into calendars, held with measures, or called off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.cases.acts import closing, handling, linking, rulings, whistles
from mashang.cases.acts.meetings import Calling, Measure, call_meeting, call_off_meeting, hold_meeting
from mashang.cases.acts.splitting import Piece, split_case
from mashang.cases.models import Case, Meeting, Ruling, Summons
from mashang.cases.reads.case_file import get_case_file
from mashang.cases.reads.choices import STEPS
from mashang.cases.reads.meetings import get_meeting, list_meetings, meeting_file
from mashang.cases.reads.own_story import get_own_case
from mashang.cases.reads.summons_page import get_summons_page
from mashang.cases.tests.whistling import add_department, called, liaison
from mashang.clocks.models import Deadline
from mashang.faces.desk.case_timeline import firm_events
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.notices.models import Notice
from mashang.register.reads.choices import label_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def calling(*summonses: Summons, **more: Any) -> Calling:
    """A meeting in two days with the departments of these summonses."""
    values: dict[str, Any] = {
        "at": timezone.now() + timedelta(days=2),
        "place": "升龙汇金 2703",
        "topic": "隔墙能否打通",
    }
    return Calling(**(values | {"department_ids": [one.department_id for one in summonses]} | more))


def refused(deed: Any, code: str, **values: Any) -> None:
    with pytest.raises(Refused) as why:
        deed(**values)
    assert why.value.code == code


def told(topic: str) -> set[str]:
    """The logins that were told, on the platform."""
    return set(Notice.objects.filter(topic=topic, channel="app").values_list("recipient__login", flat=True))


def test_who_is_asked_is_told_and_reads_the_minutes_and_what_to_do(cast: Cast) -> None:
    fire = add_department(cast, "消防救援大队", "fire")
    lead, assist = called(cast, fire, of_firm=True)
    case_id, officer = lead.case_id, cast.actor("service_officer")
    head = cast.user("section_head").pk
    meeting = call_meeting(actor=officer, case_id=case_id, calling=calling(lead, user_ids=[head], with_firm=True))
    assert told("meeting.invited") == {"department_liaison", "section_head"}
    assert told("meeting.firm") == {"firm_owner"}
    assert Case.objects.get(pk=case_id).state == "called"  # a meeting moves no state and no clock
    case, met = get_meeting(liaison(cast), meeting.pk)
    name, body = meeting_file(case.number, case.title, met)
    assert name == f"{case.number}.ics"
    assert "LOCATION:升龙汇金 2703" in body.decode().replace("\r\n ", "")
    with pytest.raises(NotThere):  # asked was the lead alone
        get_meeting(liaison(cast, "fire"), meeting.pk)
    assert get_summons_page(liaison(cast, "fire"), assist.pk).meetings == []
    measures = [
        Measure(what="出具防火分区意见", due_on=timezone.localdate() + timedelta(days=3), department_id=fire.pk),
        Measure(what="补施工图", due_on=timezone.localdate(), user_id=officer.user_id),
    ]
    hold_meeting(
        actor=officer, meeting_id=meeting.pk, held_at=timezone.now(), minutes="各方同意打通。", measures=measures
    )
    page = get_summons_page(liaison(cast), lead.pk)
    assert [(row.who, row.what) for row in page.meetings[0].measures] == [
        ("消防救援大队", "出具防火分区意见"),
        (officer.name, "补施工图"),
    ]
    assert page.meetings[0].minutes == "各方同意打通。"
    text = case.texts.get(part="minutes")
    assert text.seen_by == "office"
    assert case.moves.get(act="hold_meeting").shown is False
    assert told("meeting.held") == {"department_liaison", "section_head"}
    with pytest.raises(NotThere):
        meeting_file("", "", get_meeting(officer, meeting.pk)[1])


def test_a_meeting_that_is_called_off_is_told_and_another_may_follow(cast: Cast) -> None:
    (lead,) = called(cast)
    officer = cast.actor("service_officer")
    meeting = call_meeting(actor=officer, case_id=lead.case_id, calling=calling(lead))
    refused(call_meeting, "meeting_waits", actor=officer, case_id=lead.case_id, calling=calling(lead))
    call_off_meeting(actor=officer, meeting_id=meeting.pk, reason="台风")
    assert told("meeting.off") == {"department_liaison"}
    for deed, more in (
        (call_off_meeting, {"reason": "x"}),
        (hold_meeting, {"held_at": timezone.now(), "minutes": "x"}),
    ):
        refused(deed, "meeting_over", actor=officer, meeting_id=meeting.pk, **more)
    again = call_meeting(actor=officer, case_id=lead.case_id, calling=calling(lead))
    assert [one.id for one in list_meetings(lead.case_id)] == [again.pk, meeting.pk]


def test_what_cannot_be_is_refused_in_words(cast: Cast) -> None:
    (lead,) = called(cast)
    other = add_department(cast, "城管局", "city")
    officer, now = cast.actor("service_officer"), timezone.now()
    for code, more in (
        ("day_past", {"at": now - timedelta(minutes=1)}), ("words_missing", {"place": " "}), ("words_missing", {"topic": ""}),
        ("nobody_asked", {"department_ids": []}), ("not_called", {"department_ids": [other.pk]}),
        ("no_such_person", {"user_ids": [cast.user("firm_owner").pk]}),
    ):  # fmt: skip
        refused(call_meeting, code, actor=officer, case_id=lead.case_id, calling=calling(lead, **more))
    with pytest.raises(NotThere):
        call_meeting(actor=cast.other("service_officer"), case_id=lead.case_id, calling=calling(lead))
    meeting = call_meeting(actor=officer, case_id=lead.case_id, calling=calling(lead))
    today = timezone.localdate()

    def minutes(code: str, *measures: Measure, at: datetime = now, words: str = "议定。") -> None:
        values = {"meeting_id": meeting.pk, "held_at": at, "minutes": words, "measures": measures}
        refused(hold_meeting, code, actor=officer, **values)

    minutes("minutes_missing", words=" ")
    minutes("to_come", at=now + timedelta(hours=1))
    minutes("measure_of_nobody", Measure(what="x", due_on=today))
    minutes("measure_of_nobody", Measure(what="x", due_on=today, department_id=other.pk))
    minutes("day_past", Measure(what="x", due_on=today - timedelta(days=1), department_id=lead.department_id))
    assert Meeting.objects.get().state == "called"
    handling.withdraw_case(actor=officer, case_id=lead.case_id, reason="来电撤回")
    assert Meeting.objects.get().state == "off"  # nobody goes to a meeting over a case that has ended


def test_a_department_reads_of_the_meeting_behind_its_link(cast: Cast, client: Any) -> None:
    (lead,) = called(cast)
    officer = cast.actor("service_officer")
    call_meeting(actor=officer, case_id=lead.case_id, calling=calling(lead))
    path = linking.renew_link(actor=officer, summons_id=lead.pk)
    assert "升龙汇金 2703" in client.get(path).text
    answer = client.get(f"{path}/meeting.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "BEGIN:VEVENT" in answer.text
    linking.recall_link(actor=officer, summons_id=lead.pk)
    assert client.get(f"{path}/meeting.ics").status_code == 410


def ended_by(cast: Cast, how: str) -> int:
    """A case that ends this way while a meeting over it is to come, a ruling is asked for, and one of leaving it out too."""
    (lead,) = called(cast, of_firm=True)
    officer, owner = cast.actor("service_officer"), cast.actor("firm_owner", face="portal")
    case_id, soon = lead.case_id, timezone.localdate() + timedelta(days=3)
    if how == "part":
        case_id = split_case(actor=officer, case_id=case_id, pieces=[Piece(title="消防")]).parts[0].pk
    people = {"department_ids": [], "user_ids": [cast.user("section_head").pk]}
    call_meeting(actor=officer, case_id=case_id, calling=calling(with_firm=True, **people))
    rulings.ask_carry_over(actor=officer, case_id=case_id, plan="下月再看", recheck_on=soon)
    rulings.ask_exclusion(actor=officer, case_id=case_id, rate="on_time", reason="台风")
    if how != "part":
        whistles.call_off(actor=officer, summons_id=lead.pk, reason="不用了")
    handling.answer_case(actor=officer, case_id=case_id, outcome="solved", words="好了")
    if how == "firm":
        closing.confirm_closure(actor=owner, case_id=case_id)
    elif how == "silence":
        over = timezone.now() - timedelta(hours=1)
        Deadline.objects.filter(subject_id=case_id, clock="case_confirm").update(due_at=over, warn_at=over)
        assert closing.close_silent_cases(actor=Actor.system("cases")) == 1
    return case_id


@pytest.mark.parametrize("how", ["firm", "silence", "part"])
def test_however_a_case_ends_nobody_need_come_and_nothing_waits_to_be_ruled(cast: Cast, how: str) -> None:
    case_id = ended_by(cast, how)
    assert Case.objects.get(pk=case_id).state == "closed"
    assert Meeting.objects.get().state == "off"
    assert "section_head" in told("meeting.off")
    assert dict(Ruling.objects.values_list("kind", "state")) == {"carry_over": "lapsed", "exclusion": "asked"}


def test_a_department_that_is_off_the_case_hears_and_reads_only_what_was_held_while_it_was_called(cast: Cast) -> None:
    fire = add_department(cast, "消防救援大队", "fire")
    lead, assist = called(cast, fire)
    officer, case_id = cast.actor("service_officer"), lead.case_id

    def meet(words: str) -> Meeting:
        meeting = call_meeting(actor=officer, case_id=case_id, calling=calling(lead, assist))
        if words == "后来的纪要。":
            whistles.call_off(actor=officer, summons_id=assist.pk, reason="不用了")
        return hold_meeting(actor=officer, meeting_id=meeting.pk, held_at=timezone.now(), minutes=words)

    first, later = meet("先前的纪要。"), meet("后来的纪要。")
    notices = Notice.objects.filter(topic="meeting.held", recipient__login="fire", channel="app")
    assert notices.count() == 1
    assert get_meeting(liaison(cast, "fire"), first.pk)[1].minutes == "先前的纪要。"
    with pytest.raises(NotThere):
        get_meeting(liaison(cast, "fire"), later.pk)
    page = get_summons_page(liaison(cast, "fire"), assist.pk)
    assert [one.minutes for one in page.meetings] == ["先前的纪要。"]
    assert [one.id for one in get_summons_page(liaison(cast), lead.pk).meetings] == [later.pk, first.pk]
    third = call_meeting(actor=officer, case_id=case_id, calling=calling(lead))
    call_off_meeting(actor=officer, meeting_id=third.pk, reason="台风")
    assert told("meeting.off") == {"department_liaison"}


def test_the_firm_reads_of_the_meetings_to_which_it_is_asked_and_the_desk_shows_the_same(cast: Cast) -> None:
    (lead,) = called(cast, of_firm=True)
    officer, owner = cast.actor("service_officer"), cast.actor("firm_owner", face="portal")
    case = Case.objects.get(pk=lead.case_id)

    def meet(with_firm: bool) -> None:
        asked = calling(lead, with_firm=with_firm)
        meeting = call_meeting(actor=officer, case_id=case.pk, calling=asked)
        hold_meeting(actor=officer, meeting_id=meeting.pk, held_at=timezone.now(), minutes="各方同意。")

    def steps() -> list[str]:
        return [str(one.title) for one in get_own_case(owner, case.ref).events]

    handling.urge_case(actor=cast.actor("section_head"), case_id=case.pk)
    before = steps()
    meet(with_firm=False)
    assert steps() == before
    meet(with_firm=True)
    assert len(steps()) == len(before) + 2
    seen = [one.title for one in firm_events(get_case_file(officer, case.pk), "zh-hans")]
    assert [seen.count(label_of(STEPS, act)) for act in ("urge", "call_meeting", "hold_meeting")] == [1, 1, 1]
