"""What a person was told on the platform."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from mashang.kernel.actor import Actor
from mashang.notices.models import Notice, Preference
from mashang.notices.reads.rendering import Words, names_for, words_of
from mashang.notices.topics import TOPICS, topic_words

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """One notice as its reader sees it, in the language now active."""

    id: int
    at: dt.datetime
    topic: str | Promise
    subject: str
    body: str
    url: str
    unread: bool


@dataclass(frozen=True, slots=True)
class ToldPage:
    """Notices newest first; ask again with `before=next_before` for older ones."""

    notices: Sequence[Told]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic and whether the person gets it by mail and as a text message; `fixed` ones cannot be changed."""

    topic: str
    words: str | Promise
    mail: bool
    sms: bool
    fixed: bool


def count_unread(user_id: int) -> int:
    """How many notices this person has not read; one query on an index, never more than 100."""
    rows = Notice.objects.filter(recipient=user_id, channel=Notice.Channel.APP, read_at__isnull=True)
    return len(rows.order_by().values_list("pk", flat=True)[:100])


def list_notices(*, actor: Actor, unread_only: bool = False, limit: int = 30, before: int | None = None) -> ToldPage:
    """The actor's own notices, newest first: one query and one for each kind of thing they name."""
    rows = Notice.objects.filter(recipient=actor.user_id, channel=Notice.Channel.APP)
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    named = names_for(found, actor.user_id)
    told = []
    for notice in found:
        words = _words(notice, named)
        told.append(
            Told(
                id=notice.pk,
                at=notice.created_at,
                topic=topic_words(notice.topic),
                subject=words.subject,
                body=words.body,
                url=notice.url,
                unread=notice.read_at is None,
            )
        )
    return ToldPage(told, found[-1].pk if more else None)


def address_in(*, actor: Actor, notice_id: int) -> str:
    """Where one of the actor's own notices leads; empty when it leads nowhere or is not theirs."""
    row = Notice.objects.filter(pk=notice_id, recipient=actor.user_id, channel=Notice.Channel.APP)
    return row.values_list("url", flat=True).first() or ""


def list_choices(*, actor: Actor) -> list[Choice]:
    """Every topic with the actor's choices of mail and text messages, the fixed ones last."""
    rows = Preference.objects.filter(user=actor.user_id).values_list("topic", "channel", "on")
    chosen = {(topic, channel): on for topic, channel, on in rows}
    choices = [
        Choice(
            code, topic.words, topic.goes_by("mail", chosen.get((code, "mail"))),
            topic.goes_by("sms", chosen.get((code, "sms"))), topic.fixed,
        )
        for code, topic in TOPICS.items()
    ]  # fmt: skip
    return sorted(choices, key=lambda c: (c.fixed, c.topic))


def _words(notice: Notice, named: dict[tuple[str, int], str]) -> Words:
    """A notice whose template was taken away since still shows its topic; the list must not fail for it."""
    try:
        return words_of(notice, named=named)
    except Exception as failure:
        log.error("notice %s cannot be shown: %s", notice.pk, type(failure).__name__)
        return Words(str(topic_words(notice.topic)), "")
