"""The team of a batch on site: tour, results, signatures, papers, the last item out."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from mashang.cases.acts.batch_visiting import (
    record_result,
    send_item_back,
    sign_item,
    sign_own_item,
    signed_digest,
    start_tour,
)
from mashang.cases.acts.batches import accept_batch, propose_batch
from mashang.cases.acts.handling import answer_case, hand_papers_in
from mashang.cases.acts.touring import move_visit, replace_member
from mashang.cases.models import BatchItem, Case, CaseFile, TeamMember, TourStop
from mashang.cases.reads.batch_counts import count_batch_items
from mashang.cases.reads.batches import get_batch
from mashang.cases.reads.own_batches import list_own_items
from mashang.cases.tests.make import ask_as_firm, own_firm
from mashang.cases.tests.make_batches import (
    ITEM,
    SIGNATURE,
    clocks,
    make_park,
    open_many,
    planned,
    settle,
)
from mashang.clocks.models import Deadline
from mashang.kernel.errors import NotAllowed, Refused
from mashang.notices.models import Notice
from tests.cast import Cast


def test_a_tour_calls_on_every_item_once_and_tells_each_firm(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    told = get_batch(cast.actor("department_liaison"), batch.pk)
    assert sorted(one.no for stop in told.stops for one in stop.items) == list(range(1, 22))
    assert all(one.planned_at for one in told.items)
    assert [stop.order for stop in told.stops if stop.day == monday.date()] == [1, 2, 3]
    assert told.stops[0].from_at >= monday
    assert {one.name for one in told.members} == {"service_officer", "department_liaison", "agent"}


def test_a_firm_that_names_another_time_moves_and_what_was_visited_stays(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    officer = cast.actor("service_officer")
    start_tour(actor=officer, batch_id=batch.pk)
    first, last = batch.items.order_by("planned_at", "no")[0], batch.items.order_by("-planned_at", "-no")[0]
    record_result(actor=officer, item_id=first.pk, result="done", words="新执照当场领")
    stayed = TourStop.objects.get(pk=first.stop_id or 0)
    with pytest.raises(Refused) as refused:
        move_visit(actor=officer, item_id=first.pk, windows=[{"day": "", "from": "16:00", "to": "17:30"}])
    assert refused.value.code == "recorded_already"
    move_visit(actor=officer, item_id=last.pk, windows=[{"day": "2026-07-08", "from": "16:00", "to": "17:30"}])
    last.refresh_from_db()
    stayed.refresh_from_db()
    assert timezone.localtime(last.planned_at).strftime("%m-%d %H") in ("07-08 16", "07-08 17")
    assert stayed.dropped_at is None
    dropped = TourStop.objects.filter(tour__batch=batch, dropped_at__isnull=False)
    assert dropped.exists()
    assert not dropped.filter(visited_at__isnull=False).exists()


def test_somebody_who_falls_ill_is_replaced_and_the_tour_stands(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    head, ill, other = cast.actor("section_head"), cast.user("agent"), cast.user("window_clerk")
    replace_member(actor=head, batch_id=batch.pk, user_id=ill.pk, by_user_id=other.pk, reason="生病")
    assert TeamMember.objects.get(batch=batch, user=ill).left_reason == "生病"
    assert other.pk in set(TeamMember.objects.filter(batch=batch, left_at=None).values_list("user", flat=True))
    start_tour(actor=cast.actor("window_clerk"), batch_id=batch.pk)
    with pytest.raises(NotAllowed):
        record_result(actor=cast.actor("agent"), item_id=batch.items.get(no=1).pk, result="done", words="好")


def test_a_result_needs_words_its_day_and_the_team_and_stands_once(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    item, officer = batch.items.get(no=1), cast.actor("service_officer")
    with pytest.raises(Refused) as refused:
        record_result(actor=officer, item_id=item.pk, result="done", words="好")
    assert refused.value.code == "not_on_site"
    assert start_tour(actor=officer, batch_id=batch.pk) > 0
    for result, words, code in (("", "好", "no_result"), ("done", " ", "reason_missing")):
        with pytest.raises(Refused) as refused:
            record_result(actor=officer, item_id=item.pk, result=result, words=words)
        assert refused.value.code == code
    record_result(actor=cast.actor("department_liaison"), item_id=item.pk, result="done", words="新执照当场领")
    with pytest.raises(Refused) as refused:
        record_result(actor=officer, item_id=item.pk, result="done", words="再记一次")
    assert refused.value.code == "recorded_already"
    assert "department_liaison" in str(refused.value)
    assert clocks(item.case_id)["batch"] == "met"


def test_a_signature_on_the_screen_is_bound_to_what_was_signed_and_closes_it(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    officer = cast.actor("service_officer")
    start_tour(actor=officer, batch_id=batch.pk)
    item = batch.items.get(no=2)
    with pytest.raises(Refused) as refused:
        sign_item(actor=officer, item_id=item.pk, signature=SIGNATURE)
    assert refused.value.code == "nothing_to_sign"
    record_result(actor=officer, item_id=item.pk, result="done", words="新执照当场领", signature=SIGNATURE)
    item.refresh_from_db()
    case = Case.objects.get(pk=item.case_id)
    assert (case.state, item.signed_way, CaseFile.objects.get(case=case).document_id) == (
        "closed",
        "finger",
        item.signature_id,
    )
    assert item.signature is not None
    assert signed_digest(batch, item, case, item.signature.sha256) == item.signed_digest
    case.texts.filter(part="answer").update(body="改过的话")
    assert signed_digest(batch, item, case, item.signature.sha256) != item.signed_digest
    with pytest.raises(Refused) as refused:
        sign_item(actor=officer, item_id=item.pk, signature=b"no picture")
    assert refused.value.code == "signed_already"


def test_what_goes_to_the_bureau_or_is_not_done_keeps_its_clock(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    officer = cast.actor("service_officer")
    start_tour(actor=officer, batch_id=batch.pk)
    taken, missed = batch.items.get(no=1), batch.items.get(no=2)
    record_result(actor=officer, item_id=taken.pk, result="bureau", words="注册科 07-09 出件", signature=SIGNATURE)
    record_result(actor=officer, item_id=missed.pk, result="not_done", words="经办人不在")
    cases = {case.pk: case for case in Case.objects.filter(pk__in=[taken.case_id, missed.case_id])}
    assert (cases[taken.case_id].hands, cases[taken.case_id].department) == ("department", cast.department)
    assert cases[missed.case_id].hands == "team"
    assert clocks(taken.case_id)["batch"] == clocks(missed.case_id)["batch"] == "running"
    missed.refresh_from_db()
    assert missed.planned_at is None
    record_result(actor=officer, item_id=taken.pk, result="done", words="执照已送到")
    taken.refresh_from_db()
    assert (taken.signed_at, clocks(taken.case_id)["batch"]) == (None, "met")


def test_an_item_sent_back_for_papers_leaves_and_gets_a_clock_of_its_own(cast: Cast, monday: datetime) -> None:
    batch = planned(cast)
    officer = cast.actor("service_officer")
    start_tour(actor=officer, batch_id=batch.pk)
    item = batch.items.get(no=4)
    send_item_back(actor=cast.actor("department_liaison"), item_id=item.pk, gaps="房屋产权证明\n物业盖章的地址证明")
    item.refresh_from_db()
    assert (item.left_reason, item.case.state) == ("papers", "supplement")
    assert clocks(item.case_id) == {
        "case_respond": "met",
        "case_solve": "void",
        "batch": "void",
        "case_papers": "running",
    }
    with pytest.raises(Refused) as refused:
        record_result(actor=officer, item_id=item.pk, result="done", words="好")
    assert refused.value.code == "left_batch"
    hand_papers_in(actor=officer, case_id=item.case_id)
    solve = Deadline.objects.get(subject_kind="case", subject_id=item.case_id, clock="case_solve", state="running")
    assert solve.start_at == monday
    counts = count_batch_items(cast.actor("leader"), monday.date(), monday.date())
    assert (counts.batches, counts.items, counts.left, counts.rate_bp) == (1, 20, 1, None)


def test_the_rate_counts_items_not_batches(cast: Cast, monday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = planned(cast)
    officer = cast.actor("service_officer")
    start_tour(actor=officer, batch_id=batch.pk)
    for item in batch.items.order_by("no")[:15]:
        record_result(actor=officer, item_id=item.pk, result="done", words="好")
    late = datetime(2026, 7, 16, 9, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: late)
    counts = count_batch_items(cast.actor("leader"), monday.date(), monday.date())
    assert (counts.met, counts.missed, counts.items, counts.rate_bp) == (15, 6, 21, 7143)


def test_the_last_item_out_finishes_the_batch(cast: Cast, monday: datetime) -> None:
    batch = planned(cast, 20, 1)
    officer = cast.actor("service_officer")
    start_tour(actor=officer, batch_id=batch.pk)
    items = list(batch.items.order_by("no"))
    for item in items[:18]:
        record_result(actor=officer, item_id=item.pk, result="done", words="好")
    send_item_back(actor=officer, item_id=items[18].pk, gaps="缺租约")
    answer_case(actor=officer, case_id=items[19].case_id, outcome="not_possible", words="地址不符合规定")
    batch.refresh_from_db()
    settle()
    assert (batch.state, batch.finished_at) == ("finished", monday)
    assert BatchItem.objects.get(pk=items[19].pk).result == "cannot"
    assert Notice.objects.filter(topic="batch.finished").exists()


def test_the_firm_sees_when_the_team_comes_and_signs_on_the_portal(cast: Cast, monday: datetime) -> None:
    park, towers = make_park(cast)
    open_many(cast, towers, 19)
    own = ask_as_firm(cast, own_firm(cast), item=ITEM, tower_id=towers[0].pk)
    batch = propose_batch(
        actor=cast.actor("section_head"), item=ITEM, park_id=park.pk, department_id=cast.department.pk
    )
    accept_batch(actor=cast.actor("department_liaison"), batch_id=batch.pk)
    firm = cast.actor("firm_owner", face="portal")
    [line] = list_own_items(firm)
    assert (line.case_id, line.to_sign, line.result) == (own.pk, False, "")
    answer_case(actor=cast.actor("service_officer"), case_id=own.pk, outcome="solved", words="办好了")
    [line] = list_own_items(firm)
    assert line.to_sign
    sign_own_item(actor=firm, item_id=line.id)
    own.refresh_from_db()
    assert own.state == "closed"
    assert BatchItem.objects.get(pk=line.id).signed_way == "portal"
    with pytest.raises(NotAllowed):
        sign_own_item(actor=cast.actor("service_officer"), item_id=line.id)
