"""An officer falls ill, leaves, or was never there: nobody's matter is orphaned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.cases.acts.absences import adopt_orphan_cases, end_absence, hand_over_all_cases, say_absence
from mashang.cases.models import Case
from mashang.cases.reads.standing_in import list_absences, orphan_cases
from mashang.cases.tests.make import open_one
from mashang.doors.acts.granting import end_role
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from tests.cast import Cast, grant, make_user

pytestmark = pytest.mark.django_db


def second_officer(cast: Cast) -> int:
    """Another service officer of the story's street."""
    user = make_user("second-officer")
    grant(user, "service_officer", cast.aofeng)
    return user.pk


def days(first: int = 0, last: int = 3) -> dict[str, object]:
    """From so many days from today to so many."""
    today = timezone.localdate()
    return {"first": today + timedelta(days=first), "last": today + timedelta(days=last)}


def test_open_cases_go_over_at_once_and_new_ones_go_to_the_stand_in(cast: Cast) -> None:
    other = second_officer(cast)
    ill = cast.user("service_officer").pk
    before = open_one(cast, item="staff", tower_id=None)
    Case.objects.filter(pk=before.pk).update(officer=ill)
    say_absence(actor=cast.actor("section_head"), user_id=ill, stand_in_id=other, reason="病假", **days())  # type: ignore[arg-type]
    before.refresh_from_db()
    assert before.officer_id == other
    assert before.first_receiver == cast.user("window_clerk")
    assert open_one(cast, item="staff").officer_id == other
    assert set(Notice.objects.filter(recipient=other).values_list("topic", flat=True)) >= {
        "absence.stand_in",
        "case.many_given",
    }


def test_an_absence_to_come_moves_nothing_yet(cast: Cast) -> None:
    other, me = second_officer(cast), cast.user("service_officer").pk
    case = open_one(cast, item="staff")
    Case.objects.filter(pk=case.pk).update(officer=me)
    absence = say_absence(actor=cast.actor("service_officer"), user_id=me, stand_in_id=other, **days(2, 5))  # type: ignore[arg-type]
    case.refresh_from_db()
    assert case.officer_id == me
    assert [(line.id, line.now, line.cases) for line in list_absences(cast.actor("section_head"))] == [
        (absence.pk, False, 1)
    ]
    end_absence(actor=cast.actor("service_officer"), absence_id=absence.pk)
    assert list_absences(cast.actor("section_head")) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"first": -9, "last": -3}, "day_past"),
        ({"first": 3, "last": 1}, "strange_days"),
        ({"stand_in": "finance_officer"}, "no_stand_in"),
        ({"stand_in": "service_officer"}, "no_stand_in"),
    ],
)
def test_what_cannot_be_is_refused_in_words(cast: Cast, changed: dict[str, object], code: str) -> None:
    stand_in = cast.user(str(changed["stand_in"])).pk if "stand_in" in changed else second_officer(cast)
    span = days(int(str(changed.get("first", 0))), int(str(changed.get("last", 3))))
    with pytest.raises(Refused) as refused:
        say_absence(
            actor=cast.actor("section_head"), user_id=cast.user("service_officer").pk, stand_in_id=stand_in,
            **span,  # type: ignore[arg-type]
        )  # fmt: skip
    assert refused.value.code == code


def test_the_same_days_twice_are_refused(cast: Cast) -> None:
    other, me = second_officer(cast), cast.user("service_officer").pk
    say_absence(actor=cast.actor("service_officer"), user_id=me, stand_in_id=other, **days())  # type: ignore[arg-type]
    with pytest.raises(Refused, match="covers some"):
        say_absence(actor=cast.actor("service_officer"), user_id=me, stand_in_id=other, **days(2, 9))  # type: ignore[arg-type]


def test_only_oneself_or_a_head_says_it(cast: Cast) -> None:
    other = second_officer(cast)
    with pytest.raises(NotAllowed):
        say_absence(
            actor=cast.actor("window_clerk"), user_id=cast.user("service_officer").pk, stand_in_id=other,
            **days(),  # type: ignore[arg-type]
        )  # fmt: skip
    with pytest.raises(NotThere):
        say_absence(
            actor=cast.other("section_head"), user_id=cast.user("service_officer").pk, stand_in_id=other,
            **days(),  # type: ignore[arg-type]
        )  # fmt: skip


def test_two_who_stand_in_for_each_other_do_not_go_round_for_ever(cast: Cast) -> None:
    other, me = second_officer(cast), cast.user("service_officer").pk
    head = cast.actor("section_head")
    say_absence(actor=head, user_id=me, stand_in_id=other, **days())  # type: ignore[arg-type]
    say_absence(actor=head, user_id=other, stand_in_id=me, **days())  # type: ignore[arg-type]
    assert open_one(cast, item="staff").officer_id in {me, other}


def test_when_a_role_ends_its_open_cases_go_to_who_receives_them_now(cast: Cast) -> None:
    other = second_officer(cast)
    case = open_one(cast, item="staff")
    Case.objects.filter(pk=case.pk).update(officer=cast.user("service_officer").pk)
    held = Membership.objects.get(user=cast.user("service_officer"))
    end_role(actor=cast.actor("security_administrator"), membership_id=held.pk, reason="调离")
    case.refresh_from_db()
    assert case.officer_id == other
    assert orphan_cases(cast.actor("section_head")) == []


def test_what_lies_with_nobody_is_seen_and_adopted_at_night(cast: Cast) -> None:
    case = open_one(cast, item="staff")
    Case.objects.filter(pk=case.pk).update(officer=cast.user("finance_officer").pk)
    assert [line.number for line in orphan_cases(cast.actor("section_head"))] == [case.number]
    assert adopt_orphan_cases(actor=Actor.system()) == 1
    assert adopt_orphan_cases(actor=Actor.system()) == 0
    assert orphan_cases(cast.actor("section_head")) == []


def test_all_cases_of_one_go_to_another_with_a_reason(cast: Cast) -> None:
    other, me = second_officer(cast), cast.user("service_officer").pk
    for _n in range(3):
        Case.objects.filter(pk=open_one(cast, item="staff").pk).update(officer=me)
    with pytest.raises(Refused, match="why"):
        hand_over_all_cases(actor=cast.actor("section_head"), from_id=me, to_id=other, reason=" ")
    assert hand_over_all_cases(actor=cast.actor("section_head"), from_id=me, to_id=other, reason="分工调整") == 3
