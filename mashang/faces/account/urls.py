"""Addresses of signing in and of one's own account: the library's views at our own places, in our own look."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as library
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as sessions
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from mashang.faces.account.guard import guard
from mashang.faces.account.nav import page
from mashang.faces.account.views import factors, notices, phones, self_service
from mashang.ui.page import Text


class Base36(StringConverter):
    """The person's number in a reset link; the key that follows it holds hyphens."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")


def framed(view: Callable[..., HttpResponseBase], title: Text) -> Callable[..., HttpResponseBase]:
    """A view of the sign-in library with our `page` in its template."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        values = getattr(response, "context_data", None)
        if isinstance(values, dict):
            values["page"] = page(request, title=title)
        return response

    return answer


urlpatterns: list[URLPattern] = [
    guard.path("home", self_service.home, name="home"),
    guard.path("no-role", self_service.no_role, name="no_role"),
    guard.path("role", self_service.switch_role, name="switch_role"),
    guard.path("", self_service.account, name="account"),
    guard.path("profile", self_service.profile, name="profile"),
    guard.path("sign-in", framed(library.login, _("Sign in")), name="account_login"),
    guard.path("sign-out", framed(library.logout, _("Sign out")), name="account_logout"),
    guard.path("closed", framed(library.account_inactive, _("This account is closed")), name="account_inactive"),
    guard.path("sign-up", self_service.how_to_get_an_account, name="account_signup"),
    guard.path("again", framed(library.reauthenticate, _("Your password once more")), name="account_reauthenticate"),
    guard.path("password", framed(library.password_change, _("Change password")), name="account_change_password"),
    guard.path("password/set", framed(library.password_set, _("Set a password")), name="account_set_password"),
    guard.path(
        "password/forgotten", framed(library.password_reset, _("Forgotten password")), name="account_reset_password"
    ),
    guard.path(
        "password/forgotten/sent",
        framed(library.password_reset_done, _("Look into your mail")),
        name="account_reset_password_done",
    ),
    guard.path(
        "password/new/<base36:uidb36>-<str:key>",
        framed(library.password_reset_from_key, _("A new password")),
        name="account_reset_password_from_key",
    ),
    guard.path(
        "password/new/done",
        framed(library.password_reset_from_key_done, _("The new password holds")),
        name="account_reset_password_from_key_done",
    ),
    guard.path("second-factor", framed(factor.index, _("Second factor")), name="mfa_index"),
    guard.path("second-factor/enter", framed(factor.authenticate, _("Second factor")), name="mfa_authenticate"),
    guard.path(
        "second-factor/again", framed(factor.reauthenticate, _("Your code once more")), name="mfa_reauthenticate"
    ),
    guard.path(
        "second-factor/app", framed(totp.activate_totp, _("Set up the second factor")), name="mfa_activate_totp"
    ),
    guard.path("second-factor/app/qr.svg", factors.totp_qr, name="totp_qr"),
    guard.path(
        "second-factor/app/remove",
        framed(totp.deactivate_totp, _("Remove the second factor")),
        name="mfa_deactivate_totp",
    ),
    guard.path(
        "second-factor/codes", framed(codes.view_recovery_codes, _("Recovery codes")), name="mfa_view_recovery_codes"
    ),
    guard.path(
        "second-factor/codes/new",
        framed(codes.generate_recovery_codes, _("New recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
    guard.path("second-factor/codes/download", factors.recovery_codes_file, name="mfa_download_recovery_codes"),
    guard.path("sessions", framed(sessions.list_usersessions, _("Where I am signed in")), name="usersessions_list"),
    guard.path("sessions/<int:pk>/end", factors.end_session, name="end_session"),
    guard.path("phone", phones.phone, name="phone"),
    guard.path("phone/code", phones.phone_code, name="phone_code"),
    guard.path("phone/drop", phones.phone_drop, name="phone_drop"),
    guard.path("notices", notices.notice_list, name="notices"),
    guard.path("notices/read", notices.notices_read, name="notices_read"),
    guard.path("notices/<int:pk>/open", notices.notice_open, name="notice_open"),
    guard.path("notices/choices", notices.choices, name="notice_choices"),
]
