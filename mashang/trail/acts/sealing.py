"""The batched sealer: closes what was written since the last seal, without holding up any writer."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.trail.models import Seal
from mashang.trail.models.covered import STREAMS, trail_key
from mashang.trail.rules.chain import START, Link

SEAL_LOCK = 7_301_002
CHUNK = 5_000
# The oldest transaction still open anywhere on the server: below it everything is finished.
HORIZON = "pg_snapshot_xmin(pg_current_snapshot())"


def seal_new_entries(*, actor: Actor) -> int:
    """Seal entries and views whose transactions can no longer be joined by an earlier one; return how many rows.

    The horizon is the oldest transaction still open (`pg_snapshot_xmin`): a row that commits late is
    never passed over, it waits for the next seal. Run every other second by the worker; does nothing
    while another sealer is at work.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        # The horizon first: whatever lies below it is finished, hence visible to the statements after it.
        cursor.execute(f"select {HORIZON}::text::bigint, trail_current_era()")
        horizon, era = cursor.fetchone()
        return sum(_seal_stream(stream, horizon, era) for stream in STREAMS)


def _seal_stream(stream: str, horizon: int, current_era: int) -> int:
    last = Seal.objects.filter(stream=stream).order_by("-era", "-no").first()
    sealed = 0
    for era in range(last.era if last else 1, current_era + 1):
        xid_from = last.xid_to if last and last.era == era else 0
        # Nobody writes into a past era any more: it is sealed to its end.
        xid_to = horizon if era == current_era else _end_of(stream, era)
        made = _seal_stretch(stream, era, xid_from, xid_to, last)
        if made:
            last = made
            sealed += made.n
    return sealed


def _end_of(stream: str, era: int) -> int:
    found = STREAMS[stream].objects.filter(era=era).aggregate(last=Max("xid"))["last"]
    return 0 if found is None else int(found) + 1


def _seal_stretch(stream: str, era: int, xid_from: int, xid_to: int, last: Seal | None) -> Seal | None:
    rows = STREAMS[stream].objects.filter(era=era, xid__gte=xid_from, xid__lt=xid_to).order_by("xid", "id")
    link = Link(
        key=trail_key(),
        stream=stream,
        era=era,
        no=last.no + 1 if last and last.era == era else 1,
        prev=bytes(last.root) if last else START,
    )
    for pk, xid, digest in rows.values_list("pk", "xid", "digest").iterator(chunk_size=CHUNK):
        link.add(pk, xid, bytes(digest))
    if not link.n:
        return None
    seal = Seal(
        stream=stream,
        era=era,
        no=link.no,
        xid_to=xid_to,
        n=link.n,
        root=link.root(xid_to),
        prev=link.prev,
        at=timezone.now(),
    )
    Seal.objects.bulk_create([seal])
    return seal
