"""A request from the window to the firm's own word that it is settled: taken, papers, answered, confirmed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mashang.cases.acts.closing import confirm_closure
from mashang.cases.models import Case
from mashang.cases.reads.case_file import get_case_file
from mashang.cases.tests.make import own_firm
from mashang.clocks.models import Deadline
from mashang.notices.models import Notice
from mashang.register.models import Firm
from mashang.trail.models import Entry
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def at_desk(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def step(client: Client, case: Case, name: str, **values: str) -> None:
    assert client.post(reverse(f"case_{name}", args=[case.pk]), values).status_code == 302, name
    case.refresh_from_db()


def test_a_request_goes_from_the_window_to_the_confirmation_of_the_firm(cast: Cast) -> None:
    firm = Firm.objects.get(pk=own_firm(cast))
    window, officer = at_desk(cast, "window_clerk"), at_desk(cast, "service_officer")
    asked = {
        "title": "员工社保增员失败", "text": "系统提示原单位未减员。", "item": "staff", "channel": "window", "priority": "normal",
        "firm_text": firm.name, "firm": str(firm.pk), "asker_name": "陈小明", "asker_phone": "13800001234",
    }  # fmt: skip
    answer = window.post(reverse("case_new"), asked)
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("case_receipt", args=[case.pk])
    assert case.number in window.get(answer.headers["Location"]).content.decode()
    assert (case.first_receiver, case.officer) == (cast.user("window_clerk"), cast.user("service_officer"))
    assert case.number in officer.get(reverse("cases"), {"tab": "hand"}).content.decode()
    step(officer, case, "take", words="已联系，今天核对。")
    step(officer, case, "ask_papers", gaps="原单位离职证明")
    assert case.number in officer.get(reverse("cases"), {"tab": "firm"}).content.decode()
    step(window, case, "papers_in", words="离职证明一份")
    step(officer, case, "answer", outcome="solved", words="已增员成功。")
    assert "等企业确认或重开" in officer.get(reverse("case", args=[case.pk])).content.decode()
    confirm_closure(actor=cast.actor("firm_owner", face="portal"), case_id=case.pk)
    sheet = get_case_file(cast.actor("service_officer"), case.pk)
    assert [move.act for move in sheet.moves] == ["open", "take", "ask_papers", "papers_in", "answer", "confirm"]
    assert set(Deadline.objects.values_list("state", flat=True)) == {"met"}
    assert set(Entry.objects.filter(subject_kind="case").values_list("act", flat=True)) >= {
        f"case.{act}" for act in ("open", "take", "ask_papers", "papers_in", "answer", "confirm")
    }
    told = set(Notice.objects.filter(recipient__login="firm_owner", channel="app").values_list("topic", flat=True))
    assert told >= {"case.received", "case.in_hand", "case.papers", "case.answered"}
    assert case.number in officer.get(reverse("cases"), {"tab": "closed"}).content.decode()
