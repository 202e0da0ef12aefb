"""Draining the outbox: the worker leases one notice at a time, sends it, and writes down what came of it."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from mashang.kernel.actor import Actor
from mashang.notices import ports, sealing
from mashang.notices.models import Notice
from mashang.notices.reads.rendering import address_of, signing_secret_of, words_for
from mashang.notices.rules.backoff import LEASE_SECONDS, gives_up, wait_after
from mashang.notices.rules.keys import message_id

log = logging.getLogger(__name__)
State = Notice.State

# Held by the session that drains, so that a slow mail server keeps one worker busy and not all of them.
# It goes with the connection of a worker that was killed.
DRAIN_LOCK = 7_301_001

LEASE_NEXT = """
    update notices_notice set state = 'sending', attempts = attempts + 1, next_at = statement_timestamp() + %s * interval '1 second'
    where id = (
        select id from notices_notice
        where state in ('queued', 'sending', 'failed') and next_at <= statement_timestamp() and channel <> all(%s)
        order by next_at, id limit 1 for update skip locked
    )
    returning id
"""


@dataclass(slots=True)
class Drained:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    dead: int = 0
    paused: set[str] = field(default_factory=set)


def drain(*, actor: Actor, most: int = 500, seconds: float = 20.0) -> Drained:
    """Send what is due: at most `most` notices, begun within `seconds`.

    Each is leased for a minute and sent outside any transaction; a run that dies leaves it to a later
    one, with the same Message-ID. One that fails waits longer each time; one of them never stops the
    others. Does nothing while another run is at work.
    """
    done = Drained()
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [DRAIN_LOCK])
        if not cursor.fetchone()[0]:
            return done
    opened: dict[str, ports.Channel | None] = {}
    end = time.monotonic() + seconds
    try:
        while done.sent + done.failed + done.dead < most and time.monotonic() < end:
            notice = _lease_next(done.paused)
            if notice is None:
                break
            _send_one(notice, opened, done)
    finally:
        for channel in opened.values():
            if channel:
                channel.close()
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [DRAIN_LOCK])
    return done


def _lease_next(paused: set[str]) -> Notice | None:
    with connection.cursor() as cursor:
        cursor.execute(LEASE_NEXT, [LEASE_SECONDS, sorted(paused)])
        row = cursor.fetchone()
    return Notice.objects.select_related("recipient").get(pk=row[0]) if row else None


def _send_one(notice: Notice, opened: dict[str, ports.Channel | None], done: Drained) -> None:
    try:
        if notice.channel not in opened:
            opened[notice.channel] = ports.open_channel(notice.channel)
        channel = opened[notice.channel]
        if channel is None:
            raise ports.TryLater("no_channel", whole_channel=True)
        if not (address := address_of(notice)):
            _close(notice, State.CANCELLED, error="no_address")
            return
        words = words_for(notice)
        letter = ports.Letter(
            message_id=message_id(notice.key, settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]),
            to=address,
            subject=words.subject,
            body=words.body,
            locale=notice.recipient.locale if notice.recipient else notice.locale,
            signing_secret=signing_secret_of(notice),
        )
        reference = channel.send(letter)
        _close(notice, State.SHOWN if reference == ports.SHOWN else State.SENT, reference=reference)
        done.sent += 1
    except ports.TryLater as failure:
        if failure.whole_channel:
            done.paused.add(notice.channel)
            _keep_away(notice.channel, failure.after_seconds)
        _put_off(notice, failure, done)
    except ports.NeverDeliverable as failure:
        _give_up(notice, failure.reason, done)
    except sealing.Unreadable:
        _give_up(notice, "sealed_under_another_key", done)
    except (TemplateDoesNotExist, TemplateSyntaxError) as failure:
        log.error("notice %s cannot be written: %s", notice.pk, type(failure).__name__)
        _put_off(notice, ports.TryLater(f"template_{type(failure).__name__}"[:60]), done)
    except Exception as failure:
        # One bad notice must not stop the others; the text of the error may hold an address, its type does not.
        log.error("notice %s failed: %s", notice.pk, type(failure).__name__)
        _put_off(notice, ports.TryLater(type(failure).__name__[:60]), done)


def _mine(notice: Notice) -> dict[str, object]:
    """Only the run that holds the lease may write the outcome: a later run has raised `attempts`."""
    return {"pk": notice.pk, "state": State.SENDING, "attempts": notice.attempts}


def _close(notice: Notice, state: str, *, reference: str = "", error: str = "") -> None:
    changes: dict[str, object] = {"state": state, "provider_ref": reference[:120], "error": error}
    if state == State.SENT:
        changes["sent_at"] = Now()
    if state != State.SHOWN:
        changes["secret_sealed"] = None
    Notice.objects.filter(**_mine(notice)).update(**changes)


def _put_off(notice: Notice, failure: ports.TryLater, done: Drained) -> None:
    if gives_up(notice.attempts):
        _give_up(notice, failure.reason, done)
        return
    done.failed += 1
    wait = wait_after(notice.attempts, whole_channel=failure.whole_channel, asked=failure.after_seconds)
    Notice.objects.filter(**_mine(notice)).update(state=State.FAILED, error=failure.reason, next_at=Now() + wait)


def _keep_away(channel: str, seconds: int) -> None:
    """The other side said when to come again: nothing that waits goes there before."""
    if seconds:
        until = Now() + wait_after(1, asked=seconds)
        waiting = Notice.objects.filter(channel=channel, state__in=[State.QUEUED, State.FAILED], next_at__lt=until)
        waiting.update(next_at=until)


def _give_up(notice: Notice, reason: str, done: Drained) -> None:
    done.dead += 1
    _close(notice, State.DEAD, error=reason)
