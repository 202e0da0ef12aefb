"""What a tower's round brought: how the differences of its sheet were decided, and which towers were left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from mashang.kernel.actor import Actor
from mashang.register.models import ImportRow, RoundMove
from mashang.register.reads.imports import DIFFERENCES
from mashang.register.reads.naming import name_in
from mashang.register.reads.rounds.progress import RoundTowerLine
from mashang.register.reads.scope import in_area


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A tower that was left out of a round, and why."""

    id: int
    tower: str
    reason: str


def count_decisions(line: RoundTowerLine) -> Mapping[str, Mapping[str, int]]:
    """How many differences of the tower's own rows in its sheet were decided how, by kind; none without a sheet. One query.

    The caller has found the tower for its reader.
    """
    rows = ImportRow.objects.filter(
        Q(tower=line.tower_id) | Q(batch__tower=line.tower_id), batch=line.batch_id, verdict__in=DIFFERENCES
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for verdict, decision, n in rows.values_list("verdict", "decision").annotate(n=Count("pk")).order_by("decision"):
        counts[verdict][decision] = n
    return {verdict: counts[verdict] for verdict in DIFFERENCES if verdict in counts}


def list_left_out(actor: Actor, round_id: int) -> tuple[LeftOut, ...]:
    """The towers of the actor's area that were left out of a round, with why, by name; one query."""
    moves = RoundMove.objects.filter(
        in_area(actor.area_path, "tower__area_path"), act="leave_out", tower__round=round_id, tower__state="excepted"
    ).select_related("tower__tower")
    newest = {move.tower_id: move for move in moves.order_by("pk")}
    told = [LeftOut(pk, name_in(actor.locale, move.tower.tower), move.reason) for pk, move in newest.items()]
    return tuple(sorted(told, key=lambda one: one.tower))
