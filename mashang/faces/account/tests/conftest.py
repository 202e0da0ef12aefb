from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from mashang.accounts.models import User
from tests.cast import PASSWORD, Cast, make_cast

SIGN_IN = "/account/sign-in"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """The areas and one person per role; counts of wrong passwords start anew."""
    cache.clear()
    AccessAttempt.objects.all().delete()
    yield make_cast()
    cache.clear()


def sign_in(client: Client, login: str, password: str = PASSWORD) -> Any:
    """Send the sign-in form."""
    return client.post(SIGN_IN, {"login": login, "password": password})


def code_now(secret: str) -> str:
    """What an authenticator app shows now, or in a moment where it is about to change: who types takes a while."""
    left = 30 - time.time() % 30
    if left < 3:
        time.sleep(left)
    value = int(hotp_value(secret, int(time.time()) // 30))
    return f"{value:06d}"


def with_second_factor(user: User) -> str:
    """Give a person a second factor with recovery codes; the secret of their app."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_codes(user: User) -> list[str]:
    """The unused recovery codes of a person."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = kept.wrap().get_unused_codes()
    return codes


__all__ = ["cast", "code_now", "get_adapter", "recovery_codes", "sign_in", "with_second_factor"]
