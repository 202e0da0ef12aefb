"""Cases of one item in one park or tower that make a batch, counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import BatchItem, Case
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.batches import FREE, SMALLEST
from mashang.kernel.actor import Actor
from mashang.register.models import Tower

MOST = 50
NEAR = 15  # from so many on a place is named as nearly a batch


@dataclass(frozen=True, slots=True)
class Offer:
    """So many free cases of one item in one park (`park_id`) or tower (`tower_id`)."""

    item: str
    park_id: int | None
    tower_id: int | None
    place: str
    count: int
    towers: int
    oldest_at: datetime

    @property
    def is_batch(self) -> bool:
        """Are they enough?"""
        return self.count >= SMALLEST

    @property
    def missing(self) -> int:
        """How many are missing for a batch."""
        return max(0, SMALLEST - self.count)


def free_cases(actor: Actor) -> QuerySet[Case]:
    """The cases in reach that may go into a batch: open, with a tower, no department called in, in no batch, and alone.

    What is handled as one ask with others, or has parts, is answered there.
    """
    held = BatchItem.objects.filter(case=OuterRef("pk"), left_at=None)
    members, parts = Case.objects.filter(cluster=OuterRef("pk")), Case.objects.filter(parent=OuterRef("pk"))
    alone = cases_seen_by(actor).filter(~Exists(members), ~Exists(parts), cluster=None, parent=None)
    return alone.filter(~Exists(held), state__in=FREE, tower__isnull=False, closed_at=None)


def cases_of_offer(actor: Actor, item: str, *, park_id: int | None, tower_id: int | None) -> QuerySet[Case]:
    """The free cases of one offer, by tower and number."""
    rows = free_cases(actor).filter(item=item)
    rows = rows.filter(tower__park=park_id) if park_id else rows.filter(tower=tower_id or 0)
    return rows.select_related("firm", "tower").order_by("tower__name_pinyin", "tower_id", "pk")


def list_offers(actor: Actor, *, least: int = SMALLEST) -> list[Offer]:
    """The places with `least` or more free cases of one item, the most first, 50 at most, in three queries.

    A tower that lies in a park counts for the park. Empty for whoever runs no batches.
    """
    if not actor.may(Permission.BATCH_RUN):
        return []
    rows = (
        free_cases(actor).order_by().filter(tower__park__isnull=False).values("item", "tower__park_id")
        .annotate(n=Count("pk"), towers=Count("tower", distinct=True), oldest=Min("opened_at"))
        .filter(n__gte=least).order_by("-n", "item", "tower__park_id")[:MOST]
    )  # fmt: skip
    single = (
        free_cases(actor).order_by().filter(tower__park=None).values("item", "tower_id")
        .annotate(n=Count("pk"), oldest=Min("opened_at")).filter(n__gte=least).order_by("-n", "item", "tower_id")[:MOST]
    )  # fmt: skip
    parks = [(row["item"], row["tower__park_id"], None, row["n"], row["towers"], row["oldest"]) for row in rows]
    towers = [(row["item"], None, row["tower_id"], row["n"], 1, row["oldest"]) for row in single]
    names = _names({one[1] for one in parks}, {one[2] for one in towers})
    offers = [
        Offer(item, park, tower, names["p", park] if park else names["t", tower], count, of, oldest)
        for item, park, tower, count, of, oldest in [*parks, *towers]
    ]
    return sorted(offers, key=lambda one: (-one.count, one.item, one.place))[:MOST]


def _names(parks: set[int], towers: set[int]) -> dict[tuple[str, int | None], str]:
    named: dict[tuple[str, int | None], str] = {}
    if parks:
        named |= {("p", pk): name for pk, name in Area.objects.filter(pk__in=parks).values_list("pk", "name_zh")}
    if towers:
        named |= {("t", pk): name for pk, name in Tower.objects.filter(pk__in=towers).values_list("pk", "name_zh")}
    return named
