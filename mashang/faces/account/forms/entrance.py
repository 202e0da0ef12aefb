"""The forms of the sign-in library with our words; the library finds them through the settings."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as library
from allauth.mfa.base import forms as factor
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _


class _Plain:
    """Takes the library's placeholders away: a placeholder is not a label."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in self.fields.items():  # type: ignore[attr-defined]
            one.widget.attrs.pop("placeholder", None)
            one.label = self.labels.get(name, one.label)
            one.help_text = self.helps.get(name, "")


_NEW = {"password1": _("New password"), "password2": _("The same once more"), "oldpassword": _("Present password")}
_LONG = {"password1": _("At least 12 characters. A short sentence is easy to keep in mind and hard to guess.")}


class SignInForm(_Plain, library.LoginForm):  # type: ignore[misc]
    labels = {"login": _("Login name"), "password": _("Password")}


class AgainForm(_Plain, library.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("Password")}


class ForgottenForm(_Plain, library.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": _("E-mail")}


class ChangeForm(_Plain, library.ChangePasswordForm):  # type: ignore[misc]
    labels, helps = _NEW, _LONG


class SetForm(_Plain, library.SetPasswordForm):  # type: ignore[misc]
    labels, helps = _NEW, _LONG


class NewPasswordForm(_Plain, library.ResetPasswordKeyForm):  # type: ignore[misc]
    labels, helps = _NEW, _LONG


class CodeForm(_Plain, factor.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code of your app, or a recovery code")}


class CodeAgainForm(_Plain, factor.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": _("Code of your app, or a recovery code")}


class SetUpForm(_Plain, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("The six digits that the app shows now")}
