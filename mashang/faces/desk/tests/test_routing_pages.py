"""The pages of routing rules and absences: order, dry run before saving, who is away, what lies with nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mashang.cases.acts.routing import save_routing_rule
from mashang.cases.models import Absence, Case, RoutingRule
from mashang.cases.tests.make import open_one
from tests.cast import Cast, grant, make_cast, make_user

pytestmark = pytest.mark.django_db
RULE = {"name": "停车归窗口", "item": ["parking"], "role": "window_clerk"}


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def signed_in(cast: Cast, login: str = "section_head") -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def test_a_rule_is_tried_over_last_months_cases_before_it_is_saved(cast: Cast) -> None:
    case = open_one(cast, item="parking")
    head = signed_in(cast)
    tried = head.post(reverse("routing_new"), {**RULE, "try": "1"}).content.decode()
    assert "上月 1 件中有 1 件会改派" in tried
    assert case.number in tried
    assert not RoutingRule.objects.exists()
    answer = head.post(reverse("routing_new"), {**RULE, "save": "1"})
    assert answer.status_code == 302
    listed = head.get(reverse("routing")).content.decode()
    assert "停车归窗口" in listed
    assert "事项是 停车与出行" in listed


def test_what_nobody_could_follow_is_said_at_its_field(cast: Cast) -> None:
    text = signed_in(cast).post(reverse("routing_new"), {"name": "空", "save": "1"}).content.decode()
    assert "请选角色或人员" in text


def test_rules_are_moved_changed_and_ended_on_their_pages(cast: Cast) -> None:
    head, actor = signed_in(cast), cast.actor("section_head")
    first, second = (
        save_routing_rule(actor=actor, name=name, when={"words": [name]}, then={"role": "agent"}).code
        for name in ("甲", "乙")
    )
    head.post(reverse("routing_move", args=[second, "up"]))
    order = RoutingRule.objects.filter(ended_at=None).order_by("place_no").values_list("code", flat=True)
    assert list(order) == [second, first]
    assert "甲" in head.get(reverse("routing_rule", args=[first])).content.decode()
    head.post(reverse("routing_end", args=[first]), {"reason": "不再需要"})
    assert list(order.all()) == [second]
    assert signed_in(cast, "window_clerk").get(reverse("routing_rule", args=[second])).status_code == 403


def test_an_absence_is_entered_listed_and_ended(cast: Cast) -> None:
    other = make_user("other-officer", name="替班的人")
    grant(other, "service_officer", cast.aofeng)
    case = open_one(cast, item="staff")
    Case.objects.filter(pk=case.pk).update(officer=cast.user("service_officer"))
    head, today = signed_in(cast), timezone.localdate()
    sent = {
        "user": cast.user("service_officer").pk, "stand_in": other.pk, "first": today.isoformat(),
        "last": (today + timedelta(days=2)).isoformat(), "hand_over": "on",
    }  # fmt: skip
    assert head.post(reverse("absence_new"), sent).status_code == 302
    case.refresh_from_db()
    assert case.officer == other
    assert "替班的人" in head.get(reverse("absences")).content.decode()
    absence = Absence.objects.get()
    head.post(reverse("absence_end", args=[absence.pk]))
    assert "没有人不在岗" in head.get(reverse("absences")).content.decode()


def test_one_says_only_of_oneself(cast: Cast) -> None:
    page = signed_in(cast, "service_officer").get(reverse("absence_new")).content.decode()
    who = page.split('name="user"')[1].split("</select>")[0]
    assert str(cast.user("service_officer").pk) in who
    assert f'value="{cast.user("window_clerk").pk}"' not in who


def test_all_cases_of_one_are_handed_over_and_what_lies_with_nobody_is_shown(cast: Cast) -> None:
    case = open_one(cast, item="staff")
    Case.objects.filter(pk=case.pk).update(officer=cast.user("finance_officer"))
    head = signed_in(cast)
    assert case.number in head.get(reverse("absences")).content.decode()
    Case.objects.filter(pk=case.pk).update(officer=cast.user("service_officer"))
    sent = {"from_": cast.user("service_officer").pk, "to": cast.user("agent").pk, "reason": "分工调整"}
    assert head.post(reverse("cases_hand_over"), sent).status_code == 302
    case.refresh_from_db()
    assert case.officer == cast.user("agent")


def test_the_lists_ask_no_more_with_more_rows(cast: Cast) -> None:
    head, counts = signed_in(cast), []
    for size in (2, 9):
        for n in range(size):
            open_one(cast, item="staff")
            save_routing_rule(actor=cast.actor("section_head"), name=f"规则{n}", when={}, then={"role": "agent"})
        for name in ("routing", "absences"):
            head.get(reverse(name))
            with CaptureQueriesContext(
                connection,
            ) as asked:
                head.get(reverse(name))
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
