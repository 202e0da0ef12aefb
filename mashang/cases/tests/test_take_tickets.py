"""Tickets of a hotline taken in: what each row means, that it is done once, and what a changed ticket tells its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from mashang.cases.acts import ticket_taking
from mashang.cases.acts.handling import take_in_hand
from mashang.cases.acts.opening import open_case
from mashang.cases.acts.sampling_tickets import load_sample_tickets
from mashang.cases.acts.ticket_taking import sweep_tickets, take_tickets
from mashang.cases.acts.tickets import drop_tickets, reread_tickets
from mashang.cases.models import Case, CaseText, TicketImport, TicketRow
from mashang.cases.sealing import open_asker
from mashang.cases.tests.make import own_firm
from mashang.cases.tests.make_tickets import HEAD, LIFT, LINE, NOISE, csv_of, many, upload, xlsx_of
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from tests.cast import Cast, make_firm, make_tower

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[3] / "content" / "demo" / "tickets.yaml"


def verdicts(imported: TicketImport) -> list[str]:
    return list(imported.rows.order_by("row_no").values_list("verdict", flat=True))


def with_cells(row: tuple[str, ...], **said: str) -> tuple[str, ...]:
    places = {"text": 3, "address": 6, "due": 9, "number": 8, "title": 2}
    cells = list(row)
    for name, value in said.items():
        cells[places[name]] = value
    return tuple(cells)


def test_a_file_becomes_cases_with_their_numbers_once_however_often_it_is_taken(cast: Cast, monday: datetime) -> None:
    officer = cast.actor("service_officer")
    tower, firm = make_tower(cast), own_firm(cast)
    imported = upload(cast, csv_of([LIFT, NOISE], title="清单", encoding="gbk"))
    assert (imported.head_row, verdicts(imported)) == (2, ["new", "new"])
    assert not Case.objects.exists()
    assert imported.pk == upload(cast, csv_of([LIFT, NOISE], title="清单", encoding="gbk")).pk  # the same file waits
    row = imported.rows.get(number=LIFT[8])
    assert (row.said["tower_id"], row.said["firm_id"], row.said["item"]) == (tower.pk, firm, "property")
    assert "13800000001" not in str(row.said)
    assert b"13800000001" not in bytes(row.sealed or b"")

    done = take_tickets(actor=officer, import_id=imported.pk)
    assert (done.state, done.taken_by_id) == ("taken", officer.user_id)
    lift, noise = (Case.objects.get(external_source=LINE, external_no=one[8]) for one in (LIFT, NOISE))
    assert (lift.channel, lift.kind, lift.tower_id, lift.firm_id, lift.priority) == (
        "hotline",
        "hotline",
        tower.pk,
        firm,
        "urgent",
    )
    assert open_asker(lift.asker_sealed or b"", lift.ref) == ("林一", "13800000001")
    assert (noise.place, noise.tower_id, noise.external_due_at) == ("江边某处", None, None)
    assert timezone.localtime(lift.opened_at).isoformat() == "2026-07-03T10:20:30+08:00"
    # The line wants it on Monday at 18:00, long before our seven working days are over: the earlier binds.
    assert lift.due_at == lift.external_due_at == datetime(2026, 7, 6, 18, tzinfo=monday.tzinfo)
    assert noise.due_at is not None
    assert noise.due_at > datetime(2026, 7, 6, 18, tzinfo=monday.tzinfo)

    with pytest.raises(Refused) as again:
        take_tickets(actor=officer, import_id=imported.pk)
    assert again.value.code == "not_in_review"
    second = upload(cast, xlsx_of([NOISE, LIFT], title="另一种排法"), role="window_clerk")
    assert verdicts(second) == ["same", "same"]
    with pytest.raises(Refused) as nothing:
        take_tickets(actor=officer, import_id=second.pk)
    assert (nothing.value.code, Case.objects.count()) == ("nothing_to_take", 2)


def test_our_own_clock_binds_where_it_ends_before_what_the_line_wants(cast: Cast, monday: datetime) -> None:
    imported = upload(cast, csv_of([with_cells(LIFT, due="2026-12-01")]))
    take_tickets(actor=cast.actor("service_officer"), import_id=imported.pk)
    case = Case.objects.get()
    assert case.due_at is not None
    assert case.external_due_at is not None
    assert case.due_at < case.external_due_at
    again = upload(cast, csv_of([with_cells(LIFT, due="2026-07-07 09:00")]))
    assert [one["what"] for one in again.rows.get().changes] == ["due"]
    take_tickets(actor=cast.actor("service_officer"), import_id=again.pk)
    case.refresh_from_db()
    assert case.due_at == case.external_due_at
    running = Deadline.objects.filter(subject_kind="case", subject_id=case.pk, clock="case_solve")
    assert sorted(running.values_list("state", flat=True)) == ["running", "void"]
    assert verdicts(upload(cast, csv_of([with_cells(LIFT, due="2026-07-07 09:00")], title="又一次"))) == ["same"]


def test_what_a_ticket_says_anew_is_told_to_its_case_and_its_officer(cast: Cast, monday: datetime) -> None:
    officer = cast.actor("service_officer")
    take_tickets(actor=officer, import_id=upload(cast, csv_of([NOISE])).pk)
    case = Case.objects.get()
    take_in_hand(actor=cast.actor("tower_steward"), case_id=case.pk)
    newer = upload(cast, csv_of([with_cells(NOISE, text="夜里音响噪音大，今晚又响")]))
    assert (verdicts(newer), newer.rows.get().changes[0]["what"]) == (["changed"], "text")
    take_tickets(actor=officer, import_id=newer.pk)
    assert CaseText.objects.get(case=case, part="note").body == "夜里音响噪音大，今晚又响"
    told = Notice.objects.filter(topic="case.line_changed", recipient=cast.user("tower_steward"))
    assert told.exists()
    assert verdicts(upload(cast, csv_of([with_cells(NOISE, text="夜里音响噪音大，今晚又响")], title="重"))) == ["same"]


def test_refused_rows_stay_with_their_reason_and_hold_up_no_other(
    cast: Cast, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tower(cast, "洪山大厦", area=cast.hongshan, code="T9")
    rows = [LIFT, LIFT, with_cells(NOISE, number=""), with_cells(NOISE, address="洪山大厦3层", number="X1"), NOISE]
    imported = upload(cast, csv_of(rows))
    reasons = [[one["code"] for one in row.reasons] for row in imported.rows.order_by("row_no")]
    assert reasons == [[], ["repeated"], ["number_missing"], ["out_of_scope"], []]

    def refuse_one(**said: object) -> Case:
        if getattr(said["asking"], "external_no", "") == NOISE[8]:
            raise Refused("not_today", "Not today.")
        return open_case(**said)  # type: ignore[arg-type]

    monkeypatch.setattr(ticket_taking, "open_case", refuse_one)
    done = take_tickets(actor=cast.actor("service_officer"), import_id=imported.pk)
    assert done.counts["verdicts"] == {"new": 1, "refused": 4}
    assert imported.rows.get(row_no=6).reasons[0]["id"] == "Not today."
    assert Case.objects.get().external_no == LIFT[8]


def test_columns_can_be_put_right_and_are_remembered_for_the_source(cast: Cast, monday: datetime) -> None:
    head = tuple("来文字号" if one == "工单编号" else one for one in HEAD)
    officer = cast.actor("service_officer")
    imported = upload(cast, csv_of([LIFT], head=head))
    assert (imported.counts["lacks"], verdicts(imported)) == (["number"], ["refused"])
    with pytest.raises(Refused) as missing:
        take_tickets(actor=officer, import_id=imported.pk)
    assert missing.value.code == "columns_missing"
    for fields, code in (
        ({"来文字号": "strange"}, "no_such_field"),
        ({"备注": "text", "诉求内容": "text"}, "field_twice"),
    ):
        with pytest.raises(Refused) as refused:
            reread_tickets(actor=officer, import_id=imported.pk, fields=fields)
        assert refused.value.code == code
    said = {one["label"]: one["field"] for one in imported.columns} | {"来文字号": "number"}
    again = reread_tickets(actor=officer, import_id=imported.pk, fields=said)
    assert (again.counts["lacks"], verdicts(again)) == ([], ["new"])
    assert verdicts(upload(cast, csv_of([NOISE], head=head), name="下一份.csv")) == ["new"]
    assert verdicts(upload(cast, csv_of([NOISE], head=head), source="别的热线")) == ["refused"]


def test_a_long_file_is_taken_by_the_worker_and_a_lost_job_is_taken_up(
    cast: Cast, monday: datetime, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    monkeypatch.setattr(ticket_taking, "INLINE_ROWS", 3)
    monkeypatch.setattr(ticket_taking, "CHUNK", 2)
    deferred: list[int] = []
    monkeypatch.setattr(ticket_taking, "defer_after_commit", lambda _task, **said: deferred.append(said["import_id"]))
    imported = upload(cast, csv_of(many(5)))
    assert take_tickets(actor=cast.actor("service_officer"), import_id=imported.pk).state == "taking"
    assert (deferred, Case.objects.count()) == ([imported.pk], 0)
    TicketImport.objects.filter(pk=imported.pk).update(taking_since=monday - timedelta(hours=1))
    assert sweep_tickets(actor=Actor.system("cases")) == 1
    assert deferred == [imported.pk] * 2
    from mashang.cases.jobs import take_tickets_in

    take_tickets_in(import_id=imported.pk)
    take_tickets_in(import_id=imported.pk)
    imported.refresh_from_db()
    assert (imported.state, Case.objects.count()) == ("taken", 5)
    assert imported.taken_by_id == cast.user("service_officer").pk


def test_cells_are_forgotten_after_thirty_days_and_at_once_when_put_away(cast: Cast, monday: datetime) -> None:
    officer = cast.actor("service_officer")
    away = drop_tickets(actor=officer, import_id=upload(cast, csv_of([LIFT])).pk)
    old = upload(cast, csv_of([NOISE]))
    TicketImport.objects.filter(pk=old.pk).update(uploaded_at=monday - timedelta(days=31))
    sweep_tickets(actor=Actor.system("cases"))
    assert not TicketRow.objects.filter(imported__in=[away, old]).exclude(sealed=None, shown=None).exists()


def test_only_who_takes_tickets_in_may_and_only_in_their_area(cast: Cast, monday: datetime) -> None:
    imported = upload(cast, csv_of([LIFT]))
    with pytest.raises(NotAllowed):
        upload(cast, csv_of([LIFT]), role="tower_steward")
    with pytest.raises(NotThere):
        take_tickets(actor=cast.other("service_officer"), import_id=imported.pk)
    with pytest.raises(NotAllowed):
        take_tickets(actor=cast.actor("agent"), import_id=imported.pk)
    firm = make_firm(cast, LIFT[7], area=cast.hongshan)
    assert firm.pk != upload(cast, csv_of([LIFT]), name="二.csv").rows.get().said["firm_id"]
    nobody = replace(cast.actor("service_officer"), area_id=None)
    with pytest.raises(Refused):
        ticket_taking.take_tickets(actor=nobody, import_id=0)


def test_the_sample_has_a_file_that_waits_with_one_row_refused(cast: Cast) -> None:
    said = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    make_tower(cast, "左海中心（示例）")
    load = partial(load_sample_tickets, actor=Actor.system("sample"), said=said)
    assert (load(), load()) == (5, 0)
    imported = TicketImport.objects.get()
    assert (imported.state, imported.counts["verdicts"]) == ("review", {"new": 4, "refused": 1})
    found = [row.said["tower_id"] is not None for row in imported.rows.order_by("row_no")]
    assert found == [True, False, False, False, False]
