"""Putting news into the outbox. Called by acts, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from mashang.accounts.models import User
from mashang.kernel.actor import Actor
from mashang.notices import ports, sealing
from mashang.notices.models import Notice, Preference
from mashang.notices.rules.keys import address_mark, key_start, notice_key
from mashang.notices.topics import Topic, topic_of
from mashang.trail.acts.recording import require_transaction
from mashang.trail.rules.canonical import plain

APP, MAIL = Notice.Channel.APP, Notice.Channel.MAIL


def _wants_mail(topic: Topic, choice: bool | None) -> bool:
    return topic.mail if topic.fixed or choice is None else choice


def queue(
    *,
    actor: Actor,
    topic: str,
    key: str,
    recipients: Iterable[int],
    template: str,
    args: Mapping[str, object] | None = None,
    subject_kind: str = "",
    subject_id: int = 0,
    url: str = "",
) -> int:
    """Tell users something: on the platform always, by mail when the topic and the person want it.

    `key` names the news within its topic (`<subject>:<turn>`): queued twice under one key it is told
    once. `args` hold ids, codes and dates; `<kind>_id` becomes the name `<kind>` in the template.
    Returns how many people are told (active accounts only). Refuses outside a transaction, and a
    topic that nobody registered.
    """
    rows = notices_for(
        actor=actor, topic=topic, key=key, recipients=recipients, template=template, args=args,
        subject_kind=subject_kind, subject_id=subject_id, url=url,
    )  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.recipient_id for row in rows})


def notices_for(
    *,
    actor: Actor,
    topic: str,
    key: str,
    recipients: Iterable[int],
    template: str,
    args: Mapping[str, object] | None = None,
    subject_kind: str = "",
    subject_id: int = 0,
    url: str = "",
) -> list[Notice]:
    """The rows that `queue` would write, for an act that writes all its rows together."""
    require_transaction()
    known = topic_of(topic)
    users = list(User.objects.filter(pk__in=set(recipients), is_active=True))
    chosen = Preference.objects.filter(user__in=users, topic=topic, channel=MAIL)
    choices = {} if known.fixed else dict(chosen.values_list("user_id", "on"))
    mail_is_set_up = any(user.email for user in users) and ports.is_set_up(MAIL)
    now, values = timezone.now(), plain(args or {})
    rows = []
    for user in users:
        channels = [APP]
        if mail_is_set_up and user.email and _wants_mail(known, choices.get(user.pk)):
            channels.append(MAIL)
        for channel in channels:
            at_once = channel == APP
            rows.append(
                Notice(
                    key=notice_key(topic, key, str(user.pk), channel),
                    topic=topic,
                    recipient=user,
                    channel=channel,
                    template=template,
                    args=values,
                    locale=user.locale,
                    url=url,
                    subject_kind=subject_kind,
                    subject_id=subject_id,
                    state=Notice.State.SENT if at_once else Notice.State.QUEUED,
                    sent_at=now if at_once else None,
                    district_id=actor.district_id,
                    area_path=actor.area_path,
                )
            )
    return rows


def queue_to_address(
    *,
    actor: Actor,
    topic: str,
    key: str,
    address: str,
    template: str,
    args: Mapping[str, object] | None = None,
    secrets: Mapping[str, str] | None = None,
    locale: str = "zh-hans",
    subject_kind: str = "",
    subject_id: int = 0,
    url: str = "",
) -> int:
    """Mail someone without an account (an invitation, a password reset).

    The address and `secrets` (a one-time link) are sealed; secrets are wiped once the mail is sent.
    In the template `secrets` stand beside `args`. Where no mail is set up the notice is given up at
    once, so that the administrator sees it. Returns 1. Refuses outside a transaction.
    """
    require_transaction()
    topic_of(topic)
    whole_key = notice_key(topic, key, address_mark(address), MAIL)
    possible = ports.is_set_up(MAIL)
    Notice.objects.bulk_create(
        [
            Notice(
                key=whole_key,
                topic=topic,
                address_sealed=sealing.seal({"address": address}, bound_to=whole_key),
                secret_sealed=sealing.seal(secrets, bound_to=whole_key) if secrets and possible else None,
                channel=MAIL,
                template=template,
                args=plain(args or {}),
                locale=locale,
                url=url,
                subject_kind=subject_kind,
                subject_id=subject_id,
                state=Notice.State.QUEUED if possible else Notice.State.DEAD,
                error="" if possible else "no_channel",
                district_id=actor.district_id,
                area_path=actor.area_path,
            )
        ],
        ignore_conflicts=True,
    )
    return 1


def withdraw(*, actor: Actor, topic: str, key: str) -> int:
    """Take news back that an act made void: what was not sent yet is not sent. Returns how many."""
    require_transaction()
    waiting = Notice.objects.filter(
        key__startswith=key_start(topic, key), state__in=[Notice.State.QUEUED, Notice.State.FAILED]
    )
    return waiting.update(state=Notice.State.CANCELLED, secret_sealed=None)
