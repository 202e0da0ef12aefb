"""A department answers by its one-time link: opening changes nothing, the act uses it up and sends the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.accounts.sealing import phone_index, seal_chat, seal_phone
from mashang.cases.acts import accepting, linking, whistles
from mashang.cases.acts import summons as acts
from mashang.cases.acts.summons import Reply
from mashang.cases.models import CaseText, SummonsMove
from mashang.cases.tests.whistling import add_department, called, liaison
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.notices import ports
from mashang.notices.models import Notice
from mashang.notices.reads.rendering import address_of, words_for
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ANYONE = Actor(user_id=None, name="", role="", face="link")


def link_of(cast: Cast, summons_id: int) -> str:
    """The token of a fresh link, as the office hands it over."""
    return linking.renew_link(actor=cast.actor("service_officer"), summons_id=summons_id).rsplit("/", 1)[-1]


def test_reporting_in_by_link_uses_it_up_and_sends_the_next(cast: Cast) -> None:
    (lead,) = called(cast)
    token = link_of(cast, lead.pk)
    one, following = acts.reply_by_link(actor=ANYONE, token=token, reply=Reply(act="report_in"))
    assert one.state == "reported"
    move = SummonsMove.objects.get(summons=lead, act="report_in")
    assert (move.by_id, move.by_link) == (None, True)
    with pytest.raises(Refused) as refused:
        acts.reply_by_link(actor=ANYONE, token=token, reply=Reply(act="report_in"))
    assert refused.value.code == "link_used"
    answered, nothing = acts.reply_by_link(
        actor=ANYONE, token=following, reply=Reply(act="answer", outcome="done", words="已备案")
    )
    assert (answered.state, nothing) == ("answered", "")
    text = CaseText.objects.get(summons=lead, part="answer")
    assert (text.department, text.by_id) == (cast.department, None)


def test_what_is_refused_leaves_the_link_alive(cast: Cast) -> None:
    (lead,) = called(cast)
    token = link_of(cast, lead.pk)
    with pytest.raises(Refused) as refused:
        acts.reply_by_link(actor=ANYONE, token=token, reply=Reply(act="answer", outcome="done"))
    assert refused.value.code == "answer_missing"
    one, _next = acts.reply_by_link(actor=ANYONE, token=token, reply=Reply(act="object", words="不属本局"))
    assert one.state == "objected"


def test_a_link_opens_no_other_summons_and_dies_when_called_off_recalled_or_over(cast: Cast) -> None:
    second = add_department(cast, "区城管局", "liaison_two")
    lead, assist = called(cast, second)
    officer = cast.actor("service_officer")
    token, other = link_of(cast, lead.pk), link_of(cast, assist.pk)
    acts.reply_by_link(actor=ANYONE, token=token, reply=Reply(act="report_in"))
    assist.refresh_from_db()
    assert assist.state == "called"
    linking.recall_link(actor=officer, summons_id=assist.pk)
    with pytest.raises(Refused) as refused:
        acts.reply_by_link(actor=ANYONE, token=other, reply=Reply(act="report_in"))
    assert refused.value.code == "link_recalled"
    third = link_of(cast, assist.pk)
    whistles.call_off(actor=officer, summons_id=assist.pk, reason="不必")
    with pytest.raises(Refused):
        acts.reply_by_link(actor=ANYONE, token=third, reply=Reply(act="report_in"))
    with pytest.raises(Refused) as refused:
        linking.recall_link(actor=officer, summons_id=assist.pk)
    assert refused.value.code == "no_link"


def test_a_new_link_goes_to_the_department_never_to_whoever_asks_and_not_without_end(cast: Cast) -> None:
    (lead,) = called(cast)
    token = link_of(cast, lead.pk)
    assert not linking.ask_for_summons_link(actor=ANYONE, token=token), "a living link is not made anew"
    assert not linking.ask_for_summons_link(actor=ANYONE, token="nonsense")  # noqa: S106 - of no link
    acts.reply_by_link(actor=ANYONE, token=token, reply=Reply(act="report_in"))
    mails = Notice.objects.filter(topic="summons.link").count()
    sent = 0
    for _n in range(12):
        OneTimeLink.objects.filter(used_at=None, revoked_at=None).update(revoked_at=timezone.now())
        sent += linking.ask_for_summons_link(actor=ANYONE, token=token)
    assert sent == linking.MOST_A_DAY - 3
    assert Notice.objects.filter(topic="summons.link").count() == mails + sent
    with pytest.raises(Refused) as refused:
        linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk)
    assert refused.value.code == "too_many_links"


def test_answered_there_is_no_link_until_it_is_sent_back(cast: Cast) -> None:
    (lead,) = called(cast)
    acts.answer_summons(actor=liaison(cast), summons_id=lead.pk, outcome="done", words="办了")
    with pytest.raises(Refused) as refused:
        linking.renew_link(actor=cast.actor("service_officer"), summons_id=lead.pk)
    assert refused.value.code == "not_their_turn"
    before = OneTimeLink.objects.count()
    accepting.send_answer_back(actor=cast.actor("service_officer"), summons_id=lead.pk, reason="没写清")
    assert OneTimeLink.objects.count() == before + 1


def test_the_link_goes_to_proved_numbers_too_and_the_group_hears_only_that_there_is_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "_makers", dict.fromkeys(("mail", "sms", "workchat"), ports.OnlyShown))
    user, place = cast.user("department_liaison"), cast.department
    user.phone_sealed, user.phone_index = seal_phone("13900001234", user.pk), phone_index("13900001234")
    user.save()
    place.chat_sealed = seal_chat("https://chat.example/robot", "", place.pk)
    place.save()
    (lead,) = called(cast)
    text = Notice.objects.get(topic="summons.link", channel="sms")
    assert (address_of(text), "/link/s/" in words_for(text).subject) == ("13900001234", True)
    group = words_for(Notice.objects.get(topic="summons.link", channel="workchat"))
    assert (lead.whistle.number in group.subject, "/link/" in group.subject + group.body) == (True, False)


def test_the_mail_holds_the_link_sealed(cast: Cast) -> None:
    (lead,) = called(cast)
    notice = Notice.objects.get(topic="summons.link")
    assert "/link/" not in str(notice.args) + notice.url
    assert lead.pk
    assert timedelta(hours=6 * 24) < OneTimeLink.objects.get().expires_at - timezone.now()
