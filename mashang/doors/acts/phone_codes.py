"""Proving a telephone number without an account: a code goes to it, and comes back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from mashang.accounts.models import PhoneCode
from mashang.doors.rules.mobiles import CODE_DIGITS, MOST_ATTEMPTS, WAIT_SECONDS, clean_mobile
from mashang.kernel import sealing
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.notices import ports
from mashang.notices.acts import queue_to_address

LIFE = timedelta(minutes=5)
MOST_OF_NUMBER, MOST_OF_ADDRESS = 8, 20  # codes in 24 hours to a number, in an hour from an address
PURPOSE = "asking by number"


@dataclass(frozen=True, slots=True)
class CodeSent:
    """The number as it is kept. `shown` is the code, in a demo in which no message leaves; else empty."""

    phone: str
    shown: str


@transaction.atomic
def send_code(*, actor: Actor, phone: str, address: str) -> CodeSent:
    """Send a code of six digits to a number; it is good for five minutes, and for the newest request alone.

    `address` is the network address that asks. What is answered is the same for every number, whether anything is held of
    it or not. Refuses what is no mobile number, a second code within a minute, more than eight in a day to one number
    and more than twenty in an hour from one address, and where no text messages can be sent.
    """
    number = clean_mobile(phone)
    if not ports.is_set_up("sms"):
        raise Refused(
            "no_sms", _("No text messages can be sent here."), field="phone", mend=_("Call the office, or sign in."),
        )  # fmt: skip
    index, mark, now = _index(number), _mark(address), timezone.now()
    _one_at_a_time(index)
    _refuse_too_many(index, mark, now)
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    PhoneCode.objects.filter(created_at__lt=now - timedelta(hours=48)).delete()
    row = PhoneCode.objects.create(
        phone_index=index, address_mark=mark, code_hash=_hash(index, code), created_at=now, expires_at=now + LIFE
    )
    queue_to_address(
        actor=actor, topic="asking.code", key=f"phone_code:{row.pk}", address=number, template="asking_code",
        args={"minutes": LIFE.seconds // 60}, secrets={"code": code}, locale=actor.locale, channel="sms",
    )  # fmt: skip
    return CodeSent(number, code if settings.DEMO and not settings.SMS_URL else "")


def prove_number(*, actor: Actor, phone: str, code: str) -> str:
    """The number, proved by the code that came back; the code is used up.

    Refuses a wrong code (which counts), every code after five wrong ones or five minutes, and one used before. The words
    are the same whether a code was ever sent to this number or not.
    """
    index, number = _index(clean_mobile(phone)), clean_mobile(phone)
    with transaction.atomic():
        _one_at_a_time(index)
        row = PhoneCode.objects.select_for_update().filter(phone_index=index).order_by("-id").first()
        good = row is not None and _is_good(row, code.strip(), timezone.now())
        if row is not None and good:
            row.used_at = timezone.now()
            row.save(update_fields=["used_at"])
        elif row is not None and row.used_at is None:
            row.attempts = min(row.attempts + 1, MOST_ATTEMPTS)
            row.save(update_fields=["attempts"])
    if not good:
        raise Refused(
            "code_wrong", _("This is not the code, or it is too old."), field="code",
            mend=_("Look at the newest message. After five wrong codes, ask for a new one."),
        )  # fmt: skip
    return number


def _is_good(row: PhoneCode, code: str, now: datetime) -> bool:
    alive = row.used_at is None and now < row.expires_at and row.attempts < MOST_ATTEMPTS
    return alive and hmac.compare_digest(bytes(row.code_hash), _hash(bytes(row.phone_index), code))


def _refuse_too_many(index: bytes, mark: bytes, now: datetime) -> None:
    day, hour = now - timedelta(hours=24), now - timedelta(hours=1)
    times = list(PhoneCode.objects.filter(phone_index=index, created_at__gt=day).values_list("created_at", flat=True))
    if times and max(times) > now - timedelta(seconds=WAIT_SECONDS):
        raise Refused(
            "code_just_sent", _("A code was sent just now."), field="phone", mend=_("Wait a minute before the next.")
        )
    if len(times) >= MOST_OF_NUMBER:
        raise Refused(
            "codes_enough", _("No more codes are sent to this number today."), field="phone",
            mend=_("Try again tomorrow, or call the office."),
        )  # fmt: skip
    if PhoneCode.objects.filter(address_mark=mark, created_at__gt=hour).count() >= MOST_OF_ADDRESS:
        raise Refused(
            "codes_enough_here", _("Too many codes were asked for from here."), field="phone",
            mend=_("Try again in an hour, or call the office."),
        )  # fmt: skip


def _one_at_a_time(index: bytes) -> None:
    """Requests for one number wait for each other, so that none slips past the limits."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [int.from_bytes(index[:8], "big", signed=True)])


def _index(number: str) -> bytes:
    return sealing.blind_index(number, secret=settings.SEAL_KEY, purpose=PURPOSE)


def _mark(address: str) -> bytes:
    return sealing.blind_index(address, secret=settings.SEAL_KEY, purpose=f"{PURPOSE} from")


def _hash(index: bytes, code: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"asking code " + index + code.encode(), hashlib.sha256).digest()
