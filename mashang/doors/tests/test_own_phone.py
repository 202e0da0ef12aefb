"""One's own mobile number is kept once its code has come back, and read by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.accounts.models import PhoneCheck, User
from mashang.accounts.sealing import Unreadable, phone_index, unseal_phone
from mashang.doors.acts.phones import ask_phone_code, confirm_phone, drop_phone
from mashang.doors.reads.own_phone import own_phone
from mashang.doors.rules.mobiles import clean_mobile
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.notices import ports
from mashang.notices.acts.sending import drain
from mashang.notices.tests.make import Postbox
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Postbox:
    box = Postbox()
    monkeypatch.setitem(ports._makers, "sms", lambda: box)
    return box


@pytest.fixture
def actor() -> Actor:
    user = User.objects.create_user("chen", name="chen", locale="en")
    return Actor(user_id=user.pk, name="chen", role="agent")


def code_of(box: Postbox) -> str:
    drain(actor=Actor.system())
    return next(word for word in box.letters[-1].subject.split() if word.isdigit() and len(word) == 6)


def refusal(actor: Actor, code: str) -> str:
    with pytest.raises(Refused) as refused:
        confirm_phone(actor=actor, code=code)
    return refused.value.code


def make_older() -> None:
    PhoneCheck.objects.update(created_at=timezone.now() - timedelta(minutes=2))


def test_the_number_is_kept_once_its_code_comes_back(actor: Actor, box: Postbox) -> None:
    ask_phone_code(actor=actor, phone="+86 138-0000-1111")
    assert own_phone(actor=actor).kept == ""
    assert own_phone(actor=actor).asked == "138****1111"
    confirm_phone(actor=actor, code=f" {code_of(box)} ")
    user = User.objects.get(pk=actor.user_id or 0)
    assert box.letters[0].to == "13800001111"
    assert unseal_phone(user.phone_sealed or b"", user.pk) == "13800001111"
    assert bytes(user.phone_index or b"") == phone_index("13800001111")
    assert (own_phone(actor=actor).kept, own_phone(actor=actor).asked) == ("138****1111", "")
    assert "13800001111" not in str(list(Entry.objects.values())) + str(list(User.objects.values()))
    with pytest.raises(Unreadable):
        unseal_phone(user.phone_sealed or b"", user.pk + 1)
    drop_phone(actor=actor)
    drop_phone(actor=actor)
    assert own_phone(actor=actor).kept == ""
    assert [one.act for one in Entry.objects.order_by("id")] == ["phone.ask", "phone.confirm", "phone.drop"]


def test_a_code_is_good_once_for_ten_minutes_and_five_tries(actor: Actor, box: Postbox) -> None:
    assert refusal(actor, "123456") == "no_code"
    ask_phone_code(actor=actor, phone="13800001111")
    code = code_of(box)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [refusal(actor, wrong) for _turn in range(6)] == ["code_wrong"] * 5 + ["code_worn"]
    assert refusal(actor, code) == "code_worn"
    make_older()
    ask_phone_code(actor=actor, phone="13800001111")
    late = code_of(box)
    PhoneCheck.objects.order_by("-id").update(
        created_at=timezone.now() - timedelta(minutes=11), expires_at=timezone.now() - timedelta(minutes=1)
    )
    assert refusal(actor, late) == "code_old"
    ask_phone_code(actor=actor, phone="13800001111")
    confirm_phone(actor=actor, code=code_of(box))
    assert refusal(actor, code_of(box)) == "no_code"


def test_codes_are_sent_slowly_and_not_without_end(actor: Actor, box: Postbox) -> None:
    for turn in range(5):
        ask_phone_code(actor=actor, phone=f"1380000111{turn}")
        with pytest.raises(Refused, match="just now"):
            ask_phone_code(actor=actor, phone="13800001111")
        make_older()
    with pytest.raises(Refused) as refused:
        ask_phone_code(actor=actor, phone="13800001111")
    assert refused.value.code == "codes_enough"


def test_where_no_text_messages_can_be_sent_it_says_so(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ports._makers, "sms", lambda: None)
    with pytest.raises(Refused) as refused:
        ask_phone_code(actor=actor, phone="13800001111")
    assert refused.value.code == "no_sms"
    assert not own_phone(actor=actor).possible


@pytest.mark.parametrize("text", ["１３８ 0000 1111", "8613800001111", "138.0000.1111"])
def test_a_mobile_number_is_understood_however_it_is_written(text: str) -> None:
    assert clean_mobile(text) == "13800001111"


@pytest.mark.parametrize("text", ["0591-83330000", "1380000111", "12800001111", "abc", "13800001111x2"])
def test_what_takes_no_text_message_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        clean_mobile(text)
