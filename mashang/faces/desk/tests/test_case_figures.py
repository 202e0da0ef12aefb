"""The rates of requests: by month, item and department, with what is left out; small ones are not told, nobody else sees them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mashang.cases.acts.counting import recount_rates
from mashang.cases.models import RateCount, Ruling
from mashang.cases.reads.rates import get_rates
from mashang.cases.rules.rates import Tally, too_few
from mashang.cases.tests.make_promises import (
    Promises,
    at,
    close,
    make_case,
    make_clock,
    make_promises,
    past_the_guards,
)
from mashang.insight.tests.make import DAY, freeze
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from tests.cast import Cast, make_cast, make_firm

NIGHT = at(21, 20)


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch) -> Cast:
    monkeypatch.setattr(timezone, "now", lambda: NIGHT)
    return make_cast()


@pytest.fixture
def scene(cast: Cast) -> Promises:
    """The ten requests, and five first contacts more in May, so that both months may be told."""
    made = make_promises(cast.aofeng, [make_firm(cast, f"{name}（示例）") for name in ("甲一", "乙二", "丙三")])
    for minute in range(5):
        make_clock(made.cases[9], "case_respond", at(4, month=5), at(5, 17, 30, 5), at(4, 11, minute, 5))
    people = {"asked_by": cast.user("service_officer"), "ruled_by": cast.user("section_head")}
    Ruling.objects.filter(kind="exclusion").update(**people)
    return made


def enter(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


@pytest.mark.parametrize(
    ("counts", "few"),
    [
        ({"a": 9, "b": 7}, ""),
        ({"a": 9, "b": 4}, "ab"),  # alone it would follow from the whole
        ({"a": 9, "b": 4, "c": 6}, "bc"),
        ({"a": 9, "b": 4, "c": 3}, "bc"),
        ({"a": 9, "b": 0}, ""),
        ({"a": 2}, "a"),
    ],
)
def test_few_are_not_told_and_neither_is_what_would_tell_them(counts: dict[str, int], few: str) -> None:
    lines = {key: Tally(judged=count) for key, count in counts.items()}
    assert too_few(lines, whole_known=True) == set(few)
    assert too_few(lines, whole_known=False) == {key for key, count in counts.items() if 0 < count < 5}


def test_what_is_withheld_cannot_be_worked_out_from_the_views_of_single_items(cast: Cast) -> None:
    def ask(no: int, item: str, day: int, month: int = 11) -> None:
        case = make_case(cast.aofeng, no, at(day, month=month), ("take", "in_hand", at(day, month=month)), item=item)
        make_clock(case, "case_respond", at(day, month=month), at(day, 17, month=month), at(day, month=month))

    numbers = iter(range(1, 100))
    with past_the_guards():
        for item, count in (("property", 9), ("tax", 6), ("staff", 3)):
            for _one in range(count):
                ask(next(numbers), item, 3)
    head = cast.actor("section_head")
    assert get_rates(head).months[-1].told["response"] == Tally(kept=18, judged=18)
    told = {item: get_rates(head, item=item) for item in ("property", "tax", "staff")}
    assert {item: one.months[-1].told["response"] for item, one in told.items()} == {
        "property": Tally(kept=9, judged=9), "tax": None, "staff": None,  # 18 - 9 - 6 would tell the three of staff
    }  # fmt: skip
    assert told["tax"].items[0].told["response"] is None
    assert {line.told["response"] for line in told["tax"].departments} == {None}

    with past_the_guards():  # staff is told as an item now: its October would tell its November
        for _one in range(6):
            ask(next(numbers), "staff", 5, 10)
            ask(next(numbers), "tax", 5, 10)
    months = {(item, line.key): line.told["response"] for item in told for line in get_rates(head, item=item).months}
    assert get_rates(head).items[-1].told["response"] is not None
    assert {key for key, tally in months.items() if tally} == {("property", "2026-11")}


def test_the_rates_of_an_area_by_month_and_department(cast: Cast, scene: Promises) -> None:
    found = get_rates(cast.actor("section_head"))
    told = {line.key: line.told for line in found.months}
    assert [*told] == [f"2026-{month:02}" for month in range(5, 12)]  # nothing before May
    assert told["2026-11"]["response"] == Tally(kept=6, judged=8, kept_out=0, out=1)
    assert told["2026-05"]["response"] == Tally(kept=6, judged=6)
    assert told["2026-11"]["resolution"] is None
    assert found.out == 2
    assert [line.name for line in found.departments] == ["", "区住建局", "区城管局"]
    assert found.departments[0].told["response"] is None  # the months tell the whole, and so the one of 区住建局
    assert found.departments[1].told["report_in"] is None
    assert get_rates(cast.actor("section_head"), item="staff").months[0].told["response"] is None
    with pytest.raises(NotThere):
        get_rates(cast.other("section_head"), cast.aofeng.path)


def test_what_the_worker_counted_is_what_is_counted_on_the_spot(cast: Cast, scene: Promises) -> None:
    head, system = cast.actor("section_head"), Actor.system("rates")
    live = get_rates(head)
    assert recount_rates(actor=system) == recount_rates(actor=system) > 10
    assert get_rates(head) == live
    make_clock(scene.cases[1], "case_respond", at(20), close(21), at(20, 16))
    assert get_rates(head) == live  # until it is counted anew
    recount_rates(actor=system, months=1)
    counted = get_rates(head).months
    assert (counted[-1].told["response"], counted[0]) == (Tally(kept=7, judged=9, out=1), live.months[0])
    RateCount.objects.all().delete()  # as before the worker counted for the first time
    assert get_rates(head).months == counted


def test_the_page_shows_shares_with_and_without_what_is_left_out_and_leaves_as_a_file(
    cast: Cast, scene: Promises
) -> None:
    client, counts = enter(cast, "section_head"), []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            html = client.get(reverse("case_figures")).content.decode()
        counts.append(len(queries))
        for day in range(3, 3 + 4 * turn):
            make_clock(scene.cases[1], "case_solve", at(day), close(day), at(day, 16))
    assert counts[0] == counts[1]
    assert "75.0%" in html
    assert "6 / 8，剔除 1 件，不剔除为 66.7%" in html
    assert "件数太少" in html
    assert reverse("left_out") in html
    assert "officer" not in html  # no person is named
    file = b"".join(client.get(reverse("case_figures"), {"export": "csv"}).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "月份,2026-11,响应率,6,8,75.0%,1,66.7%" in file.replace("\r", "")
    assert "月份,2026-11,解决率,,,件数太少" in file
    assert client.get(reverse("case_figures"), {"area": cast.hongshan.path}).status_code == 404
    assert enter(cast, "department_liaison").get(reverse("case_figures")).status_code == 403


def test_the_page_of_a_rate_lists_what_is_left_out_of_it_with_who_decided(cast: Cast, scene: Promises) -> None:
    freeze(cast.city, DAY)
    address = reverse("figure", args=["response_rate"])
    html = enter(cast, "section_head").get(address).content.decode()
    shown = html[html.index('id="left-out"') : html.index('id="rows"')]
    for words in (
        "剔除 1 件",
        "剔除后 75.0%，不剔除 66.7%",
        scene.cases[4].number,
        "台风停业",
        "service_officer",
        "section_head",
    ):
        assert words in shown
    other = enter(cast, "investment_officer").get(address).content.decode()
    assert scene.cases[4].number not in other
    assert "只有经办人员能看" in other
    kept = enter(cast, "section_head").get(reverse("figure", args=["satisfaction_rate"])).content.decode()
    assert "剔除 0 件" in kept
