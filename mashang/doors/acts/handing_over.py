"""A link for a new password, handed over to someone who has no mail address or cannot reach it."""

from __future__ import annotations

from django.db import transaction

from mashang.accounts.rules.roles import Permission
from mashang.doors.acts.accounts import require_no_administrator, take_person
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record


@transaction.atomic
def make_password_link(*, actor: Actor, user_id: int, reason: str) -> str:
    """A link with which a person sets a new password, as the mail of a forgotten one holds: its path below our address.

    It dies with its use, with the next sign-in and after three days; the second factor stays. Refuses oneself, a
    closed account, a missing reason, and an administrator: one person alone could take another's office.
    """
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    actor.require(Permission.SECURITY_MANAGE)
    user = take_person(actor, user_id)
    if user.pk == actor.user_id:
        raise NotAllowed(
            "not_oneself", _("Nobody makes a password link for themselves."), mend=_("Change it under My account.")
        )
    require_no_administrator(user)
    if not user.is_active:
        raise Refused(
            "account_closed", _("This account is closed."), mend=_("Let a system administrator open it again first.")
        )
    if not reason.strip():
        raise Refused("reason_missing", _("Say why, and how you made sure that it is this person."), field="reason")
    record(actor=actor, act="password.hand_over", subject_kind="user", subject_id=user.pk, reason=reason)
    return f"/account/password/new/{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
