"""What happens at the door is seen by the auditor who answers for the person."""

from __future__ import annotations

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Area, Membership, User
from mashang.doors.acts.signing import note_failed_sign_in, note_lockout
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.trail.acts import record
from mashang.trail.models import Entry
from mashang.trail.reads.search import Filters, find_entries
from tests.cast import Cast, grant, make_area, make_user


def acts_seen(actor: Actor) -> list[str]:
    return sorted(line.act for line in find_entries(actor=actor, filters=Filters()).lines)


def test_wrong_passwords_and_locks_are_seen_by_the_auditor_of_the_persons_area_alone(cast: Cast) -> None:
    note_failed_sign_in(login="tower_steward")
    note_lockout(login="tower_steward")
    grant(make_user("city_auditor"), "auditor", cast.city)
    assert acts_seen(cast.actor("auditor")) == ["sign_in.fail", "sign_in.lock"]
    assert acts_seen(cast.other("auditor")) == []
    assert set(Entry.objects.values_list("district_id", flat=True)) == {cast.taijiang.pk}


def test_a_person_of_two_districts_is_answered_for_in_both(cast: Cast) -> None:
    grant(cast.user("agent"), "agent", cast.hongshan)
    grant(cast.user("agent"), "leader", cast.taijiang)
    note_failed_sign_in(login="agent")
    grant(make_user("city_auditor"), "auditor", cast.city)
    grant(make_user("district_auditor"), "auditor", cast.taijiang)
    assert acts_seen(actor_for(User.objects.get(login="district_auditor"))) == ["sign_in.fail"]
    assert acts_seen(cast.other("auditor")) == ["sign_in.fail"]
    assert Entry.objects.count() == 2


def test_one_whose_roles_have_ended_still_has_an_area(cast: Cast) -> None:
    today = timezone.localdate()
    Membership.objects.filter(user=cast.user("agent")).update(span=DateRange(today.replace(year=today.year - 1), today))
    note_failed_sign_in(login="agent")
    assert Entry.objects.get().area_path == cast.aofeng.path


def test_what_has_no_place_is_seen_by_the_topmost_auditors_alone(cast: Cast) -> None:
    make_user("nobody_yet")
    note_failed_sign_in(login="nobody_yet")
    record(actor=Actor.system(), act="area.edit", subject_kind="area", subject_id=1, area_path=cast.city.path)
    assert acts_seen(cast.actor("auditor")) == ["area.edit", "sign_in.fail"], "nobody stands above"
    grant(make_user("district_auditor"), "auditor", cast.taijiang)
    assert acts_seen(cast.actor("auditor")) == [], "the district's auditor stands above now"
    assert acts_seen(actor_for(User.objects.get(login="district_auditor"))) == ["area.edit", "sign_in.fail"]
    grant(make_user("city_auditor"), "auditor", cast.city)
    assert acts_seen(actor_for(User.objects.get(login="district_auditor"))) == []
    assert acts_seen(actor_for(User.objects.get(login="city_auditor"))) == ["area.edit", "sign_in.fail"]


def test_an_office_whose_root_is_a_street_sees_everything(db: None) -> None:
    street: Area = make_area(None, Area.Kind.SUBDISTRICT, "鳌峰街道", "AA")
    auditor = make_user("auditor")
    grant(auditor, "auditor", street)
    grant(make_user("steward"), "tower_steward", street)
    make_user("nobody_yet")
    note_failed_sign_in(login="steward")
    note_failed_sign_in(login="nobody_yet")
    assert acts_seen(actor_for(auditor)) == ["sign_in.fail", "sign_in.fail"]
