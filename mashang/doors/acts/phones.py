"""One's own mobile number: asked for, proved by a code that was sent to it, taken away."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import PhoneCheck, User
from mashang.accounts.sealing import phone_index, seal_phone, unseal_phone
from mashang.doors.rules.mobiles import (
    CODE_DIGITS,
    CODE_MINUTES,
    MOST_A_DAY,
    MOST_ATTEMPTS,
    WAIT_SECONDS,
    clean_mobile,
)
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.kernel.text import _
from mashang.notices import ports
from mashang.notices.acts import queue_to_address
from mashang.trail.acts import record, sealed


@transaction.atomic
def ask_phone_code(*, actor: Actor, phone: str) -> PhoneCheck:
    """Send a code of six digits to a mobile number that the actor says is theirs. It is good for ten minutes.

    The number is kept only once the code has come back. Refuses what is no mobile number, where no text messages can be
    sent, a second code within a minute, and more than five in 24 hours.
    """
    user, number = _own(actor), clean_mobile(phone)
    if not ports.is_set_up("sms"):
        raise Refused(
            "no_sms", _("No text messages can be sent here."), field="phone",
            mend=_("Ask the administrator of the platform to set them up."),
        )  # fmt: skip
    now = timezone.now()
    _refuse_too_many(user, now)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    check = PhoneCheck(
        user=user, sealed=seal_phone(number, user.pk), code_hash=_hash(user.pk, code), created_at=now,
        expires_at=now + timedelta(minutes=CODE_MINUTES),
    )  # fmt: skip
    check.save(force_insert=True)
    queue_to_address(
        actor=actor, topic="phone.code", key=f"phone_check:{check.pk}", address=number, template="phone_code",
        args={"minutes": CODE_MINUTES}, secrets={"code": code}, locale=user.locale, channel="sms",
    )  # fmt: skip
    record(actor=actor, act="phone.ask", subject_kind="user", subject_id=user.pk, diff={"phone": sealed(number)})
    return check


def confirm_phone(*, actor: Actor, code: str) -> None:
    """Keep the number to which the newest code was sent, because it came back.

    Refuses when none is asked for, after ten minutes, a wrong code, and every code after five wrong ones. A wrong one
    counts although it is refused.
    """
    with transaction.atomic():
        user = _own(actor)
        check = user.phone_checks.select_for_update().order_by("-id").first()
        fault = _fault(check, code, timezone.now())
        if check is not None and fault is None:
            _keep(actor, user, check)
        elif check is not None and check.used_at is None:
            check.attempts = min(check.attempts + 1, MOST_ATTEMPTS)
            check.save(update_fields=["attempts"])
    if fault is not None:
        raise fault


@transaction.atomic
def drop_phone(*, actor: Actor) -> None:
    """Forget one's own mobile number; nothing is written when there is none."""
    user = _own(actor)
    if user.phone_sealed is None:
        return
    before = unseal_phone(user.phone_sealed, user.pk)
    user.phone_sealed = user.phone_index = None
    user.save(update_fields=["phone_sealed", "phone_index"])
    record(
        actor=actor, act="phone.drop", subject_kind="user", subject_id=user.pk, diff={"phone": [sealed(before), None]}
    )  # fmt: skip


def _keep(actor: Actor, user: User, check: PhoneCheck) -> None:
    number = unseal_phone(check.sealed, user.pk)
    before = sealed(unseal_phone(user.phone_sealed, user.pk)) if user.phone_sealed else None
    check.used_at = timezone.now()
    check.save(update_fields=["used_at"])
    user.phone_sealed, user.phone_index = seal_phone(number, user.pk), phone_index(number)
    user.save(update_fields=["phone_sealed", "phone_index"])
    record(
        actor=actor, act="phone.confirm", subject_kind="user", subject_id=user.pk,
        diff={"phone": [before, sealed(number)]},
    )  # fmt: skip


def _fault(check: PhoneCheck | None, code: str, now: datetime) -> Refused | None:
    again = _("Ask for a new code.")
    if check is None or check.used_at is not None:
        return Refused("no_code", _("No code was asked for."), field="code", mend=_("Enter your number first."))
    if now >= check.expires_at:
        return Refused("code_old", _("This code is too old."), field="code", mend=again)
    if check.attempts >= MOST_ATTEMPTS:
        return Refused("code_worn", _("Too many wrong codes were entered."), field="code", mend=again)
    if not hmac.compare_digest(bytes(check.code_hash), _hash(check.user_id, code.strip())):
        return Refused("code_wrong", _("This is not the code."), field="code", mend=_("Look at the newest message."))
    return None


def _refuse_too_many(user: User, now: datetime) -> None:
    times = list(
        user.phone_checks.filter(created_at__gt=now - timedelta(hours=24)).values_list("created_at", flat=True)
    )
    if times and max(times) > now - timedelta(seconds=WAIT_SECONDS):
        raise Refused(
            "code_just_sent", _("A code was sent just now."), field="phone", mend=_("Wait a minute before the next.")
        )
    if len(times) >= MOST_A_DAY:
        raise Refused(
            "codes_enough", _("No more codes are sent to you today."), field="phone", mend=_("Try again tomorrow.")
        )


def _hash(user_id: int, code: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"phone code {user_id} {code}".encode(), hashlib.sha256).digest()


def _own(actor: Actor) -> User:
    if actor.user_id is None:
        raise NotAllowed("not_signed_in", _("Sign in first."))
    return User.objects.select_for_update().get(pk=actor.user_id)
