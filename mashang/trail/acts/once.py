"""Idempotency: the same request twice does its work once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.trail.acts.recording import require_transaction
from mashang.trail.models import RequestKey


@dataclass(slots=True)
class Once:
    """The claim on a key. `done` means an earlier request did the work: give back its result."""

    key_id: int
    done: bool
    result_kind: str = ""
    result_id: int | None = None
    result_url: str = ""
    drawn: tuple[int, ...] = ()

    def keep(self, result_kind: str, result_id: int, *, url: str = "") -> None:
        """Remember what came of it, and the page that shows it, for whoever asks again. May be called once."""
        self.result_kind, self.result_id, self.result_url = result_kind, result_id, url
        RequestKey.objects.filter(pk=self.key_id).update(result_kind=result_kind, result_id=result_id, result_url=url)


def once(
    *,
    actor: Actor,
    scope: str,
    key: UUID,
    body: bytes | str = b"",
    result_kind: str = "",
    draw: Sequence[type[Model]] = (),
) -> Once:
    """Claim `key` in `scope` (face and act); the first statement of an act that may be retried.

    A second request with the same key waits until the first has ended, then finds `done` and the
    stored result; when the first was rolled back, it does the work itself. Refuses another body, or
    another person, under the same key. Must run inside the act's transaction.

    With `draw`, models of what is to be made, an id for each is drawn with the claim (`drawn`), and the first is kept as the
    result: the act makes that row under it and needs to keep nothing afterwards.
    """
    require_transaction()
    content = body.encode() if isinstance(body, str) else body
    tables = [model._meta.db_table for model in draw]
    body_hash = hashlib.sha256(f"{actor.user_id} ".encode() + content).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into trail_requestkey (scope, key, body_hash, result_kind, result_url, result_id)"
            " values (%s, %s, %s, %s, '', nextval(pg_get_serial_sequence(%s, 'id')))"
            " on conflict (scope, key) do nothing returning id, result_id,"
            " (select array_agg(nextval(pg_get_serial_sequence(name, 'id'))) from unnest(%s::text[]) t(name))",
            [scope, key, body_hash, result_kind, tables[0] if tables else None, tables[1:]],
        )
        if row := cursor.fetchone():
            drawn = (row[1], *(row[2] or ())) if tables else ()
            return Once(key_id=row[0], done=False, result_kind=result_kind, result_id=row[1], drawn=drawn)
    held = RequestKey.objects.get(scope=scope, key=key)
    if bytes(held.body_hash) != body_hash:
        raise Refused(
            "key_used_for_another_request",
            _("This form was already sent with other contents."),
            mend=_("Open the page again and send it anew."),
        )
    return Once(
        key_id=held.pk, done=True, result_kind=held.result_kind, result_id=held.result_id, result_url=held.result_url
    )
