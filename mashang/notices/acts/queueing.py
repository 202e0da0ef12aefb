"""Putting news into the outbox. Called by acts, inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.conf import settings
from django.utils import timezone

from mashang.accounts.models import Department, User
from mashang.accounts.sealing import unseal_chat
from mashang.kernel.actor import Actor
from mashang.notices import ports, sealing
from mashang.notices.models import Notice, Preference
from mashang.notices.rules.keys import address_mark, key_start, notice_key
from mashang.notices.topics import Topic, topic_of
from mashang.trail.acts.recording import require_transaction
from mashang.trail.rules.canonical import plain

APP, MAIL, SMS, WORKCHAT = Notice.Channel.APP, Notice.Channel.MAIL, Notice.Channel.SMS, Notice.Channel.WORKCHAT


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
    """Tell users something: on the platform always, by mail and text message when the topic and the person want it.

    `key` names the news within its topic (`<subject>:<turn>`): queued twice under one key it is told
    once. `args` hold ids, codes and dates; `<kind>_id` becomes the name `<kind>` in the template.
    Returns how many people are told (active accounts only). Refuses outside a transaction, and a
    topic that nobody registered.
    """
    rows = notices_for(
        actor=actor, topic=topic, key=key, people=people_to_tell(recipients), template=template, args=args,
        subject_kind=subject_kind, subject_id=subject_id, url=url,
    )  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.recipient_id for row in rows})


def people_to_tell(ids: Iterable[int]) -> list[User]:
    """The active accounts among these, with what says how they are told; one query."""
    ask = "select id, email, phone_sealed, locale, is_active from accounts_user where id = any(%s) and is_active order by id"
    wanted = sorted(set(ids))
    return list(User.objects.raw(ask, [wanted])) if wanted else []


def notices_for(
    *,
    actor: Actor,
    topic: str,
    key: str,
    people: Sequence[User],
    template: str,
    args: Mapping[str, object] | None = None,
    subject_kind: str = "",
    subject_id: int = 0,
    url: str = "",
) -> list[Notice]:
    """The rows that `queue` would write for these people, for an act that writes all its rows together."""
    require_transaction()
    known = topic_of(topic)
    now, values = timezone.now(), plain(args or {})
    return [
        Notice(
            key=notice_key(topic, key, str(user.pk), channel), topic=topic, recipient=user, channel=channel,
            template=template, args=values, locale=user.locale, url=url, subject_kind=subject_kind, subject_id=subject_id,
            state=Notice.State.SENT if channel == APP else Notice.State.QUEUED, sent_at=now if channel == APP else None,
            district_id=actor.district_id, area_path=actor.area_path,
        )
        for user, channel in _ways(known, topic, people)
    ]  # fmt: skip


def _ways(known: Topic, topic: str, users: Sequence[User]) -> Iterator[tuple[User, Notice.Channel]]:
    """Over which channels each of them is told: one query for what they chose, none where they have no choice."""
    choices: dict[tuple[int, str], bool] = {}
    if not known.fixed:
        chosen = Preference.objects.filter(user__in=users, topic=topic)
        choices = {(user, channel): on for user, channel, on in chosen.values_list("user_id", "channel", "on")}
    reached = {
        MAIL: {user.pk for user in users if user.email},
        SMS: {user.pk for user in users if user.phone_sealed},
    }
    possible = [channel for channel, people in reached.items() if people and ports.is_set_up(channel)]
    for user in users:
        yield user, APP
        for channel in possible:
            if user.pk in reached[channel] and known.goes_by(channel, choices.get((user.pk, channel))):
                yield user, channel


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
    channel: str = MAIL,
) -> int:
    """Write to an address and not to an account: an invitation, a password reset, a code to a mobile number.

    `channel` is `mail` or `sms`. The address and `secrets` (a one-time link, a code) are sealed; secrets are wiped once it
    is sent. In the template `secrets` stand beside `args`. Where the channel is not set up the notice is given up at
    once, so that the administrator sees it. Returns 1. Refuses outside a transaction.
    """
    require_transaction()
    topic_of(topic)
    if channel not in (MAIL, SMS):
        raise ValueError(f"No single address is written to over {channel!r}.")
    whole_key = notice_key(topic, key, address_mark(address), channel)
    possible = ports.is_set_up(channel)
    Notice.objects.bulk_create(
        [
            Notice(
                key=whole_key,
                topic=topic,
                address_sealed=sealing.seal({"address": address}, bound_to=whole_key),
                secret_sealed=sealing.seal(secrets, bound_to=whole_key) if secrets and possible else None,
                channel=channel,
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


def queue_to_departments(
    *,
    actor: Actor,
    topic: str,
    key: str,
    department_ids: Iterable[int],
    template: str,
    args: Mapping[str, object] | None = None,
    subject_kind: str = "",
    subject_id: int = 0,
    url: str = "",
) -> int:
    """Tell the chat groups of departments; those without a group, and closed ones, are passed over. Returns how many.

    A group is many people: it is told the line of the notice with the names that nobody in particular may see, and where
    to look. Refuses outside a transaction, and a topic that nobody registered.
    """
    require_transaction()
    topic_of(topic)
    if not ports.is_set_up(WORKCHAT):
        return 0
    wanted = Department.objects.filter(pk__in=set(department_ids), closed_on=None, chat_sealed__isnull=False)
    rows = []
    for department in wanted:
        address, secret = unseal_chat(department.chat_sealed or b"", department.pk)
        whole_key = notice_key(topic, key, f"d{department.pk}", WORKCHAT)
        values = {"address": address, "signing_secret": secret}
        rows.append(
            Notice(
                key=whole_key, topic=topic, address_sealed=sealing.seal(values, bound_to=whole_key), channel=WORKCHAT,
                template=template, args=plain(args or {}), locale=settings.LANGUAGE_CODE, url=url,
                subject_kind=subject_kind, subject_id=subject_id, district_id=actor.district_id,
                area_path=actor.area_path,
            )
        )  # fmt: skip
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def withdraw(*, actor: Actor, topic: str, key: str) -> int:
    """Take news back that an act made void: what was not sent yet is not sent. Returns how many."""
    require_transaction()
    waiting = Notice.objects.filter(
        key__startswith=key_start(topic, key), state__in=[Notice.State.QUEUED, Notice.State.FAILED]
    )
    return waiting.update(state=Notice.State.CANCELLED, secret_sealed=None)
