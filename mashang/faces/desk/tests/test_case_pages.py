"""The pages of cases: list and file, each step, many at once, the counter, the board."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mashang.cases.acts import closing, handling
from mashang.cases.models import Case
from mashang.cases.tests.files import paper
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.trail.models import View
from tests.cast import Cast, make_cast, make_tower

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(cast: Cast, login: str = "window_clerk") -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.user(login))
    client.cookies["django_language"] = "en"
    return client


def text_of(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def body(answer: Any) -> bytes:
    read = b"".join(answer.streaming_content)
    for close in answer._resource_closers:  # the whole close would end the connection of the test
        close()
    return read


def send(client: Client, case: Case, step: str, **values: Any) -> str:
    answer = client.post(reverse(f"case_{step}", args=[case.pk]), values, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    return answer.content.decode()


def test_the_list_shows_lamp_holder_and_clock_and_the_first_case_beside_it(cast: Cast) -> None:
    case = open_one(cast, text="三号电梯从早上起停着。")
    page = text_of(signed_in(cast), reverse("cases"))
    assert case.number in page
    assert cast.user("tower_steward").name in page
    assert "First contact" in page
    assert "三号电梯从早上起停着。" in page
    assert 'id="pane"' in page


def test_the_pane_alone_is_answered_to_a_request_for_it(cast: Cast) -> None:
    case = open_one(cast)
    answer = signed_in(cast).get(
        reverse("cases"), {"case": str(case.pk)}, headers={"HX-Request": "true", "HX-Target": "pane"}
    )
    page = answer.content.decode()
    assert 'id="pane"' in page
    assert "<html" not in page


def test_filters_stand_in_the_address_and_an_empty_list_says_what_to_do(cast: Cast) -> None:
    case = open_one(cast)
    client = signed_in(cast)
    assert case.number in text_of(client, reverse("cases"), q=case.number.lower().replace("-", ""), tab="closed")
    assert "No case matches" in text_of(client, reverse("cases"), item="tax")
    assert "No case stands here" in text_of(client, reverse("cases"), tab="overdue")
    assert case.number in text_of(client, reverse("cases"), after="nonsense", before="n.x")


def test_the_file_of_the_list_holds_exactly_the_rows_shown(cast: Cast) -> None:
    shown = open_one(cast, item="tax", title="发票用完了")
    open_one(cast)
    answer = signed_in(cast).get(reverse("cases"), {"tab": "mine", "item": "tax", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(body(answer))).worksheets[0].values)
    assert [row[0] for row in rows if row[0] and str(row[0]).startswith("Q-")] == [shown.number]
    plain = body(signed_in(cast).get(reverse("cases"), {"tab": "mine", "export": "csv"})).decode()
    assert plain.count("Q-") == 2


def test_a_case_goes_from_contact_to_answer_by_the_buttons_of_its_file(cast: Cast) -> None:
    client, case = signed_in(cast), open_one(cast)
    page = text_of(client, reverse("case", args=[case.pk]))
    assert "Contacted, take in hand" in page
    assert "物业设施归楼长" in page
    send(client, case, "take", words="已联系，下午上门")
    assert case.state == "in_hand"
    send(client, case, "ask_papers", gaps="租赁合同")
    assert case.state == "supplement"
    page = text_of(client, reverse("case", args=[case.pk]))
    assert "Waiting for papers" in page
    assert "租赁合同" in page
    send(client, case, "papers_in", words="合同一份")
    send(client, case, "special", reason="专家评审", until=(timezone.localdate() + timedelta(days=20)).isoformat())
    assert case.state == "special"
    send(client, case, "end_special")
    send(client, case, "note", words="物业说周三来人")
    send(client, case, "answer", outcome="solved", words="已换配件。")
    assert (case.state, case.outcome) == ("done_waiting", "solved")
    page = text_of(client, reverse("case", args=[case.pk]))
    for words in ("已联系，下午上门", "专家评审", "物业说周三来人", "已换配件。"):
        assert words in page


def test_what_is_not_for_this_desk_is_refused_with_the_right_door(cast: Cast) -> None:
    client, case = signed_in(cast), open_one(cast)
    assert "The court" in text_of(client, reverse("case_refuse", args=[case.pk]))
    page = send(client, case, "refuse", door="lawsuit", words="")
    assert case.state == "received"
    assert "This field is required" in page
    send(client, case, "refuse", door="lawsuit", words="法院已立案。")
    assert case.state == "refused"
    assert "The court" in text_of(client, reverse("case", args=[case.pk]))


def test_a_refusal_of_the_act_stands_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    client, case = signed_in(cast), open_one(cast)
    handling.take_in_hand(actor=cast.actor("window_clerk"), case_id=case.pk)
    page = send(client, case, "special", reason="专家评审", until="2020-01-01")
    assert "still to come" in page
    assert "专家评审" in page
    page = send(client, case, "join", to="Q-2020-9999")
    assert "no open case of this number" in page


def test_handing_over_can_be_taken_back(cast: Cast) -> None:
    client, case = signed_in(cast), open_one(cast)
    before, agent = case.officer_id, cast.user("agent").pk
    page = send(client, case, "hand_over", user=str(agent), reason="休假")
    assert case.officer_id == agent
    undo = reverse("case_hand_back", args=[case.pk, before])
    assert undo in page
    client.post(undo)
    case.refresh_from_db()
    assert case.officer_id == before


def test_withdrawing_joining_reminding_and_reopening_are_in_reach(cast: Cast) -> None:
    client = signed_in(cast)
    first, double, gone = open_one(cast), open_one(cast), open_one(cast)
    send(client, double, "join", to=first.number.lower())
    assert double.state == "joined"
    send(client, gone, "withdraw", reason="电话里说不办了")
    assert gone.state == "withdrawn"
    send(client, first, "urge")
    assert first.moves.filter(act="urge").exists()
    handling.answer_case(actor=cast.actor("window_clerk"), case_id=first.pk, outcome="solved", words="好了。")
    send(client, first, "reopen", words="又停了")
    assert (first.state, first.round) == ("in_hand", 2)


def test_a_head_transfers_and_calls_back(cast: Cast) -> None:
    head = signed_in(cast, "section_head")
    out = open_one(cast)
    send(head, out, "transfer", to="市水务局", reason="主管单位")
    assert out.state == "transferred"
    case = ask_as_firm(cast, own_firm(cast), item="staff")
    handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words="已办好。")
    firm = cast.actor("firm_owner", face="portal")
    closing.confirm_closure(actor=firm, case_id=case.pk)
    closing.rate_case(actor=firm, case_id=case.pk, level=1, words="没人来")
    assert "call it back" in text_of(head, reverse("case", args=[case.pk]))
    send(head, case, "call_back", words="已致歉")
    assert "call it back" not in text_of(head, reverse("case", args=[case.pk]))


def test_the_firms_view_holds_no_note_and_no_name_of_an_officer(cast: Cast) -> None:
    clerk = cast.actor("window_clerk")
    case = open_one(cast)
    handling.take_in_hand(actor=clerk, case_id=case.pk, words="已联系，下午上门")
    handling.write_note(actor=clerk, case_id=case.pk, words="内部备注一条")
    client = signed_in(cast)
    page = text_of(client, reverse("case", args=[case.pk]), **{"as": "firm"}).partition("<main")[2]
    assert "已联系，下午上门" in page
    assert "内部备注一条" not in page
    assert "内部备注一条" in text_of(client, reverse("case", args=[case.pk]))


def test_a_clear_look_at_who_asks_goes_on_record(cast: Cast) -> None:
    client = signed_in(cast)
    case = open_one(cast, asker_name="陈小明", asker_phone="13800001234")
    assert "13800001234" not in text_of(client, reverse("case", args=[case.pk]))
    page = client.post(reverse("case_asker", args=[case.pk])).content.decode()
    assert "13800001234" in page
    assert "陈小明" in page
    assert View.objects.filter(subject_kind="case", subject_id=case.pk, page="case").count() == 1


def test_many_are_reminded_at_once_and_what_was_refused_says_why(cast: Cast) -> None:
    client, ok, ended = signed_in(cast), open_one(cast), open_one(cast)
    handling.withdraw_case(actor=cast.actor("window_clerk"), case_id=ended.pk, reason="不办了")
    other = open_one(cast)
    Case.objects.filter(pk=other.pk).update(area_path=cast.hongshan.path)
    answer = client.post(reverse("cases_bulk"), {"do": "urge", "pick": [ok.pk, ended.pk, other.pk]})
    page = answer.content.decode()
    assert "Done with 1 case" in page
    assert "Refused with 1 case" in page
    assert "withdrawn" in page
    assert other.number not in page.partition("<main")[2]
    assert not other.moves.filter(act="urge").exists()


def test_many_are_handed_over_joined_and_exported(cast: Cast) -> None:
    client, one, two = signed_in(cast), open_one(cast), open_one(cast)
    picked = {"pick": [one.pk, two.pk]}
    assert "To whom" in client.post(reverse("cases_bulk"), {"do": "hand_over", **picked}).content.decode()
    agent = cast.user("agent").pk
    client.post(reverse("cases_bulk"), {"do": "hand_over", "sure": "1", "user": agent, **picked})
    assert set(Case.objects.values_list("officer", flat=True)) == {agent}
    answer = client.post(reverse("cases_bulk"), {"do": "export", **picked})
    assert "attachment" in answer.headers["Content-Disposition"]
    assert body(answer)
    client.post(reverse("cases_bulk"), {"do": "join", "sure": "1", "to": one.pk, **picked})
    two.refresh_from_db()
    assert two.duplicate_of_id == one.pk
    assert client.post(reverse("cases_bulk"), {"do": "urge"}).status_code == 302


def counter(**values: Any) -> dict[str, Any]:
    return {"title": "电梯停了", "text": "", "item": "property", "channel": "window", "priority": "normal", **values}


def test_a_case_is_opened_at_the_counter_and_the_receipt_says_number_and_due(cast: Cast) -> None:
    client = signed_in(cast)
    answer = client.post(reverse("case_new"), counter(asker_name="陈小明", asker_phone="13800001234"), follow=True)
    case, page = Case.objects.get(), answer.content.decode()
    assert case.number in page
    assert "First contact" in page
    assert "138****1234" in page
    assert timezone.localtime(case.opened_at).strftime("%Y-%m-%d %H:%M") in page, "a slip is read on other days"
    assert case.area.name_zh in page
    assert "today" not in page.partition('class="k-dl"')[2].partition("</dl>")[0]
    assert (case.channel, case.first_receiver) == ("window", cast.user("window_clerk"))


def test_files_come_with_the_case_and_later(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = signed_in(cast)
    lease = paper()
    client.post(reverse("case_new"), counter(photos=SimpleUploadedFile("a.pdf", lease)))
    case = Case.objects.get()
    send(client, case, "attach", photos=SimpleUploadedFile("b.pdf", lease), shown="on")
    assert dict(case.files.values_list("document__name", "seen_by")) == {"a.pdf": "office", "b.pdf": "all"}
    page = send(client, case, "attach", photos=SimpleUploadedFile("x.html", b"<script>1</script>"))
    assert case.files.count() == 2
    assert 'class="k-errors' in page


def test_a_similar_open_case_is_shown_before_anything_is_made(cast: Cast) -> None:
    tower, client = make_tower(cast), signed_in(cast)
    first = open_one(cast, tower_id=tower.pk)
    page = client.post(reverse("case_new"), counter(tower=tower.pk)).content.decode()
    assert first.number in page
    assert Case.objects.count() == 1
    client.post(reverse("case_new"), counter(tower=tower.pk, sure="on"))
    assert Case.objects.count() == 2


def test_pages_ask_no_more_for_many_cases_than_for_few(cast: Cast) -> None:
    clerk, head = signed_in(cast), signed_in(cast, "section_head")

    def asked(client: Client, name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, reverse(name))
        return len(queries)

    open_one(cast)
    few = {name: asked(client, name) for name, client in (("cases", clerk), ("board", head))}
    for _ in range(12):
        open_one(cast)
    many = {name: asked(client, name) for name, client in (("cases", clerk), ("board", head))}
    assert many == few
