"""The same problem of many firms: found, gathered, answered as one ask, and each firm's answer its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mashang.cases.acts import closing, clustering, handling
from mashang.cases.models import Case
from mashang.cases.reads import similar
from mashang.cases.reads.clusters import count_others, get_cluster
from mashang.cases.reads.own_story import get_own_case
from mashang.cases.reads.similar import list_alike, suggest_clusters
from mashang.cases.rules.likeness import largest_group, shared_words
from mashang.cases.tests.make import ask_as_firm, open_one
from mashang.cases.tests.test_handle_case import clocks_of
from mashang.kernel.errors import NotThere, Refused
from mashang.notices.models import Notice
from mashang.register.models import Tower
from mashang.register.tests.make import make_firm
from tests.cast import Cast, make_tower

pytestmark = pytest.mark.django_db
TITLES = ("三号电梯停了", "电梯又停了两小时", "客梯：电梯停了没人修")


def ask_the_same(cast: Cast, tower: Tower, *titles: str) -> list[Case]:
    """A case each of as many firms of one tower."""
    known = Case.objects.count()
    firms = [make_firm(f"示例商行{known + n}", cast.aofeng, uscc=None) for n, _title in enumerate(titles)]
    return [
        open_one(cast, title=title, firm_id=firm.pk, tower_id=tower.pk)
        for firm, title in zip(firms, titles, strict=True)
    ]


def answer(cast: Cast, case: Case, words: str = "换了主机，已复检。") -> Case:
    return handling.answer_case(actor=cast.actor("service_officer"), case_id=case.pk, outcome="solved", words=words)


def test_words_tell_which_titles_go_together_and_what_they_share() -> None:
    titles = dict(enumerate([*TITLES, "地库车位被占"]))
    assert largest_group(titles) == [0, 1, 2]
    often = titles | dict.fromkeys((4, 5, 6, 7), "地库车位又被占了")
    assert largest_group(often, said_by={n: n if n < 3 else "同一家" for n in often}) == [0, 1, 2]
    assert largest_group(often) == [3, 4, 5, 6, 7]
    assert shared_words(TITLES) == "电梯"
    assert shared_words(["甲乙", "丙丁"]) == shared_words([]) == ""


def test_firms_of_one_tower_that_ask_the_same_are_found_and_nobody_elses(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tower, other = make_tower(cast, "甲座"), make_tower(cast, "乙座", code="T2")
    cases = ask_the_same(cast, tower, *TITLES, "地库车位被占")
    ask_the_same(cast, other, TITLES[0])
    officer = cast.actor("service_officer")
    case = Case.objects.select_related("tower").get(pk=cases[0].pk)
    found = list_alike(officer, case)
    assert [(one.id, one.same) for one in found] == [(cases[2].pk, True), (cases[1].pk, True), (cases[3].pk, False)]
    (seen,) = suggest_clusters(officer)
    assert (seen.case_id, seen.firms, seen.place, seen.words) == (cases[0].pk, 3, "甲座", "电梯")
    monkeypatch.setattr(similar, "MOST_OF_A_PLACE", 4)  # of each place so many, however many another place has
    last = ask_the_same(cast, make_tower(cast, "丙座", code="T3"), *TITLES)
    assert [one.case_id for one in suggest_clusters(officer)] == [cases[0].pk, last[0].pk]
    Case.objects.filter(pk__in=[one.pk for one in last]).update(item="tax")
    assert suggest_clusters(cast.other("service_officer")) == []
    with CaptureQueriesContext(
        connection,
    ) as few:
        suggest_clusters(officer)
        list_alike(officer, case)
    ask_the_same(cast, tower, *TITLES * 3)
    with CaptureQueriesContext(connection) as many:
        suggest_clusters(officer)
        list_alike(officer, case)
    assert len(few) == len(many) <= 6


def test_the_lead_is_answered_and_each_member_gets_an_answer_of_its_own(cast: Cast, firm: int) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    own = ask_as_firm(cast, firm, title=TITLES[0], tower_id=tower.pk)
    lead, late = ask_the_same(cast, tower, *TITLES[1:])
    papers = handling.ask_for_papers(actor=officer, case_id=late.pk, gaps="照片")
    handling.hand_papers_in(actor=officer, case_id=late.pk)
    before = clocks_of(own)
    clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[own.pk, late.pk])
    assert clocks_of(own) == before  # what it is late by stays its own
    assert "另外 2 家" in get_own_case(cast.actor("firm_owner", face="portal"), own.ref).why
    told = Notice.objects.get(topic="case.clustered", recipient__login="firm_owner", channel="app")
    assert told.args["others"] == 2
    assert not {one.title for one in (lead, late)} & {str(value) for value in told.args.values()}
    assert suggest_clusters(officer) == []
    left = ask_the_same(cast, tower, TITLES[0])[0]
    clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[left.pk])
    handling.withdraw_case(actor=officer, case_id=left.pk, reason="来电撤回")
    assert count_others(Case.objects.get(pk=own.pk)) == 2  # who went is not counted, who is answered is

    answer(cast, lead)
    assert count_others(Case.objects.get(pk=own.pk)) == 2
    for case in (lead, own, papers):
        case.refresh_from_db()
        assert (case.state, case.outcome, case.next_clock) == ("done_waiting", "solved", "case_confirm")
        assert case.texts.filter(part="answer", seen_by="all", body="换了主机，已复检。").count() == 1
    assert own.moves.get(act="answer").reason == lead.number
    closing.confirm_closure(actor=cast.actor("firm_owner", face="portal"), case_id=own.pk)
    again = closing.reopen_case(actor=cast.actor("firm_owner", face="portal"), case_id=own.pk, words="又停了")
    assert (again.state, again.cluster_id) == ("in_hand", None)
    cluster = get_cluster(officer, Case.objects.get(pk=lead.pk))
    assert cluster is not None
    assert [one.id for one in cluster.members] == [late.pk, left.pk]


def test_who_was_answered_by_hand_or_waits_elsewhere_is_left_as_it_is(cast: Cast) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    lead, by_hand, waits = ask_the_same(cast, tower, *TITLES)
    clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[by_hand.pk, waits.pk])
    answer(cast, by_hand, "已单独答复。")
    handling.ask_for_papers(actor=officer, case_id=waits.pk, gaps="照片")
    answer(cast, lead)
    assert by_hand.texts.filter(part="answer").get().body == "已单独答复。"
    waits.refresh_from_db()
    assert waits.state == "supplement"
    assert Notice.objects.filter(topic="case.lead_answered", subject_id=waits.pk).exists()


def test_a_member_leaves_and_a_lead_that_ends_leaves_nobody_behind(cast: Cast) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    lead, one, two = ask_the_same(cast, tower, *TITLES)
    clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[one.pk, two.pk])
    assert clustering.leave_cluster(actor=officer, case_id=one.pk, reason="是另一部电梯").cluster_id is None
    with pytest.raises(Refused, match="follows no other"):
        clustering.leave_cluster(actor=officer, case_id=one.pk, reason="再来")
    handling.withdraw_case(actor=officer, case_id=lead.pk, reason="来电撤回")
    two.refresh_from_db()
    assert (two.cluster_id, two.state) == (None, "received")
    assert two.moves.filter(act="leave_cluster", reason=lead.number).exists()
    clustering.cluster_cases(actor=officer, lead_id=one.pk, case_ids=[two.pk])
    clustering.dissolve_cluster(actor=officer, case_id=one.pk, reason="分头办更快")
    assert not Case.objects.filter(cluster__isnull=False).exists()
    with pytest.raises(Refused, match="leads no other"):
        clustering.dissolve_cluster(actor=officer, case_id=one.pk, reason="再来")


def test_what_cannot_go_together_is_refused_by_number_and_nothing_is_written(cast: Cast) -> None:
    tower, officer = make_tower(cast), cast.actor("service_officer")
    lead, one, two, done = ask_the_same(cast, tower, *TITLES, "电梯停了一天")
    answer(cast, done)
    same = open_one(cast, title="电梯停了", firm_id=one.firm_id, tower_id=tower.pk)

    def refused(lead_id: int, *others: int) -> str:
        with pytest.raises(Refused) as why:
            clustering.cluster_cases(actor=officer, lead_id=lead_id, case_ids=others)
        return why.value.code

    assert refused(lead.pk) == refused(lead.pk, lead.pk) == "too_few_to_cluster"
    assert refused(lead.pk, one.pk, same.pk) == "same_firm"
    assert refused(lead.pk, one.pk, done.pk) == "cannot_follow"
    assert refused(done.pk, one.pk) == "cannot_lead"
    assert not Case.objects.filter(cluster__isnull=False).exists()
    clustering.cluster_cases(actor=officer, lead_id=lead.pk, case_ids=[one.pk])
    assert refused(two.pk, one.pk) == refused(two.pk, lead.pk) == "clustered_already"
    assert refused(one.pk, two.pk) == "cannot_lead"
    with pytest.raises(NotThere):
        clustering.cluster_cases(actor=cast.other("service_officer"), lead_id=lead.pk, case_ids=[two.pk])


def test_the_database_holds_one_level_of_parts_and_of_clusters(cast: Cast) -> None:
    cases = [open_one(cast, title=title) for title in ("甲", "乙", "丙")]
    first, second, third = (case.pk for case in cases)
    Case.objects.filter(pk=second).update(parent=first)
    for change, why in (({"parent": second}, "one level"), ({"cluster": second}, "leads nobody")):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            Case.objects.filter(pk=third).update(**change)
    with pytest.raises(IntegrityError, match="one level"):
        Case.objects.filter(pk=first).update(parent=third)


def test_old_cases_are_not_looked_at(cast: Cast) -> None:
    tower = make_tower(cast)
    cases = ask_the_same(cast, tower, *TITLES)
    Case.objects.filter(pk__in=[one.pk for one in cases[1:]]).update(opened_at=timezone.now() - timedelta(days=100))
    assert list_alike(cast.actor("service_officer"), Case.objects.select_related("tower").get(pk=cases[0].pk)) == []
    assert suggest_clusters(cast.actor("service_officer")) == []
