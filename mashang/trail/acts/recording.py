"""Writing the trail. Every act calls `record` before it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.trail.models import Entry, View
from mashang.trail.models.covered import entry_values, trail_key, view_values
from mashang.trail.rules.canonical import canonical, clean, digest, plain


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry to be, for `record_many`."""

    subject_kind: str
    subject_id: int
    diff: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    area_path: str = ""
    district_id: int = 0


class OutsideTransaction(RuntimeError):
    """The trail was written outside a transaction: the deed and its entry could come apart."""


def require_transaction() -> None:
    """Refuse to write outside a transaction: a fault of the calling code, never of its user."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("record() must run inside the transaction of its act.")


def sealed(value: object) -> dict[str, str]:
    """What the diff holds in place of a sensitive value: enough to see that it changed, not what it was."""
    return {"sealed": digest(trail_key(), b"value " + clean(value).encode()).hex()[:16]}


def _entry(actor: Actor, act: str, deed: Deed, at: dt.datetime, key: bytes) -> Entry:
    entry = Entry(
        at=at,
        actor_id=actor.user_id,
        role=actor.role,
        membership_id=actor.membership_id,
        face=actor.face,
        act=act,
        subject_kind=deed.subject_kind,
        subject_id=deed.subject_id,
        diff=plain(deed.diff),
        reason=clean(deed.reason),
        request_id=actor.request_id,
        district_id=deed.district_id or actor.district_id,
        area_path=deed.area_path or actor.area_path,
    )
    entry.digest = digest(key, canonical(at, entry_values(entry)))
    return entry


def record(
    *,
    actor: Actor,
    act: str,
    subject_kind: str,
    subject_id: int,
    diff: Mapping[str, object] | None = None,
    reason: str = "",
    area_path: str = "",
    district_id: int = 0,
) -> int:
    """Write one entry of the trail and return its id.

    `diff` names what changed as `{"field": [before, after]}`, or `{"field": value}` for what was
    made. Ids, codes, dates and integers only; a sensitive value goes in as `sealed(value)`, a personal
    one not at all. Where no place is given the actor's area stands. Refuses (OutsideTransaction)
    outside a transaction and (TypeError) for floats.
    """
    require_transaction()
    entry = entry_of(
        actor=actor, act=act, deed=Deed(subject_kind, subject_id, diff or {}, reason, area_path, district_id)
    )
    Entry.objects.bulk_create([entry])
    return entry.pk


def entry_of(*, actor: Actor, act: str, deed: Deed) -> Entry:
    """The entry that `record` would write, for an act that writes all its rows together."""
    return _entry(actor, act, deed, timezone.now(), trail_key())


def record_many(*, actor: Actor, act: str, deeds: Iterable[Deed]) -> int:
    """Write one entry for each deed in one statement and return how many; for acts on thousands of rows."""
    require_transaction()
    key, start = trail_key(), timezone.now()
    step = dt.timedelta(microseconds=1)
    # Each has its own instant, so that two alike in everything else still differ in their digest.
    entries = [_entry(actor, act, deed, start + step * i, key) for i, deed in enumerate(deeds)]
    Entry.objects.bulk_create(entries)
    return len(entries)


def note_view(
    *,
    actor: Actor,
    page: str,
    subject_kind: str,
    subject_id: int,
    fields: Iterable[str],
    purpose: str = "",
    area_path: str = "",
    district_id: int = 0,
) -> None:
    """Put on record that the actor saw these sensitive fields. Needs no transaction: a page calls it."""
    note_views(
        actor=actor, page=page, subject_kind=subject_kind, subject_ids=[subject_id], fields=fields, purpose=purpose,
        area_path=area_path, district_id=district_id,
    )  # fmt: skip


def note_views(
    *,
    actor: Actor,
    page: str,
    subject_kind: str,
    subject_ids: Iterable[int],
    fields: Iterable[str],
    purpose: str = "",
    area_path: str = "",
    district_id: int = 0,
) -> None:
    """Put on record, in one statement, that the actor saw these sensitive fields of each of the subjects."""
    key, at, names = trail_key(), timezone.now(), [clean(name) for name in fields]
    views = []
    for subject_id in subject_ids:
        view = _view(actor, page, subject_kind, subject_id, names, purpose, area_path, district_id, at)
        view.digest = digest(key, canonical(view.at, view_values(view)))
        views.append(view)
    View.objects.bulk_create(views, batch_size=2_000)


def _view(
    actor: Actor, page: str, subject_kind: str, subject_id: int, fields: list[str], purpose: str, area_path: str,
    district_id: int, at: dt.datetime,
) -> View:  # fmt: skip
    return View(
        at=at,
        actor_id=actor.user_id,
        role=actor.role,
        page=page,
        subject_kind=subject_kind,
        subject_id=subject_id,
        fields=fields,
        purpose=clean(purpose),
        request_id=actor.request_id,
        district_id=district_id or actor.district_id,
        area_path=area_path or actor.area_path,
    )
