"""Which rule fires, and what a changed list would have done."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.cases.acts.routing import end_routing_rule, move_routing_rule, save_routing_rule
from mashang.cases.models import Case, RoutingRule
from mashang.cases.reads.own_story import get_own_case
from mashang.cases.reads.routing_trial import changed_list, list_rules, try_rules
from mashang.cases.rules.routing import Rule, Told, fits, load_rules, read_rule
from mashang.cases.tests.make import open_one
from mashang.clocks.reads import grounds
from mashang.clocks.rules.opening import read_hours
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.workdays import load_calendar
from mashang.trail.models import Entry
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TOLD = Told(
    kind="request", item="tax", priority="normal", channel="window", text="发票开不出来", tower="T1", area="AAAAAA"
)


@pytest.mark.parametrize(
    ("when", "fired"),
    [
        ({}, True), ({"item": ["tax"]}, True), ({"item": ["staff"]}, False), ({"words": ["发票", "税"]}, True),
        ({"words": ["电梯"]}, False), ({"tower": ["T1"], "channel": ["window"]}, True), ({"tower": ["T2"]}, False),
        ({"area": ["AAAA"]}, True), ({"area": ["AAAB"]}, False), ({"hours": "open"}, True), ({"hours": "closed"}, False),
        ({"item": ["tax"], "priority": ["urgent"]}, False),
    ],
)  # fmt: skip
def test_all_that_a_rule_names_must_hold(when: dict[str, Any], fired: bool) -> None:
    assert fits(Rule(code="a", name="a", when=when, then={"role": "window_clerk"}), TOLD) is fired


def test_the_general_rules_take_every_case() -> None:
    assert load_rules()[-1].when == {}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"when": {"colour": ["red"]}, "then": {"role": "window_clerk"}}, "strange_rule"),
        ({"when": {}, "then": {"role": "auditor"}}, "no_receiver"),
        ({"when": {}, "then": {}}, "no_receiver"),
        ({"when": {"hours": "noon"}, "then": {"role": "window_clerk"}}, "strange_hours"),
        ({"when": {}, "then": {"role": "window_clerk", "priority": "huge"}}, "strange_priority"),
    ],
)
def test_a_rule_that_nobody_could_follow_is_refused(said: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rule({"code": "a", "name": "a", **said})
    assert refused.value.code == code


def parking(cast: Cast, **more: Any) -> RoutingRule:
    """A rule of the street: parking goes to the window."""
    return save_routing_rule(
        actor=cast.actor("section_head"),
        name="停车归窗口",
        when={"item": ["parking"]},
        then={"role": "window_clerk"},
        **more,
    )


def test_a_rule_of_the_area_comes_before_the_general_ones_and_the_case_names_it(cast: Cast) -> None:
    assert open_one(cast, item="parking").officer == cast.user("tower_steward")
    rule = parking(cast)
    case = open_one(cast, item="parking")
    assert case.officer == cast.user("window_clerk")
    assert case.routed_by == rule.code
    assert [line.fired for line in list_rules(cast.actor("section_head")) if line.own] == [1]


def test_a_changed_rule_is_another_row_and_the_old_one_stays(cast: Cast) -> None:
    rule = parking(cast)
    changed = save_routing_rule(
        actor=cast.actor("section_head"),
        code=rule.code,
        name="停车归代办",
        when={"item": ["parking"]},
        then={"role": "agent"},
    )
    assert changed.code == rule.code
    assert changed.pk != rule.pk
    rule.refresh_from_db()
    assert rule.ended_at is not None
    assert rule.then == {"role": "window_clerk"}


def test_rules_are_moved_and_ended_and_their_order_stays_whole(cast: Cast) -> None:
    head = cast.actor("section_head")
    codes = [parking(cast).code for _n in range(3)]
    move_routing_rule(actor=head, code=codes[2], place_no=1)
    own = [line.rule.code for line in list_rules(head) if line.own]
    assert own == [codes[2], codes[0], codes[1]]
    end_routing_rule(actor=head, code=codes[0])
    rows = RoutingRule.objects.filter(ended_at=None).order_by("place_no")
    assert list(rows.values_list("code", "place_no")) == [(codes[2], 1), (codes[1], 2)]
    assert parking(cast).code not in codes
    assert set(Entry.objects.filter(act__startswith="routing.").values_list("act", flat=True)) == {
        "routing.add", "routing.move", "routing.end",
    }  # fmt: skip


def test_a_dry_run_says_which_cases_would_go_elsewhere_and_changes_nothing(cast: Cast) -> None:
    head = cast.actor("section_head")
    parked, taxed = open_one(cast, item="parking"), open_one(cast, item="tax")
    rule = Rule(code="new", name="停车归窗口", when={"item": ["parking"]}, then={"role": "window_clerk"})
    trial = try_rules(head, changed_list(head, rule))
    assert trial.cases == 2
    assert [(one.number, one.was and one.was.code, one.would and one.would.code) for one in trial.rerouted] == [
        (parked.number, "steward_property", "new")
    ]
    assert trial.fired["new"] == 1
    assert trial.never == ()
    assert not RoutingRule.objects.exists()
    assert Case.objects.get(pk=taxed.pk).routed_by == "tax_matters"


def test_a_dry_run_names_rules_that_no_case_reaches(cast: Cast) -> None:
    head = cast.actor("section_head")
    open_one(cast, item="parking")
    shadowed = Rule(code="late", name="后一条", when={"item": ["parking"]}, then={"role": "agent"})
    first = Rule(code="early", name="前一条", when={"item": ["parking"]}, then={"role": "window_clerk"})
    assert [rule.code for rule in try_rules(head, [first, shadowed]).never] == ["late"]


def test_only_who_may_edits_and_only_the_own_area(cast: Cast) -> None:
    rule = parking(cast)
    with pytest.raises(NotAllowed):
        save_routing_rule(actor=cast.actor("window_clerk"), name="x", when={}, then={"role": "window_clerk"})
    with pytest.raises(NotThere):
        end_routing_rule(actor=cast.other("section_head"), code=rule.code)


def test_a_dry_run_asks_no_more_with_more_cases(cast: Cast, django_assert_max_num_queries: Any) -> None:
    head = cast.actor("section_head")
    for _n in range(6):
        open_one(cast, item="parking")
    with django_assert_max_num_queries(9):
        try_rules(head, changed_list(head, None))


def test_the_hours_of_the_place_route_a_case_and_tell_how_long_it_lay(
    cast: Cast, firm: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = timezone.localdate() - timedelta(days=1)
    while not load_calendar().works(day, provisional=True):
        day -= timedelta(days=1)
    evening = timezone.make_aware(datetime.combine(day, time(18, 30)))
    head, owner = cast.actor("section_head"), cast.actor("firm_owner", face="portal")
    save_routing_rule(actor=head, name="开门时", when={"hours": "open"}, then={"role": "window_clerk"})
    case = open_one(cast, at=evening, firm_id=firm)
    assert case.routed_by == "steward_property"

    def worked() -> int:
        return sum(one.minutes for one in get_own_case(owner, case.ref).spans)

    short = worked()
    Area.objects.filter(pk=cast.aofeng.pk).update(code="350103999")
    said = [
        {"area": "*", "since": "2024-01-01", "open": [["08:30", "12:00"], ["14:00", "17:30"]]},
        {"area": "350103999", "since": "2024-01-01", "open": [["08:30", "12:00"], ["14:00", "20:30"]]},
    ]
    monkeypatch.setattr(grounds, "load_hours", lambda: read_hours(said))
    assert open_one(cast, at=evening).routed_by not in ("", "steward_property")
    assert worked() >= short + 120
