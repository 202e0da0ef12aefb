"""From the invitation to the open account, and every way a link can be dead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from mashang.accounts.models import Invitation, OneTimeLink
from mashang.accounts.rules.roles import Role
from mashang.doors.acts.inviting import (
    Invited,
    accept_invitation,
    approve_invitation,
    ask_for_new_link,
    invite_person,
    recall_invitation,
    renew_invitation,
)
from mashang.doors.reads.invitations import list_invitations, open_link
from mashang.doors.standing import actor_of, find_held
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.notices.models import Notice
from tests.cast import PASSWORD, Cast

ANYONE = actor_of(None, face="link")
NONSENSE = "nonsense"


def invite(
    cast: Cast, actor: Actor | None = None, role: str = Role.WINDOW_CLERK, email: str = "new@example.org"
) -> Invited:
    who = actor or cast.actor("security_administrator")
    return invite_person(actor=who, name="窗口新人", email=email, role=role, area_id=cast.aofeng.pk)


def accept(invited: Invited, login: str = "xinren", password: str = PASSWORD) -> int:
    user = accept_invitation(actor=ANYONE, token=invited.token, login=login, name="窗口新人", password=password)
    return user.pk


def age(invited: Invited, days: int) -> None:
    """Make a link older than it is; the guard of the table lets nobody do that but a superuser."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        link = OneTimeLink.objects.filter(subject_id=invited.invitation_id)
        link.update(
            created_at=timezone.now() - timedelta(days=days), expires_at=timezone.now() - timedelta(days=days - 7)
        )
        cursor.execute("set local session_replication_role = origin")


def test_an_invited_person_comes_in_with_their_role(cast: Cast) -> None:
    invited = invite(cast)
    assert open_link(invited.token).alive
    held = find_held(accept(invited))
    assert [(one.role, one.area_id) for one in held] == [("window_clerk", cast.aofeng.pk)]


def test_opening_does_not_use_the_link_but_coming_in_does(cast: Cast) -> None:
    invited = invite(cast)
    for _turn in range(3):
        assert open_link(invited.token).alive
    accept(invited)
    assert open_link(invited.token).why == "used"
    with pytest.raises(Refused) as refused:
        accept(invited, login="zweiter")
    assert refused.value.code == "link_used"


def test_the_token_is_kept_nowhere(cast: Cast) -> None:
    invited = invite(cast)
    link = OneTimeLink.objects.get()
    assert invited.token.encode() not in bytes(link.token_hash)
    notice = Notice.objects.get(topic="person.invited")
    assert invited.token not in str(notice.args)
    assert "new@example.org" not in str(notice.args)


def test_a_link_that_is_too_old_is_dead(cast: Cast) -> None:
    invited = invite(cast)
    age(invited, 8)
    assert open_link(invited.token).why == "expired"
    with pytest.raises(Refused) as refused:
        accept(invited)
    assert refused.value.code == "link_expired"


def test_a_dead_link_asks_for_a_new_one_that_goes_to_the_same_recipient(cast: Cast) -> None:
    invited = invite(cast)
    age(invited, 8)
    ask_for_new_link(actor=ANYONE, token=invited.token)
    assert OneTimeLink.objects.filter(revoked_at=None).count() == 1
    states = list(Notice.objects.filter(topic="person.invited").values_list("state", flat=True))
    assert len(states) == 2
    ask_for_new_link(actor=ANYONE, token=invited.token)
    assert OneTimeLink.objects.count() == 2, "while the new link lives no further one is made"


def test_without_an_address_the_inviter_is_told_that_a_new_link_is_wanted(cast: Cast) -> None:
    invited = invite(cast, email="")
    age(invited, 8)
    ask_for_new_link(actor=ANYONE, token=invited.token)
    assert Notice.objects.filter(topic="invitation.link_asked", recipient=cast.user("security_administrator")).exists()


def test_an_unknown_link_leads_nowhere_and_asks_nothing(cast: Cast) -> None:
    assert open_link(NONSENSE).why == "unknown"
    ask_for_new_link(actor=ANYONE, token=NONSENSE)
    with pytest.raises(NotThere):
        accept(Invited(invitation_id=0, token=NONSENSE))


def test_a_recalled_invitation_is_dead(cast: Cast) -> None:
    invited = invite(cast)
    recall_invitation(actor=cast.actor("security_administrator"), invitation_id=invited.invitation_id)
    assert open_link(invited.token).why == "recalled"
    with pytest.raises(Refused):
        accept(invited)
    with pytest.raises(Refused):
        renew_invitation(actor=cast.actor("security_administrator"), invitation_id=invited.invitation_id)


def test_a_new_link_kills_the_old_one(cast: Cast) -> None:
    old = invite(cast)
    new = renew_invitation(actor=cast.actor("system_administrator"), invitation_id=old.invitation_id)
    assert open_link(old.token).why == "recalled"
    assert find_held(accept(new))


def test_a_role_proposed_by_the_system_administrator_waits_for_security(cast: Cast) -> None:
    invited = invite(cast, cast.actor("system_administrator"))
    user_id = accept(invited)
    assert find_held(user_id) == ()


def test_an_invitation_approved_beforehand_is_in_force_at_once(cast: Cast) -> None:
    invited = invite(cast, cast.actor("system_administrator"))
    with pytest.raises(NotAllowed):
        approve_invitation(actor=cast.actor("system_administrator"), invitation_id=invited.invitation_id)
    approve_invitation(actor=cast.actor("security_administrator"), invitation_id=invited.invitation_id)
    assert [one.role for one in find_held(accept(invited))] == ["window_clerk"]


@pytest.mark.parametrize("role", ["tower_steward", "leader", "auditor", "firm_owner"])
def test_other_roles_invite_nobody(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        invite(cast, cast.actor(role))
    assert not Invitation.objects.exists()


def test_nobody_invites_into_another_area(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        invite_person(actor=cast.actor("system_administrator"), name="x", role=Role.AGENT, area_id=cast.hongshan.pk)
    assert list(list_invitations(actor=cast.other("system_administrator"))) == []


@pytest.mark.parametrize(
    ("login", "password", "code"),
    [("ag", PASSWORD, "login_malformed"), ("Agent", PASSWORD, "login_taken"), ("新人", PASSWORD, "login_malformed"), ("xinren", "short", "weak_password"), ("xinren", "password1234", "weak_password")],
)  # fmt: skip
def test_login_and_password_are_judged_and_the_link_stays_alive(
    cast: Cast, login: str, password: str, code: str
) -> None:
    invited = invite(cast)
    with pytest.raises(Refused) as refused:
        accept(invited, login=login, password=password)
    assert refused.value.code == code
    assert open_link(invited.token).alive


def test_the_database_keeps_links_as_they_are(cast: Cast) -> None:
    invited = invite(cast)
    links = OneTimeLink.objects.filter(subject_id=invited.invitation_id)
    for change in ({"expires_at": timezone.now() + timedelta(days=900)}, {"subject_id": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            links.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        links.delete()


def test_the_platform_itself_asks_the_first_administrators_in(cast: Cast) -> None:
    for role in (Role.SECURITY_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR):
        invited = invite_person(actor=Actor.system(), name="首任", role=role, area_id=cast.city.pk)
        assert [one.role for one in find_held(accept(invited, login=str(role).replace("_", "-")))] == [role]
    ask_for_new_link(actor=ANYONE, token=invited.token)
    assert list_invitations(actor=actor_of_city(cast))[0].invited_by == ""


def actor_of_city(cast: Cast) -> Actor:
    return cast.actor("leader").within(area_path=cast.city.path)


def test_an_unknown_role_invites_nobody(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        invite(cast, role="king")
    assert refused.value.code == "unknown_role"
