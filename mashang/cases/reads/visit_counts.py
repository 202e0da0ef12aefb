"""Counts of visits: how far a campaign is, and what became of the problems that were heard. Never of persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mashang.cases.models import CampaignFirm, Case, VisitProblem
from mashang.cases.reads.visit_scope import visits_seen_by
from mashang.kernel.actor import Actor
from mashang.register.models import Occupancy
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Of the firms that a campaign means to visit: how many were visited, counted once each. `share_bp` of 10,000."""

    due: int
    visited: int

    @property
    def share_bp(self) -> int:
        """Visited of due in hundredths of a percent; 0 of nothing."""
        return self.visited * 10_000 // self.due if self.due else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemCounts:
    """Problems heard on visits: collected, closed (confirmed or by silence), carried over, and the rest still open."""

    collected: int
    closed: int
    carried: int

    @property
    def open(self) -> int:
        """Neither closed nor carried over."""
        return self.collected - self.closed - self.carried


def cover(campaign_ids: Iterable[int]) -> dict[int, Coverage]:
    """By campaign, how many of its firms were visited; one query. A firm counts once, however often it was visited.

    The caller has made sure that the actor may see them.
    """
    rows = (
        CampaignFirm.objects.filter(campaign__in=list(campaign_ids))
        .values("campaign")
        .annotate(due=Count("pk"), visited=Count("pk", filter=Q(visit__at__isnull=False)))
    )
    return {row["campaign"]: Coverage(due=row["due"], visited=row["visited"]) for row in rows}


def cover_by_tower(actor: Actor, campaign_id: int) -> list[tuple[str, Coverage]]:
    """The same by tower in which the firms are today, the least covered first; firms in no tower last. Two queries.

    A firm with rooms in two towers counts in each.
    """
    rows = dict(CampaignFirm.objects.filter(campaign=campaign_id).values_list("firm", "visit__at"))
    stays = (
        Occupancy.objects.filter(
            firm__in=rows, retracted_at=None, span__contains=timezone.localdate(), tower__in=towers_seen_by(actor).values("pk")
        )
        .select_related("tower")
        .distinct("tower", "firm")
        .order_by("tower", "firm")
    )  # fmt: skip
    by_tower: dict[str, set[int]] = {}
    for stay in stays:
        by_tower.setdefault(name_in(actor.locale, stay.tower), set()).add(stay.firm_id)
    told = [(name, _coverage(rows, firms)) for name, firms in by_tower.items()]
    told.sort(key=lambda pair: (pair[1].share_bp, -pair[1].due, pair[0]))
    nowhere = set(rows) - {firm for firms in by_tower.values() for firm in firms}
    return [*told, *([("", _coverage(rows, nowhere))] if nowhere else [])]


def _coverage(rows: Mapping[int, object], firms: set[int]) -> Coverage:
    return Coverage(due=len(firms), visited=sum(rows[firm] is not None for firm in firms))


def count_problems(actor: Actor, since: date, until: date, *, campaign_id: int | None = None) -> ProblemCounts:
    """Problems of the visits that were made on the days `since` to `until`, both included; one query."""
    visits = visits_seen_by(actor).filter(at__date__gte=since, at__date__lte=until)
    if campaign_id is not None:
        visits = visits.filter(campaign=campaign_id)
    return _counted(VisitProblem.objects.filter(visit__in=visits.values("pk")))


def count_problems_of(campaign_id: int) -> ProblemCounts:
    """Problems of all visits of a campaign, of whatever day; one query."""
    return _counted(VisitProblem.objects.filter(visit__campaign=campaign_id))


def _counted(problems: QuerySet[VisitProblem]) -> ProblemCounts:
    row = problems.aggregate(
        collected=Count("pk"),
        closed=Count("pk", filter=Q(case__closed_at__isnull=False)),
        carried=Count("pk", filter=Q(case__state=Case.State.CARRIED)),
    )
    return ProblemCounts(**row)
