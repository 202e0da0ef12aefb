"""One's own mobile number, as its owner sees it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from mashang.accounts.models import PhoneCheck, User
from mashang.accounts.sealing import unseal_phone
from mashang.kernel.actor import Actor
from mashang.kernel.sealing import mask_phone
from mashang.notices import ports


@dataclass(frozen=True, slots=True)
class OwnPhone:
    """The number that is kept, the one to which a code is out, both masked and empty when there is none; and whether
    text messages can be sent at all."""

    kept: str
    asked: str
    possible: bool


def own_phone(*, actor: Actor) -> OwnPhone:
    """The actor's own; two queries."""
    user = User.objects.get(pk=actor.user_id or 0)
    check = PhoneCheck.objects.filter(user=user).order_by("-id").first()
    waits = check is not None and check.used_at is None and check.expires_at > timezone.now()
    return OwnPhone(
        kept=mask_phone(unseal_phone(user.phone_sealed, user.pk)) if user.phone_sealed else "",
        asked=mask_phone(unseal_phone(check.sealed, user.pk)) if check is not None and waits else "",
        possible=ports.is_set_up("sms"),
    )
