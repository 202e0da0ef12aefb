"""What people change about themselves."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction

from mashang.accounts.models import User
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record, sealed


def _own(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotAllowed("not_signed_in", _("Sign in first."))
    return User.objects.select_for_update().get(pk=actor.user_id)


@transaction.atomic
def edit_own_account(*, actor: Actor, name: str, email: str, language: str) -> None:
    """Change one's own name, mail address and language; nothing is written when all are the same.

    Refuses a language that is not offered.
    """
    if language not in dict(settings.LANGUAGES):
        raise Refused("unknown_language", _("This language is not offered."), field="language")
    user = _own(actor)
    diff: dict[str, object] = {}
    if user.name != name:
        diff["name"] = [sealed(user.name), sealed(name)]
    if user.email != email:
        diff["email"] = [sealed(user.email), sealed(email)]
    if user.locale != language:
        diff["language"] = [user.locale, language]
    if not diff:
        return
    user.name, user.email, user.locale = name, email, language
    user.save(update_fields=["name", "email", "locale"])
    record(actor=actor, act="person.edit", subject_kind="user", subject_id=user.pk, diff=diff)


@transaction.atomic
def end_own_session(*, actor: Actor, session_id: int, present_key: str) -> None:
    """Sign out another of one's own browsers. Refuses the present one and those of other people."""
    user = _own(actor)
    session = UserSession.objects.select_for_update().filter(pk=session_id, user_id=user.pk).first()
    if session is None:
        raise NotThere("no_such_session", _("That browser is signed out already."))
    if session.session_key == present_key:
        raise Refused("present_session", _("This is the browser you are using."), mend=_("Use Sign out instead."))
    session.end()
    record(actor=actor, act="session.end", subject_kind="user", subject_id=user.pk)


def own_recovery_codes(*, actor: Actor, codes: list[str]) -> bool:
    """Are all these codes unused recovery codes of the actor?"""
    kept = Authenticator.objects.filter(user_id=actor.user_id, type=Authenticator.Type.RECOVERY_CODES).first()
    return kept is not None and set(codes) <= set(kept.wrap().get_unused_codes())
