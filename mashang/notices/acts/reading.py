"""What a person does with what they were told."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.notices.models import Notice, Preference
from mashang.notices.reads.outbox import notices_of_area
from mashang.notices.topics import TOPICS
from mashang.trail.acts import record


def mark_read(*, actor: Actor, notice_ids: Collection[int] | None = None) -> int:
    """Mark the actor's own notices as read, those given or all; return how many were unread.

    Others' ids are passed over. Not recorded in the trail: it changes nothing but one's own list.
    """
    rows = Notice.objects.filter(recipient=actor.user_id, channel=Notice.Channel.APP, read_at__isnull=True)
    if notice_ids is not None:
        rows = rows.filter(pk__in=notice_ids)
    return rows.update(read_at=Now())


def choose_channel(*, actor: Actor, channel: str, choices: Mapping[str, bool]) -> None:
    """Keep, by topic, whether the actor wants it over a channel (`mail`, `sms`) as well.

    Refuses fixed and unknown topics, and whoever has no account.
    """
    if actor.user_id is None:
        raise NotThere("no_account", _("There is no account to keep choices for."))
    for code in choices:
        if code not in TOPICS or TOPICS[code].fixed:
            raise Refused("topic_fixed", _("About this you are always told."), field=code)
    with transaction.atomic():
        rows = Preference.objects.select_for_update().filter(user=actor.user_id, channel=channel, topic__in=choices)
        held = {row.topic: row.on for row in rows}
        before = {code: TOPICS[code].goes_by(channel, held.get(code)) for code in choices}
        changed = {code: on for code, on in choices.items() if before[code] != on}
        Preference.objects.bulk_create(
            [Preference(user_id=actor.user_id, topic=code, channel=channel, on=on) for code, on in changed.items()],
            update_conflicts=True,
            unique_fields=["user", "topic", "channel"],
            update_fields=["on"],
        )
        if changed:
            diff: dict[str, object] = {code: [before[code], on] for code, on in changed.items()}
            diff["channel"] = channel
            record(actor=actor, act="notice.prefer", subject_kind="user", subject_id=actor.user_id, diff=diff)


def retry(*, actor: Actor, notice_id: int) -> None:
    """Queue a notice again that failed or was given up.

    Refuses whoever may only look (sending is a deed of its own permission), a notice of another area, and a
    secret that was wiped: its link must be made anew.
    """
    actor.require(Permission.NOTICES_RETRY)
    with transaction.atomic():
        notice = (
            Notice.objects.select_for_update(of=("self",))
            .filter(pk__in=notices_of_area(actor).values("pk"), pk=notice_id)
            .first()
        )
        if notice is None:
            raise NotThere("not_there", _("There is no such notice."))
        if notice.state not in {Notice.State.DEAD, Notice.State.FAILED}:
            raise Refused("not_failed", _("Only what failed or was given up can be sent again."))
        if notice.recipient_id is None and notice.secret_sealed is None and notice.state == Notice.State.DEAD:
            raise Refused(
                "secret_wiped",
                _("Its one-time link was wiped when it was given up."),
                mend=_("Make a new invitation or ask for a new password link."),
            )
        before = notice.state
        Notice.objects.filter(pk=notice_id).update(state=Notice.State.QUEUED, attempts=0, error="", next_at=Now())
        record(
            actor=actor,
            act="notice.retry",
            subject_kind="notice",
            subject_id=notice_id,
            diff={"state": [before, "queued"]},
        )
