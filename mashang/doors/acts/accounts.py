"""Managing accounts: names and addresses, closing and opening again, ending sessions, lifting locks."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction

from mashang.accounts.models import User
from mashang.accounts.rules.roles import Permission
from mashang.doors.reads.people import holds_apart, may_manage, visible_people
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record, sealed


@transaction.atomic
def edit_person(*, actor: Actor, user_id: int, name: str, email: str) -> None:
    """Change the name and mail address of a person.

    Refuses a person whose open roles reach beyond the actor's area, and another mail address of someone who
    holds, or waits for, an administrator's role: a forgotten password is renewed through it, so one person
    alone could take the office of another (GB/T 22239 level 3: separation of duties).
    """
    actor.require(Permission.PEOPLE_MANAGE)
    user = take_person(actor, user_id)
    diff: dict[str, object] = {}
    if user.name != name:
        diff["name"] = [sealed(user.name), sealed(name)]
    if user.email != email:
        require_no_administrator(user)
        diff["email"] = [sealed(user.email), sealed(email)]
    if not diff:
        return
    user.name, user.email = name, email
    user.save(update_fields=["name", "email"])
    record(actor=actor, act="person.edit", subject_kind="user", subject_id=user.pk, diff=diff)


@transaction.atomic
def close_account(*, actor: Actor, user_id: int, reason: str) -> None:
    """Close an account: nobody can sign in with it and every open session ends. Nothing is deleted.

    Refuses one's own account, a closed one, and an end without a reason.
    """
    _require_keeper(actor)
    user = take_person(actor, user_id)
    if user.pk == actor.user_id:
        raise NotAllowed("not_oneself", _("Nobody may close their own account."), mend=_("Ask another administrator."))
    if not user.is_active:
        raise Refused("closed_already", _("This account is closed already."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why the account is closed."), field="reason")
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user.pk)
    record(actor=actor, act="person.close", subject_kind="user", subject_id=user.pk, reason=reason)


@transaction.atomic
def reopen_account(*, actor: Actor, user_id: int) -> None:
    """Open a closed account again, with the roles that are still open. Refuses one that is not closed."""
    actor.require(Permission.PEOPLE_MANAGE)
    user = take_person(actor, user_id)
    if user.is_active:
        raise Refused("not_closed", _("This account is not closed."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(actor=actor, act="person.reopen", subject_kind="user", subject_id=user.pk)


@transaction.atomic
def sign_person_out(*, actor: Actor, user_id: int) -> int:
    """End every session of a person, for example after a phone was lost. Returns how many ended."""
    _require_keeper(actor)
    user = take_person(actor, user_id)
    ended = end_all_sessions(user.pk)
    record(actor=actor, act="sessions.end", subject_kind="user", subject_id=user.pk)
    return ended


@transaction.atomic
def drop_second_factor(*, actor: Actor, user_id: int, reason: str) -> None:
    """Take a lost second factor off, so that the person can set up a new one; their sessions end.

    Refuses oneself, a person without second factor, and a step without a reason.
    """
    actor.require(Permission.SECURITY_MANAGE)
    user = take_person(actor, user_id)
    if user.pk == actor.user_id:
        raise NotAllowed(
            "not_oneself",
            _("Nobody may take off their own second factor here."),
            mend=_("Ask another security administrator."),
        )
    if not reason.strip():
        raise Refused("reason_missing", _("Say why, and how you made sure that it is this person."), field="reason")
    if not Authenticator.objects.filter(user_id=user.pk).exists():
        raise Refused("no_second_factor", _("This person has no second factor."))
    Authenticator.objects.filter(user_id=user.pk).delete()
    end_all_sessions(user.pk)
    record(actor=actor, act="second_factor.drop", subject_kind="user", subject_id=user.pk, reason=reason)


@transaction.atomic
def lift_lockout(*, actor: Actor, user_id: int) -> None:
    """Let a person whose sign-in is locked try again at once. Refuses when it is not locked."""
    from axes.utils import reset

    actor.require(Permission.SECURITY_MANAGE)
    user = take_person(actor, user_id)
    if not reset(username=user.login.lower()):
        raise Refused("not_locked", _("The sign-in of this person is not locked."))
    record(actor=actor, act="sign_in.unlock", subject_kind="user", subject_id=user.pk)


def end_all_sessions(user_id: int) -> int:
    """End the sessions of a person in every browser; how many there were."""
    sessions = list(UserSession.objects.filter(user_id=user_id))
    for session in sessions:
        session.end()
    return len(sessions)


def require_no_administrator(user: User) -> None:
    """Refuse what would let one person take over an administrator's account."""
    if holds_apart(user.pk):
        raise NotAllowed(
            "administrators_address",
            _("Nobody changes the mail address or password of an administrator for them."),
            mend=_("They change it themselves under My account. Whoever cannot sign in any more is invited anew, which two security administrators decide."),
            field="email",
        )  # fmt: skip


def _require_keeper(actor: Actor) -> None:
    if not actor.may(Permission.SECURITY_MANAGE):
        actor.require(Permission.PEOPLE_MANAGE)


def take_person(actor: Actor, user_id: int) -> User:
    """The person under a lock; refuses one that the actor may not know, or whose roles reach beyond the actor's area."""
    user = (
        User.objects.select_for_update(of=("self",))
        .filter(pk__in=visible_people(actor).values("pk"), pk=user_id)
        .first()
    )
    if user is None:
        raise NotThere("no_such_person", _("There is no such person."))
    if not may_manage(actor, user.pk):
        raise NotAllowed(
            "reaches_beyond",
            _("This person holds roles outside your area as well."),
            mend=_("Ask the administrator of the area above."),
        )
    return user
