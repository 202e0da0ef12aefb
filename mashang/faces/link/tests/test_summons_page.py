"""What a department sees and can do by its link."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mashang.accounts.models import OneTimeLink
from mashang.cases.acts import accepting, linking
from mashang.cases.acts import summons as acts
from mashang.cases.models import CaseFile, CaseText, Summons
from mashang.cases.tests.whistling import add_department, called, liaison
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def lead(cast: Cast) -> Summons:
    add_department(cast, "区城管局", "liaison_two")
    return called(cast)[0]


def link_of(cast: Cast, lead: Summons) -> str:
    return linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk)


def test_the_page_says_who_is_asked_what_and_until_when(cast: Cast, lead: Summons, client: Client) -> None:
    page = client.get(link_of(cast, lead))
    assert page.status_code == 200
    for said in ("区住建局", "电梯停了", "请牵头勘验隔墙", lead.whistle.number, "报到", "三号电梯从早上起停着"):
        assert said in page.text
    for name in ("days", "why", "result"):
        assert "选填" not in page.text.partition(f'for="id_{name}"')[2].partition("</label>")[0]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]


def test_mail_scanners_that_open_it_use_nothing_up(cast: Cast, lead: Summons, client: Client) -> None:
    path = link_of(cast, lead)
    for _n in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    client.get(f"{path}/done")
    lead.refresh_from_db()
    assert lead.state == "called"
    assert OneTimeLink.objects.filter(used_at=None, revoked_at=None).count() == 1
    assert client.put(path).status_code in (200, 405)
    lead.refresh_from_db()
    assert lead.state == "called"


def test_reporting_in_leads_to_the_receipt_and_on_to_the_result(cast: Cast, lead: Summons, client: Client) -> None:
    sent = client.post(link_of(cast, lead), {"answer": "take"})
    assert sent.status_code == 302
    receipt = client.get(sent.headers["Location"])
    assert "您已报到" in receipt.text
    again = sent.headers["Location"].removesuffix("/done")
    assert again in receipt.text
    file = SimpleUploadedFile("意见书.pdf", PDF, content_type="application/pdf")
    end = client.post(again, {"answer": "done", "result": "已备案", "file": file})
    assert "您的答复已收到" in client.get(end.headers["Location"]).text
    lead.refresh_from_db()
    assert (lead.state, lead.outcome) == ("answered", "done")
    assert CaseFile.objects.filter(summons=lead).count() == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "请选择一项答复"),
        ({"answer": "done"}, "至少写一句"),
        ({"answer": "longer", "why": "图审"}, "几个工作日"),
        ({"answer": "longer", "why": "图审", "days": "0"}, "大于等于"),
        ({"answer": "longer", "why": "图审", "days": "50"}, "最多"),
        ({"answer": "dance"}, "请选择一项答复"),
    ],
)
def test_what_is_missing_is_said_and_the_link_lives_on(
    cast: Cast, lead: Summons, client: Client, sent: dict[str, str], says: str
) -> None:
    path = link_of(cast, lead)
    answer = client.post(path, sent)
    assert answer.status_code == 200
    assert says in answer.text
    assert sent.get("why", "") in answer.text
    assert client.post(path, {"answer": "take"}).status_code == 302


def test_what_was_typed_under_another_card_does_not_stand_in_the_way(cast: Cast, lead: Summons, client: Client) -> None:
    sent = client.post(link_of(cast, lead), {"answer": "no_help", "stuck": "无权处置", "days": "-3", "why": "长" * 600})
    assert sent.status_code == 302
    lead.refresh_from_db()
    assert lead.outcome == "no_help"


def test_not_our_matter_is_an_objection_within_the_day(cast: Cast, lead: Summons, client: Client) -> None:
    path = link_of(cast, lead)
    assert "只能提一次" in client.get(path).text
    client.post(path, {"answer": "not_ours", "basis": "应归区城管局，依派单目录"})
    lead.refresh_from_db()
    assert lead.state == "objected"


def test_a_used_link_says_so_and_sends_a_new_one_to_the_department_alone(
    cast: Cast, lead: Summons, client: Client
) -> None:
    path = link_of(cast, lead)
    client.post(path, {"answer": "take"})
    dead = client.get(path)
    assert dead.status_code == 410
    assert "您已报到" in dead.text
    assert "电梯停了" not in dead.text
    assert client.post(path, {"answer": "done", "result": "x"}).status_code == 410
    asked = client.post(f"{path}/renew")
    unknown = client.post("/link/s/nonsense/renew")
    assert asked.status_code == unknown.status_code == 200
    assert client.get("/link/s/nonsense").status_code == 410
    assert "/link/s/" not in asked.text.replace(path, "")


def test_a_link_opens_the_files_of_its_matter_and_no_others(cast: Cast, lead: Summons, client: Client) -> None:
    token = link_of(cast, lead).rsplit("/", 1)[-1]
    acts.reply_by_link(
        actor=liaison(cast),
        token=token,
        reply=acts.Reply(act="answer", outcome="done", words="好", file=("a.pdf", PDF)),
    )
    accepting.send_answer_back(actor=cast.actor("service_officer"), summons_id=lead.pk, reason="没写清")
    path = link_of(cast, lead)
    mine = CaseFile.objects.get(summons=lead).document_id
    taken = client.get(f"{path}/files/{mine}")
    assert taken.status_code == 200
    assert "attachment" in taken.headers["Content-Disposition"]
    for close in taken._resource_closers:  # type: ignore[attr-defined]  # closing the response would end the test's own transaction
        close()
    other = called(cast)[0]
    assert client.get(f"{link_of(cast, other)}/files/{mine}").status_code == 404
    assert client.get(f"/link/s/{token}/files/{mine}").status_code == 404


def test_the_desk_and_a_link_do_not_answer_twice(cast: Cast, lead: Summons, client: Client) -> None:
    path = link_of(cast, lead)
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="办了")
    answer = client.post(path, {"answer": "done", "result": "再答一次"})
    assert answer.status_code == 410
    assert CaseText.objects.filter(summons=lead, part="answer").count() == 1
