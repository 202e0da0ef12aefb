"""A number is proved by a code that is hard to guess, cannot be flooded, works once, and tells nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.accounts.models import PhoneCode
from mashang.doors.acts.phone_codes import prove_number, send_code
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.notices.models import Notice

pytestmark = pytest.mark.django_db
NOBODY = Actor(user_id=None, name="", role="", face="link")
PHONE, HERE = "13800000001", "203.0.113.7"


@pytest.fixture(autouse=True)
def _demo(settings: Any) -> None:
    settings.DEMO, settings.SMS_URL = True, ""


def sent(phone: str = PHONE, address: str = HERE) -> str:
    """A code, as the message holds it."""
    PhoneCode.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    return send_code(actor=NOBODY, phone=phone, address=address).shown


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_the_code_comes_back_and_proves_the_number_once() -> None:
    code = sent("+86 138-0000-0001")
    assert len(code) == 6
    assert prove_number(actor=NOBODY, phone=PHONE, code=f" {code} ") == PHONE
    with pytest.raises(Refused) as again:
        prove_number(actor=NOBODY, phone=PHONE, code=code)
    assert again.value.code == "code_wrong"


def test_neither_number_nor_code_lies_open() -> None:
    code, row = sent(), PhoneCode.objects.get()
    kept = bytes(row.phone_index) + bytes(row.code_hash) + bytes(row.address_mark)
    for secret in (PHONE, code, HERE):
        assert secret.encode() not in kept
    notice = Notice.objects.get(topic="asking.code")
    assert notice.channel == "sms"
    assert code not in str(notice.args)
    assert PHONE not in str(notice.args) + notice.key


def test_five_wrong_codes_wear_it_out() -> None:
    code = sent()
    for _turn in range(5):
        with pytest.raises(Refused):
            prove_number(actor=NOBODY, phone=PHONE, code=wrong(code))
    with pytest.raises(Refused):
        prove_number(actor=NOBODY, phone=PHONE, code=code)


def test_an_old_code_and_one_before_the_newest_do_not_work() -> None:
    first = sent()
    second = sent()
    with pytest.raises(Refused):
        prove_number(actor=NOBODY, phone=PHONE, code=first if first != second else wrong(first))
    past = timezone.now() - timedelta(minutes=6)
    PhoneCode.objects.update(created_at=past, expires_at=past + timedelta(minutes=5))
    with pytest.raises(Refused):
        prove_number(actor=NOBODY, phone=PHONE, code=second)


def test_the_code_of_one_number_does_not_open_another() -> None:
    code = sent()
    sent("13800000002")
    with pytest.raises(Refused):
        prove_number(actor=NOBODY, phone="13800000002", code=wrong(wrong(code)))
    assert prove_number(actor=NOBODY, phone=PHONE, code=code) == PHONE


def test_one_code_a_minute_eight_a_day_to_a_number() -> None:
    sent()
    with pytest.raises(Refused) as soon:
        send_code(actor=NOBODY, phone=PHONE, address=HERE)
    assert soon.value.code == "code_just_sent"
    for _turn in range(7):
        sent()
    with pytest.raises(Refused) as enough:
        sent()
    assert enough.value.code == "codes_enough"


def test_twenty_an_hour_from_an_address_and_others_go_on() -> None:
    for number in range(20):
        sent(f"139000000{number:02}")
    with pytest.raises(Refused) as enough:
        sent("13911111111")
    assert enough.value.code == "codes_enough_here"
    assert sent("13911111111", "203.0.113.8")


def test_a_number_of_which_nothing_is_held_is_answered_the_same() -> None:
    sent()
    with pytest.raises(Refused) as known:
        prove_number(actor=NOBODY, phone=PHONE, code="000000")
    with pytest.raises(Refused) as unknown:
        prove_number(actor=NOBODY, phone="13722222222", code="000000")
    assert (known.value.code, str(known.value)) == (unknown.value.code, str(unknown.value))


def test_outside_a_demo_the_code_is_never_shown(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refused) as refused:
        sent()
    assert refused.value.code == "no_sms"
    settings.SMS_URL = "http://127.0.0.1:9/sms"
    assert sent() == ""


@pytest.mark.parametrize("text", ["", "12345", "0591-83330000", "1380000000a", "<script>"])
def test_what_is_no_mobile_number_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused) as refused:
        send_code(actor=NOBODY, phone=text, address=HERE)
    assert refused.value.code == "no_mobile"
    assert str(refused.value.mend)
