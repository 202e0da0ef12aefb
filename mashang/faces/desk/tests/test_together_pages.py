"""The pages on which cases are handled together."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mashang.cases.models import Case, Meeting
from mashang.cases.tests.make import open_one
from mashang.cases.tests.test_clusters import TITLES, ask_the_same
from mashang.cases.tests.whistling import called
from mashang.faces.desk.tests.test_case_pages import signed_in, text_of
from mashang.notices.models import Reminder
from tests.cast import Cast, make_cast, make_tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def sent(client: Client, address: str, **values: object) -> str:
    answer = client.post(address, values, follow=True)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def test_firms_that_ask_the_same_are_named_gathered_and_let_go_again(cast: Cast) -> None:
    cases = ask_the_same(cast, make_tower(cast), *TITLES, "地库车位被占")
    first, second, third, other = (case.pk for case in cases)
    officer, head = signed_in(cast, "service_officer"), signed_in(cast, "section_head")
    said = "3 firms ask the same: 鳌峰甲座, 电梯"
    assert said in text_of(officer, "/desk/cases")
    assert said in text_of(head, "/desk/board")
    assert said not in text_of(signed_in(cast, "supervisor"), "/desk/board")
    assert "Others ask the same" in text_of(officer, f"/desk/cases/{first}")
    page = text_of(officer, f"/desk/cases/{first}/gather")
    for pk, ticked in ((second, True), (third, True), (other, False)):
        assert (f'name="pick" value="{pk}" checked' in page) is ticked
    assert "Choose at least one other case." in sent(officer, f"/desk/cases/{first}/gather", pick=[first], lead=first)
    page = sent(officer, f"/desk/cases/{first}/gather", pick=[first, third], lead=second)
    assert "One ask of 3 cases" in page
    assert f"{cases[1].number} leads" in page
    assert set(Case.objects.filter(cluster=second).values_list("pk", flat=True)) == {first, third}
    assert said not in text_of(officer, "/desk/cases")
    assert "This case leads" in text_of(officer, f"/desk/cases/{second}")
    assert f'value="{second}" checked' in text_of(officer, f"/desk/cases/{first}/gather")
    sent(officer, f"/desk/cases/{first}/leave-cluster", reason="是另一部电梯")
    assert "goes its own way" in sent(officer, f"/desk/cases/{second}/dissolve", reason="分头办")
    assert not Case.objects.filter(cluster__isnull=False).exists()
    assert signed_in(cast, "supervisor").get(f"/desk/cases/{first}/gather").status_code == 403
    assert signed_in(cast, "other_service_officer").get(f"/desk/cases/{first}/gather").status_code == 404


def test_picked_cases_of_the_list_become_one_ask(cast: Cast) -> None:
    cases = ask_the_same(cast, make_tower(cast), *TITLES)
    first, second, third = (case.pk for case in cases)
    officer, picked = signed_in(cast, "service_officer"), {"do": "cluster", "pick": [first, second, third]}
    page = sent(officer, "/desk/cases/bulk", **picked)
    assert f'value="{second}"' in page
    assert "One ask of 3 cases" in sent(officer, "/desk/cases/bulk", **picked, sure="1", to=second)
    assert Case.objects.filter(cluster=second).count() == 2
    assert f"{cases[0].number} cannot lead" in sent(officer, "/desk/cases/bulk", **picked, sure="1", to=first)


def test_a_meeting_is_called_from_the_file_and_its_minutes_stand_there(cast: Cast) -> None:
    (lead,) = called(cast)
    officer, desk = signed_in(cast, "service_officer"), signed_in(cast, "department_liaison")
    file = f"/desk/cases/{lead.case_id}"
    assert "Call a meeting on site" in text_of(officer, file)
    page = text_of(officer, f"{file}/meeting")
    assert f'value="{lead.department_id}"' in page
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = {"on": day, "at": "15:00", "place": "2703", "topic": "隔墙", "departments": [lead.department_id]}
    assert "Write the day as" in sent(officer, f"{file}/meeting", **typed | {"on": "someday"})
    assert "2703" in sent(officer, f"{file}/meeting", **typed)
    meeting = Meeting.objects.get()
    assert "Into your calendar" not in (seen := text_of(desk, f"/desk/summons/{lead.pk}"))
    assert f"/desk/meetings/{meeting.pk}/invitation.ics" in seen
    assert desk.get(f"/desk/meetings/{meeting.pk}/invitation.ics")["Content-Type"].startswith("text/calendar")
    assert desk.get(f"/desk/meetings/{meeting.pk}/minutes").status_code == 403
    today, half = timezone.localdate().isoformat(), {"held_on": timezone.localdate().isoformat(), "held_at": "00:01"}
    page = sent(officer, f"/desk/meetings/{meeting.pk}/minutes", **half, minutes="议定。", what_2="出意见")
    assert "Say what is done, by whom, and until when." in page
    Case.objects.filter(pk=lead.case_id).update(opened_at=timezone.now() - timedelta(days=2))
    row = {"what_2": "出意见", "who_2": f"d{lead.department_id}", "due_2": today}
    page = sent(officer, f"/desk/meetings/{meeting.pk}/minutes", **half, **row, minutes="议定：可以打通。")
    assert "议定：可以打通。" in page
    assert "出意见" in text_of(desk, f"/desk/summons/{lead.pk}")
    assert text_of(officer, file).count("议定：可以打通。") == 2  # with the meeting, and in what happened
    assert "议定" not in text_of(officer, file, **{"as": "firm"}).split("k-grid")[-1]


def test_a_case_is_split_and_its_parts_are_done_on_pages(cast: Cast) -> None:
    whole = open_one(cast)
    officer = signed_in(cast, "service_officer")
    file = f"/desk/cases/{whole.pk}"
    assert f"{file}/split" in text_of(officer, file)
    assert "This field is required" in sent(officer, f"{file}/split", title_2="甲")
    page = sent(officer, f"{file}/split", title_1="消防意见", title_2="装修许可", officer_2=cast.user("agent").pk)
    assert "2 parts" in page
    assert "Parts of this case are not done yet" in page
    part = Case.objects.filter(parent=whole).order_by("pk")[0]
    page = text_of(officer, f"/desk/cases/{part.pk}")
    assert whole.number in page
    assert "case_answer" not in page
    assert f"/desk/cases/{part.pk}/answer" not in page
    assert f"/desk/cases/{part.pk}/split" not in page
    assert "not done yet" in sent(officer, f"{file}/answer", outcome="solved", words="好了")
    sent(officer, f"/desk/cases/{part.pk}/finish", outcome="solved", words="意见已出")
    assert "1 not done" in text_of(officer, file)


def test_reminders_are_set_listed_and_dropped_in_the_file(cast: Cast) -> None:
    case = open_one(cast)
    officer, head = signed_in(cast, "service_officer"), signed_in(cast, "section_head")
    file, day = f"/desk/cases/{case.pk}", (timezone.localdate() + timedelta(days=2)).isoformat()
    assert 'data-key="m"' in text_of(officer, file)
    assert "Say when you want to be reminded." in sent(officer, f"{file}/reminders", note="带图纸")
    page = sent(officer, f"{file}/reminders", days_before=["0"], on=day, note="带图纸")
    assert page.count("带图纸") == 2
    assert "带图纸" not in text_of(head, file)
    row = Reminder.objects.get(falls_on=day, days_before=None)
    sent(head, f"{file}/reminders/{row.pk}/drop")  # not the head's own
    assert text_of(officer, file).count("带图纸") == 2
    assert sent(officer, f"{file}/reminders/{row.pk}/drop").count("带图纸") == 1
