"""Every address of signing in and of one's own account. The sign-in library checks the rest of each step."""

from __future__ import annotations

from mashang.doors.guarding import PUBLIC, SIGNED_IN, Need

ACCESS: dict[str, Need] = {
    "home": SIGNED_IN,
    "no_role": SIGNED_IN,
    "switch_role": SIGNED_IN,
    "account": SIGNED_IN,
    "profile": SIGNED_IN,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "totp_qr": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "end_session": SIGNED_IN,
    "phone": SIGNED_IN,
    "phone_code": SIGNED_IN,
    "phone_drop": SIGNED_IN,
    "notices": SIGNED_IN,
    "notices_read": SIGNED_IN,
    "notice_open": SIGNED_IN,
    "notice_choices": SIGNED_IN,
}
