"""How sign-in behaves here. The library calls these hooks."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mashang.doors.acts import signing
from mashang.doors.attempts import client_address

if TYPE_CHECKING:
    from mashang.accounts.models import User

FACTOR_ACTS = {
    "mfa/email/totp_activated": "second_factor.set_up",
    "mfa/email/totp_deactivated": "second_factor.remove",
    "mfa/email/recovery_codes_generated": "recovery_codes.renew",
}


def keep_language(response: HttpResponse, language: str, *, secure: bool) -> None:
    """Remember the language of the pages in this browser for a year."""
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=secure)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves: people are invited. Every step is recorded in the trail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The library's own messages are left out; our pages say what happened."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        signing.note_failed_sign_in(login=str(credentials.get("username", "")))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        signing.note_sign_in(user_id=user.pk)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            keep_language(response, user.locale, secure=request.is_secure())
        return response

    def logout(self, request: HttpRequest) -> None:
        user_id = request.user.pk
        super().logout(request)
        if user_id:
            signing.note_sign_out(user_id=user_id)

    def set_password(self, user: User, password: str) -> None:
        signing.set_password(actor=signing.themselves(user), user_id=user.pk, password=password)
        user.refresh_from_db()

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever gave the password or a code in the last minutes is not asked for it again."""
        records = get_authentication_records(self.request, self.request.user)
        recent = any(time.time() - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT for record in records)
        return not recent and bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        """The library tells of each change of the second factor here: it goes into the trail."""
        if act := FACTOR_ACTS.get(template_prefix):
            signing.note_factor_change(actor=signing.themselves(user), act=act, user_id=user.pk)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of the second factor lie encrypted in the database, under a key made from the secret key."""

    def _box(self) -> Fernet:
        key = hashlib.sha256(b"second factor:" + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box().decrypt(encrypted_text.encode()).decode()
