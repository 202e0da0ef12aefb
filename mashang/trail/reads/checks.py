"""How the trail stands: when it was last checked, with what result, and how far it is sealed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.trail.models import Entry
from mashang.trail.reads.verify import Head, heads, sealing_lag

LATE = dt.timedelta(minutes=1)  # the sealer runs every other second


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of the whole trail."""

    at: dt.datetime
    name: str
    rows: int
    seals: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailState:
    """The last check (None before the first), the newest seal of each stream, and whether sealing lags behind."""

    check: Check | None
    heads: tuple[Head, ...]
    lags: bool


def get_trail_state(actor: Actor) -> TrailState:
    """Refuses everyone but the auditor. At most 7 queries."""
    actor.require(Permission.TRAIL_READ)
    last = Entry.objects.filter(act="trail.check").select_related("actor").order_by("-id").first()
    check = None
    if last is not None:
        held = last.diff
        check = Check(
            at=last.at, name=last.actor.name if last.actor else "", rows=int(held.get("checked_rows", 0)),
            seals=int(held.get("seals", 0)), findings=int(held.get("findings", 0)),
        )  # fmt: skip
    return TrailState(check=check, heads=tuple(heads()), lags=sealing_lag() > LATE)
