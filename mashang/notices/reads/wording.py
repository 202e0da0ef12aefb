"""Words for the reason codes of what was not sent."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "no_channel": _("This way of sending is not set up here"),
    "no_address": _("The person has no address any more"),
    "no_connection": _("The mail server cannot be reached"),
    "broke_off": _("The connection to the mail server broke off"),
    "sign_in": _("The mail server refuses our name and password"),
    "server_offers_no_tls": _("The mail server offers no encryption, so the password was not sent"),
    "recipient": _("The mail server does not take mail for this address"),
    "sender": _("The mail server does not take mail from our address (MASHANG_MAIL_FROM)"),
    "refused": _("The mail server refused the message"),
    "provider_away": _("The service cannot be reached"),
    "provider_slow": _("The service did not answer in time"),
    "provider_busy": _("The service asks us to wait"),
    "provider_failed": _("The service had a fault of its own"),
    "provider_signature": _("The service does not accept our signature: key and secret are to be checked"),
    "provider_number": _("The service does not know this number"),
    "provider_group": _("The group of the work chat does not exist any more"),
    "provider_refused": _("The service refused the message"),
    "provider_riddle": _("The service answered something that cannot be read"),
    "host_not_allowed": _("This host is not among those that may be written to"),
    "address": _("The address cannot be written to"),
    "sealed_under_another_key": _("It was sealed under another MASHANG_SECRET_KEY"),
    "template": _("Its text could not be made"),
}


def error_words(code: str) -> str:
    """The words of a reason code with the server's own number in brackets; unknown codes stand as they are."""
    if not code:
        return ""
    start = next((known for known in sorted(WORDS, key=len, reverse=True) if code.startswith(known)), "")
    if not start:
        return code
    rest = code[len(start) :].strip("_")
    return f"{WORDS[start]} ({rest})" if rest else str(WORDS[start])
