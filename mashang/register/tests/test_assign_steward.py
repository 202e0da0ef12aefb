"""Towers are given to stewards and property managers, firms' people join by approval; each sees what is theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.doors.acts.inviting import accept_invitation
from mashang.doors.standing import actor_for, actor_of
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.register.acts import keeping
from mashang.register.models import FirmMember, TowerKeeper
from mashang.register.reads.keeping import (
    find_kept_tower,
    list_candidates,
    list_firm_people,
    list_joinings,
    list_kept_towers,
    own_askings,
)
from mashang.register.reads.scope import firms_seen_by, towers_seen_by
from mashang.trail.models import Entry
from tests.cast import PASSWORD, Cast, make_cast, make_firm, make_tower


def codes() -> tuple[str, str]:
    """Two right codes of the unassigned region."""
    from mashang.kernel.uscc import check_character, organisation_check_character

    made = []
    for number in ("MA000001", "MA000002"):
        first = "91000000" + number + organisation_check_character(number)
        made.append(first + check_character(first))
    return made[0], made[1]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def membership(cast: Cast, login: str) -> int:
    return Membership.objects.get(user=cast.user(login)).pk


def test_a_tower_is_given_told_and_on_record(cast: Cast) -> None:
    tower = make_tower(cast)
    keeping.assign_steward(
        actor=cast.actor("section_head"),
        tower_id=tower.pk,
        membership_id=membership(cast, "tower_steward"),
        duty="local",
    )
    shown = find_kept_tower(actor=cast.actor("section_head"), tower_id=tower.pk)
    assert [(one.name, one.duty) for one in shown.keepers] == [("tower_steward", "local")]
    assert shown.has_steward
    assert Entry.objects.filter(act="steward.assign", subject_kind="tower", subject_id=tower.pk).exists()
    assert Notice.objects.filter(topic="steward.assigned", recipient=cast.user("tower_steward")).exists()


def test_a_property_manager_sees_the_towers_given_to_them_and_no_other(cast: Cast) -> None:
    own, other = make_tower(cast), make_tower(cast, "鳌峰乙座", code="T2")
    assert list(towers_seen_by(cast.actor("property_manager", face="portal"))) == []
    keeping.assign_steward(
        actor=cast.actor("section_head"),
        tower_id=own.pk,
        membership_id=membership(cast, "property_manager"),
        duty="property",
    )
    actor = cast.actor("property_manager", face="portal")
    assert actor.tower_ids == frozenset({own.pk})
    assert list(towers_seen_by(actor)) == [own]
    assert other.pk not in (actor.tower_ids or ())


@pytest.mark.parametrize(
    ("login", "duty", "code"),
    [
        ("agent", "local", "role_does_not_fit"),
        ("property_manager", "local", "role_does_not_fit"),
        ("tower_steward", "property", "role_does_not_fit"),
        ("other_tower_steward", "local", "area_does_not_fit"),
        ("tower_steward", "king", "role_does_not_fit"),
    ],
)
def test_a_person_who_does_not_fit_is_refused(cast: Cast, login: str, duty: str, code: str) -> None:
    tower = make_tower(cast)
    with pytest.raises(Refused) as refused:
        keeping.assign_steward(
            actor=cast.actor("section_head"), tower_id=tower.pk, membership_id=membership(cast, login), duty=duty
        )
    assert refused.value.code == code


@pytest.mark.parametrize("role", ["tower_steward", "leader", "security_administrator"])
def test_only_a_section_head_gives_towers(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        keeping.assign_steward(
            actor=cast.actor(role),
            tower_id=make_tower(cast).pk,
            membership_id=membership(cast, "tower_steward"),
            duty="local",
        )


def test_towers_of_another_area_are_not_there(cast: Cast) -> None:
    foreign = make_tower(cast, "洪山大厦", area=cast.hongshan)
    with pytest.raises(NotThere):
        keeping.assign_steward(
            actor=cast.actor("section_head"),
            tower_id=foreign.pk,
            membership_id=membership(cast, "tower_steward"),
            duty="local",
        )
    assert list_kept_towers(actor=cast.actor("section_head")).object_list == []


def test_a_steward_keeps_a_tower_once_and_until_it_ends(cast: Cast) -> None:
    tower, actor = make_tower(cast), cast.actor("section_head")
    keeper = keeping.assign_steward(
        actor=actor, tower_id=tower.pk, membership_id=membership(cast, "tower_steward"), duty="district"
    )
    with pytest.raises(Refused, match="already"):
        keeping.assign_steward(
            actor=actor, tower_id=tower.pk, membership_id=membership(cast, "tower_steward"), duty="local"
        )
    with pytest.raises(Refused, match="Say why"):
        keeping.end_stewardship(actor=actor, keeper_id=keeper.pk, reason="")
    keeping.end_stewardship(actor=actor, keeper_id=keeper.pk, reason="moved")
    keeper = TowerKeeper.objects.get()
    assert keeper.span.upper == timezone.localdate() + timedelta(days=1)
    assert [one.id for one in list_kept_towers(actor=actor, without=True)] == []


def test_candidates_are_those_whose_area_holds_the_tower(cast: Cast) -> None:
    tower = find_kept_tower(actor=cast.actor("section_head"), tower_id=make_tower(cast).pk)
    names = {one.name for one in list_candidates(actor=cast.actor("section_head"), tower=tower)}
    assert names == {"tower_steward", "property_manager"}


def test_an_invited_property_manager_keeps_the_tower_on_coming_in(cast: Cast) -> None:
    tower = make_tower(cast)
    invited = keeping.invite_property_manager(actor=cast.actor("section_head"), tower_id=tower.pk, name="物业新人")
    user = accept_invitation(
        actor=actor_of(None, face="link"), token=invited.token, login="wuye", name="物业新人", password=PASSWORD
    )
    assert actor_for(user, face="portal").tower_ids == frozenset({tower.pk})


def test_a_person_joins_a_firm_when_its_owner_agrees(cast: Cast) -> None:
    first, second = codes()
    firm, other = make_firm(cast, uscc=first), make_firm(cast, "晚霞科技有限公司（示例）", uscc=second)
    owner = keeping.invite_firm_owner(actor=cast.actor("security_administrator"), code=first, name="企业管理员")
    boss = accept_invitation(
        actor=actor_of(None, face="link"), token=owner.token, login="laoban", name="企业管理员", password=PASSWORD
    )
    boss_actor = actor_for(boss, role="firm_owner", face="portal")
    assert boss_actor.firm_ids == frozenset({firm.pk})
    asker = cast.actor("firm_member", face="portal")
    assert asker.firm_ids == frozenset()
    keeping.ask_to_join_firm(actor=asker, code=f" {first.lower()} ")
    assert Notice.objects.filter(topic="firm.join_asked", recipient=boss).exists()
    assert cast.actor("firm_member", face="portal").firm_ids == frozenset(), "asking opens nothing"
    row = FirmMember.objects.get(standing="asked")
    with pytest.raises(NotAllowed):
        keeping.approve_firm_member(actor=asker, firm_member_id=row.pk)
    keeping.approve_firm_member(actor=boss_actor, firm_member_id=row.pk)
    member = cast.actor("firm_member", face="portal")
    assert set(firms_seen_by(member)) == {firm}
    assert other not in firms_seen_by(member)
    assert list(towers_seen_by(member)) == []
    assert {one.name for one in list_firm_people(actor=boss_actor)} == {"企业管理员", "firm_member"}
    keeping.end_firm_member(actor=boss_actor, firm_member_id=row.pk, reason="left the firm")
    assert list(FirmMember.objects.filter(pk=row.pk).values_list("standing", flat=True)) == ["ended"]


def test_where_a_firm_has_no_owner_the_office_decides_and_names_one(cast: Cast) -> None:
    first, _second = codes()
    firm = make_firm(cast, uscc=first)
    keeping.ask_to_join_firm(actor=cast.actor("firm_member", face="portal"), code=first)
    office = cast.actor("security_administrator")
    assert [one.firm_id for one in list_joinings(actor=office)] == [firm.pk]
    assert list_joinings(actor=cast.other("security_administrator")) == []
    assert Notice.objects.filter(topic="firm.join_asked", recipient=cast.user("security_administrator")).exists()
    row = FirmMember.objects.get()
    with pytest.raises(NotAllowed):
        keeping.approve_firm_member(actor=cast.other("security_administrator"), firm_member_id=row.pk)
    keeping.approve_firm_member(actor=office, firm_member_id=row.pk, as_owner=True)
    assert actor_for(cast.user("firm_member"), role="firm_owner", face="portal").firm_ids == frozenset({firm.pk})


def test_asking_never_tells_whether_the_firm_is_here(cast: Cast) -> None:
    first, second = codes()
    make_firm(cast, uscc=first)
    actor = cast.actor("firm_member", face="portal")
    assert keeping.ask_to_join_firm(actor=actor, code=first) is keeping.ask_to_join_firm(actor=actor, code=second)
    keeping.ask_to_join_firm(actor=actor, code=first)
    row = FirmMember.objects.get()
    (asked,) = own_askings(user_id=cast.user("firm_member").pk)
    assert (asked.firm, asked.standing) == (first, "asked"), "the code alone, not the name"
    keeping.approve_firm_member(actor=cast.actor("security_administrator"), firm_member_id=row.pk)
    with pytest.raises(Refused) as refused:
        keeping.ask_to_join_firm(actor=actor, code=first)
    assert refused.value.code == "member_already"
    with pytest.raises(Refused) as bad:
        keeping.ask_to_join_firm(actor=actor, code=first[:-1])
    assert bad.value.code == "bad_code"


def test_an_owner_decides_for_their_own_firm_alone(cast: Cast) -> None:
    first, second = codes()
    make_firm(cast, uscc=first)
    make_firm(cast, "别家有限公司（示例）", uscc=second)
    owner = keeping.invite_firm_owner(actor=cast.actor("security_administrator"), code=second, name="别家")
    boss = accept_invitation(
        actor=actor_of(None, face="link"), token=owner.token, login="biejia", name="别家", password=PASSWORD
    )
    keeping.ask_to_join_firm(actor=cast.actor("firm_member", face="portal"), code=first)
    row = FirmMember.objects.get(standing="asked")
    stranger = actor_for(boss, face="portal")
    with pytest.raises(NotThere):
        keeping.approve_firm_member(actor=stranger, firm_member_id=row.pk)
    with pytest.raises(NotAllowed):
        keeping.invite_colleague(actor=stranger, firm_id=row.firm_id, name="x")


def test_a_colleague_invited_by_the_owner_belongs_at_once(cast: Cast) -> None:
    first, _second = codes()
    firm = make_firm(cast, uscc=first)
    owner = keeping.invite_firm_owner(actor=cast.actor("security_administrator"), code=first, name="企业管理员")
    link = actor_of(None, face="link")
    boss = accept_invitation(actor=link, token=owner.token, login="laoban", name="企业管理员", password=PASSWORD)
    colleague = keeping.invite_colleague(actor=actor_for(boss, face="portal"), firm_id=firm.pk, name="同事")
    user = accept_invitation(actor=link, token=colleague.token, login="tongshi", name="同事", password=PASSWORD)
    actor = actor_for(user, face="portal")
    assert (actor.role, actor.firm_ids) == ("firm_member", frozenset({firm.pk}))
