"""A ticket of the hotline: from its file to a case, passed on to another office, answered there, and back to the line."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from mashang.cases.acts.closing import close_ticket
from mashang.cases.acts.handling import answer_case, take_in_hand
from mashang.cases.acts.ticket_taking import take_tickets
from mashang.cases.models import Case, CaseText, Rating, TicketExport, TicketImport, TicketSent
from mashang.cases.tests.make_tickets import HEAD, LIFT, LINE, NOISE, csv_of, many, upload
from mashang.register.rules.sheets.workbook import open_workbook
from mashang.trail.models import Entry, View
from tests.cast import Cast, make_cast, make_tower

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 6, 8, 40, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch, settings: object) -> Cast:
    settings.DEMO = True  # type: ignore[attr-defined]
    cast = make_cast()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return cast


def come_in(cast: Cast, login: str = "service_officer") -> Client:
    client = Client()
    client.force_login(cast.user(login), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def hand_in(client: Client, data: bytes, *, name: str = "工单.xlsx", source: str = LINE) -> TicketImport:
    """The file through the page; the review opens."""
    form = {"file": SimpleUploadedFile(name, data), "source": source, "form_token": str(uuid4())}
    answer = client.post(reverse("ticket_new"), form)
    assert answer.status_code == 302, answer.content.decode()
    imported = TicketImport.objects.latest("id")
    assert answer.headers["Location"] == reverse("ticket_review", args=[imported.pk])
    return imported


def page(client: Client, name: str, *args: int, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return str(answer.content.decode())


def send(client: Client, form: str, *, source: str = LINE, **more: Any) -> bytes:
    """The file that goes back, as it is fetched from the list."""
    said = {
        "source": source,
        "standing": "to_send",
        "q": "",
        "form": form,
        "which": "all",
        "form_token": str(uuid4()),
        **more,
    }
    assert client.post(reverse("tickets_send"), said).headers["Location"] == reverse("tickets_sent")
    export = TicketExport.objects.latest("id")
    answer = client.get(reverse("ticket_sent_file", args=[export.pk]))
    assert answer.status_code == 200
    return bytes(answer.content)


def told(data: bytes) -> list[dict[str, str]]:
    """The rows of a file that went back, by head."""
    (sheet,) = open_workbook(data).sheets
    head, rows = [str(one) for one in sheet.rows[1]], sheet.rows[2:]
    return [dict(zip(head, (str(cell) for cell in row), strict=False)) for row in rows]


def test_a_ticket_goes_from_the_line_through_two_offices_and_back(cast: Cast) -> None:
    make_tower(cast)
    ours, theirs = come_in(cast), come_in(cast, "other_service_officer")
    bad = ("9", "昨天", "坏行", "=HYPERLINK(1)", "陈二", "13800000009", "", "", "FZ-X", "", "", "")
    imported = hand_in(ours, csv_of([LIFT, NOISE, bad], title="工单清单", encoding="gbk"), name="工单.csv")
    shown = page(ours, "ticket_review", imported.pk)
    assert all(word in shown for word in (LIFT[8], "鳌峰甲座", "受理时间无法识别", "导入 2 件工单"))
    assert "13800000001" not in shown
    ours.post(reverse("ticket_take", args=[imported.pk]))
    lift, noise = (Case.objects.get(external_no=one[8]) for one in (LIFT, NOISE))
    assert reverse("case", args=[lift.pk]) in page(ours, "ticket_review", imported.pk, verdict="new")
    assert LIFT[8] in page(ours, "case", lift.pk)
    # What could not be taken in goes back with its reason, and no cell of it is a formula.
    back = load_workbook(BytesIO(ours.get(reverse("ticket_refused", args=[imported.pk])).content)).active
    assert back is not None
    cells = [cell for row in back.iter_rows() for cell in row]
    assert {"=HYPERLINK(1)", "受理时间无法识别。"} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert View.objects.filter(page="tickets_refused", subject_id=imported.pk).exists()

    # Passed on: the file of ours is a file of a hotline for the other office, with the same numbers.
    passed = send(ours, "csv", standing="open")
    assert passed.startswith(b"\xef\xbb\xbf")
    assert "13800000001" not in passed.decode()
    there = hand_in(theirs, passed, name="转来.csv")
    assert there.counts["verdicts"] == {"new": 1, "refused": 1}
    assert "转来的，一并导入" in page(theirs, "ticket_review", there.pk)
    theirs.post(reverse("ticket_beyond", args=[there.pk]), {"beyond": "1"})
    there.refresh_from_db()
    assert (there.counts["verdicts"], there.counts["outside"]) == ({"new": 2}, 0)
    theirs.post(reverse("ticket_take", args=[there.pk]))
    copy = Case.objects.get(external_no=LIFT[8], area=cast.hongshan)
    assert (copy.opened_at, copy.external_due_at, copy.priority) == (lift.opened_at, lift.external_due_at, "urgent")
    officer = cast.other("service_officer")
    take_in_hand(actor=officer, case_id=copy.pk)
    answer_case(actor=officer, case_id=copy.pk, outcome="solved", words="=已换配件，电梯恢复运行。")
    answered = send(theirs, "xlsx")
    assert [(one["工单编号"], one["办理状态"], one["解决情况"]) for one in told(answered)] == [
        (LIFT[8], "已答复", "已解决")
    ]

    # Their answer comes back into ours, once.
    returned = hand_in(ours, answered, name="带答复.xlsx")
    assert [one["what"] for one in returned.rows.get().changes] == ["answer"]
    ours.post(reverse("ticket_take", args=[returned.pk]))
    lift.refresh_from_db()
    assert (lift.state, lift.outcome) == ("done_waiting", "solved")
    assert CaseText.objects.get(case=lift, part="answer").body == "=已换配件，电梯恢复运行。"
    assert hand_in(ours, answered, name="再来.xlsx").counts["verdicts"] == {"same": 1}

    # Satisfaction goes to the line only once it is closed, and what was sent as it stands is offered no more.
    Rating.objects.create(case=lift, round=1, level=5, at=NOW)
    assert told(send(ours, "xlsx"))[0]["满意度"] == ""
    assert lift.external_no not in page(ours, "tickets_out", source=LINE)
    close_ticket(actor=cast.actor("service_officer"), case_id=lift.pk, source=LINE, at=NOW)
    (line,) = told(send(ours, "csv"))
    assert list(line)[: len(HEAD)] == list(HEAD)  # the columns of the line in its order, then ours
    assert (line["满意度"], line["办理状态"], line["办结时间"], line["联系电话"]) == (
        "非常满意",
        "已办结",
        "2026-07-06 08:40:00",
        "",
    )
    assert line["办理结果"] == "'=已换配件，电梯恢复运行。"  # no formula in a spreadsheet
    assert TicketSent.objects.filter(case=lift).count() == 3
    assert Entry.objects.filter(act="ticket.send", actor_id=cast.user("service_officer").pk).count() == 3
    assert page(ours, "tickets_sent").count(LINE) >= 3
    assert "最近反馈" in page(ours, "case", lift.pk)
    assert noise.external_no in page(ours, "tickets_out", source=LINE, standing="open")


def test_columns_are_said_on_the_page_and_files_put_away(cast: Cast) -> None:
    client = come_in(cast, "window_clerk")
    head = tuple("来文字号" if one == "工单编号" else one for one in HEAD)
    imported = hand_in(client, csv_of([LIFT], head=head, encoding="gbk"), name="一.csv")
    assert "缺少一列" in page(client, "ticket_review", imported.pk)
    heads = [one["label"] for one in imported.columns]
    fields = ["number" if one["label"] == "来文字号" else one["field"] or "ignore" for one in imported.columns]
    client.post(reverse("ticket_columns", args=[imported.pk]), {"head": heads, "field": fields})
    imported.refresh_from_db()
    assert imported.counts["verdicts"] == {"new": 1}
    client.post(reverse("ticket_drop", args=[imported.pk]))
    assert reverse("ticket_review", args=[imported.pk]) not in page(client, "tickets")
    assert imported.name in page(client, "tickets", state="dropped")
    assert client.get(reverse("tickets_blank")).content.startswith(b"PK")
    broken = client.post(reverse("ticket_new"), {"file": SimpleUploadedFile("a.csv", b"%PDF-1"), "source": LINE})
    assert "这不是电子表格。" in broken.content.decode()
    assert (
        "还没有选工单"
        in client.post(
            reverse("tickets_send"), {"source": LINE, "form": "csv", "which": "picked"}, follow=True
        ).content.decode()
    )


def test_another_office_sees_neither_files_nor_answers(cast: Cast) -> None:
    imported = upload(cast, csv_of([LIFT]))
    take_tickets(actor=cast.actor("service_officer"), import_id=imported.pk)
    ours, theirs, steward = come_in(cast), come_in(cast, "other_service_officer"), come_in(cast, "tower_steward")
    send(ours, "csv", standing="open")
    export = TicketExport.objects.get()
    for name, pk in (
        ("ticket_review", imported.pk),
        ("ticket_progress", imported.pk),
        ("ticket_refused", imported.pk),
        ("ticket_sent_file", export.pk),
    ):
        assert theirs.get(reverse(name, args=[pk])).status_code == 404, name
        assert steward.get(reverse(name, args=[pk])).status_code == 403, name
    assert LIFT[8] not in page(theirs, "tickets_out", standing="all") + page(theirs, "tickets") + page(
        theirs, "tickets_sent"
    )
    case = Case.objects.get()
    said = {"source": LINE, "form": "csv", "which": "picked", "pick": str(case.pk)}
    theirs.post(reverse("tickets_send"), said)
    assert TicketExport.objects.count() == 1


def test_pages_ask_as_much_for_forty_tickets_as_for_four(cast: Cast) -> None:
    client, counts = come_in(cast), []
    for begin, count in ((1, 4), (100, 40)):
        imported = upload(cast, csv_of(many(count, begin=begin)), name=f"{begin}.csv")
        take_tickets(actor=cast.actor("service_officer"), import_id=imported.pk)
        send(client, "csv", standing="open")
        asked = []
        for name, args in (
            ("ticket_review", [imported.pk]),
            ("tickets_out", []),
            ("tickets", []),
            ("tickets_sent", []),
        ):
            with CaptureQueriesContext(connection) as queries:
                page(client, name, *args, standing="all")
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as few:
        upload(cast, csv_of(many(4, begin=500)))
    with CaptureQueriesContext(connection) as more:
        upload(cast, csv_of(many(400, begin=600)))
    assert len(few) == len(more)
