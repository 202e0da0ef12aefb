"""Roles are given by others, in one's own area, and powerful ones by two persons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import DESK_ROLES, PORTAL_ROLES, Permission, Role, roles_with
from mashang.doors.acts.granting import approve_role, end_role, grant_role
from mashang.doors.standing import find_held
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from mashang.trail.models import Entry
from tests.cast import Cast, grant, make_user


def roles(login: str, cast: Cast) -> set[str]:
    return {one.role for one in find_held(cast.user(login).pk)}


def test_a_granted_role_is_in_force_told_and_on_record(cast: Cast) -> None:
    actor, person = cast.actor("security_administrator"), cast.user("agent")
    row = grant_role(actor=actor, user_id=person.pk, role=Role.WINDOW_CLERK, area_id=cast.aofeng.pk)
    assert roles("agent", cast) == {"agent", "window_clerk"}
    entry = Entry.objects.get(act="role.grant")
    assert (entry.actor_id, entry.subject_kind, entry.subject_id) == (actor.user_id, "user", person.pk)
    assert Notice.objects.filter(recipient=person, topic="role.granted", subject_id=row.pk).exists()


def test_nobody_grants_a_role_to_themselves(cast: Cast) -> None:
    actor = cast.actor("security_administrator")
    with pytest.raises(NotAllowed) as refused:
        grant_role(actor=actor, user_id=actor.user_id or 0, role=Role.LEADER, area_id=cast.aofeng.pk)
    assert refused.value.code == "not_oneself"
    assert roles("security_administrator", cast) == {"security_administrator"}


@pytest.mark.parametrize("role", ["tower_steward", "system_administrator", "leader", "auditor"])
def test_only_the_security_administrator_grants_roles(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        grant_role(actor=cast.actor(role), user_id=cast.user("agent").pk, role=Role.LEADER, area_id=cast.aofeng.pk)


@pytest.mark.parametrize("role", sorted(Role))
def test_whoever_is_refused_is_sent_to_those_who_can_give_it(cast: Cast, role: str) -> None:
    """Staff get roles from security administrators; a firm's people and property managers from whoever let them in."""
    with pytest.raises(NotAllowed) as refused:
        cast.actor(role).require("nobody.may")
    mend = str(refused.value.mend)
    assert ("security administrator" in mend) is (role in DESK_ROLES)
    assert ("owner" in mend) is (role in PORTAL_ROLES)


def test_a_tower_is_asked_of_those_who_give_towers(cast: Cast) -> None:
    with pytest.raises(NotAllowed) as refused:
        cast.actor(Role.PROPERTY_MANAGER).require(Permission.OWN_TOWER_READ, tower_id=0)
    assert "section head" in str(refused.value.mend)
    assert roles_with(Permission.STEWARDS_ASSIGN) == [Role.SECTION_HEAD]


def test_no_role_reaches_beyond_the_area_of_the_one_who_grants_it(cast: Cast) -> None:
    actor, person = cast.actor("security_administrator"), cast.user("agent")
    for area in (cast.hongshan, cast.taijiang, cast.city):
        with pytest.raises(NotAllowed) as refused:
            grant_role(actor=actor, user_id=person.pk, role=Role.LEADER, area_id=area.pk)
        assert refused.value.code == "outside_area"


def test_a_person_of_another_area_is_not_even_known(cast: Cast) -> None:
    actor = cast.actor("security_administrator")
    with pytest.raises(NotThere):
        grant_role(actor=actor, user_id=cast.user("other_agent").pk, role=Role.LEADER, area_id=cast.aofeng.pk)


def test_an_administrators_role_waits_for_a_second_person(cast: Cast) -> None:
    first, person = cast.actor("security_administrator"), cast.user("agent")
    second = make_user("second")
    grant(second, Role.SECURITY_ADMINISTRATOR, cast.aofeng)
    cast.users["second"] = second
    row = grant_role(actor=first, user_id=person.pk, role=Role.AUDITOR, area_id=cast.aofeng.pk)
    assert row.awaits_approval
    assert roles("agent", cast) == {"agent"}
    with pytest.raises(NotAllowed) as refused:
        approve_role(actor=first, membership_id=row.pk)
    assert refused.value.code == "second_person"
    from mashang.doors.standing import actor_for

    approve_role(actor=actor_for(second), membership_id=row.pk)
    assert roles("agent", cast) == {"agent", "auditor"}
    with pytest.raises(Refused, match="does not wait"):
        approve_role(actor=actor_for(second), membership_id=row.pk)


def test_system_security_and_audit_lie_in_different_hands(cast: Cast) -> None:
    actor = cast.actor("security_administrator")
    with pytest.raises(Refused) as refused:
        grant_role(actor=actor, user_id=cast.user("system_administrator").pk, role=Role.AUDITOR, area_id=cast.aofeng.pk)
    assert refused.value.code == "separation_of_duties"


def test_a_liaison_needs_a_department_of_the_same_line(cast: Cast) -> None:
    actor, person = cast.actor("security_administrator"), cast.user("agent")
    for department, code in ((None, "department_missing"), (cast.other_department.pk, "department_elsewhere")):
        with pytest.raises(Refused) as refused:
            grant_role(
                actor=actor,
                user_id=person.pk,
                role=Role.DEPARTMENT_LIAISON,
                area_id=cast.aofeng.pk,
                department_id=department,
            )
        assert refused.value.code == code
    grant_role(
        actor=actor,
        user_id=person.pk,
        role=Role.DEPARTMENT_LIAISON,
        area_id=cast.aofeng.pk,
        department_id=cast.department.pk,
    )
    assert "department_liaison" in roles("agent", cast)


def test_a_role_held_already_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        grant_role(
            actor=cast.actor("security_administrator"),
            user_id=cast.user("agent").pk,
            role=Role.AGENT,
            area_id=cast.aofeng.pk,
        )
    assert refused.value.code == "held_already"


def test_a_role_ends_by_itself_after_its_last_day(cast: Cast) -> None:
    today = timezone.localdate()
    row = grant_role(
        actor=cast.actor("security_administrator"),
        user_id=cast.user("agent").pk,
        role=Role.LEADER,
        area_id=cast.aofeng.pk,
        until=today,
    )
    held_on = {day: {one.role for one in find_held(row.user_id, on=day)} for day in (today, today + timedelta(days=1))}
    assert "leader" in held_on[today]
    assert "leader" not in held_on[today + timedelta(days=1)]


def test_an_ended_role_is_gone_at_once_and_stays_in_history(cast: Cast) -> None:
    row = Membership.objects.get(user=cast.user("agent"))
    end_role(actor=cast.actor("security_administrator"), membership_id=row.pk, reason="moved to another office")
    assert roles("agent", cast) == set()
    row.refresh_from_db()
    assert row.ended_at is not None
    assert Entry.objects.get(act="role.end").reason == "moved to another office"


def test_ending_needs_a_reason_and_another_person(cast: Cast) -> None:
    actor = cast.actor("security_administrator")
    own, other = (Membership.objects.get(user=cast.user(login)) for login in ("security_administrator", "agent"))
    with pytest.raises(Refused, match="Say why"):
        end_role(actor=actor, membership_id=other.pk, reason=" ")
    with pytest.raises(NotAllowed):
        end_role(actor=actor, membership_id=own.pk, reason="tired")
    foreign = Membership.objects.get(user=cast.user("other_agent"))
    with pytest.raises(NotAllowed):
        end_role(actor=actor, membership_id=foreign.pk, reason="not mine")
