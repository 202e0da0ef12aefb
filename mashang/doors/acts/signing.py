"""What the sign-in library tells us: each step of coming in goes into the trail."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from mashang.accounts.models import User
from mashang.doors.reads.people import home_areas
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.trail.acts import record


def themselves(user: User) -> Actor:
    """The actor of someone at the door, before they act in a role."""
    return actor_for(user, face="account")


@transaction.atomic
def note_sign_in(*, user_id: int) -> None:
    """Records that a person came in, all steps done."""
    user = User.objects.get(pk=user_id)
    record(actor=themselves(user), act="sign_in.succeed", subject_kind="user", subject_id=user.pk)


@transaction.atomic
def note_sign_out(*, user_id: int) -> None:
    """Records that a person signed out."""
    user = User.objects.get(pk=user_id)
    record(actor=themselves(user), act="sign_out.do", subject_kind="user", subject_id=user.pk)


@transaction.atomic
def note_failed_sign_in(*, login: str) -> None:
    """Records a wrong password for a known login name.

    An unknown name is not recorded here: people type passwords into the wrong field.
    """
    user = User.objects.filter(login__iexact=login).first()
    if user is not None:
        _note_at_home(user, "sign_in.fail")


@transaction.atomic
def note_lockout(*, login: str) -> None:
    """Records that sign-in was locked after too many wrong passwords for a known login name."""
    user = User.objects.filter(login__iexact=login).first()
    if user is not None:
        _note_at_home(user, "sign_in.lock")


def _note_at_home(user: User, act: str) -> None:
    """An entry by nobody about a person, in every area where an auditor answers for them."""
    nobody = replace(Actor.system("sign-in"), face="account")
    for area_path, district_id in home_areas(user.pk):
        record(
            actor=nobody, act=act, subject_kind="user", subject_id=user.pk, area_path=area_path, district_id=district_id
        )


@transaction.atomic
def note_factor_change(*, actor: Actor, act: str, user_id: int) -> None:
    """Records a change of the second factor: `second_factor.set_up`, `second_factor.remove`, `recovery_codes.renew`."""
    record(actor=actor, act=act, subject_kind="user", subject_id=user_id)


@transaction.atomic
def set_password(*, actor: Actor, user_id: int, password: str) -> None:
    """Sets a password that the form has already judged. All other sessions of the person end with it."""
    user = User.objects.select_for_update().get(pk=user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(actor=actor, act="password.change", subject_kind="user", subject_id=user.pk)
