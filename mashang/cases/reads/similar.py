"""Open cases of several firms that speak of the same thing in the same place, found by item, place and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.cases.models import Case
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.clusters import FOLLOWING, SMALLEST
from mashang.cases.rules.items import load_items, name_of
from mashang.cases.rules.likeness import SAME_MATTER, alike, largest_group, shared_words
from mashang.kernel.actor import Actor
from mashang.register.models import Tower
from mashang.register.reads.naming import name_in

LOOK_BACK = timedelta(hours=24 * 90)
RECENT = timedelta(hours=24 * 30)
MOST_COMPARED = 200
MOST_OF_A_PLACE = 60
MOST_PLACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An open case of another firm about the same item in the same place. `share` (0 to 1) is how much its title says the
    same, `same` whether that is enough to tick it; `follows` the case that it follows already, 0 for none."""

    id: int
    number: str
    title: str
    firm_id: int | None
    firm: str
    tower: str
    state: str
    opened_at: datetime
    share: float
    follows: int

    @property
    def same(self) -> bool:
        """Is it about the same matter, as far as words tell?"""
        return self.share >= SAME_MATTER


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Several firms of one place seem to ask the same: how many, where, in which words; `case_id` is the earliest of them."""

    case_id: int
    firms: int
    place: str
    words: str
    item: str


def list_alike(actor: Actor, case: Case, *, now: datetime | None = None) -> list[Alike]:
    """The open cases of other firms in the same tower or park about the same item, the likest first; one query.

    Of the last 90 days, at most 200 are looked at, by the index of the tower: never all cases. None without a tower.
    """
    place = _same_place(case)
    if place is None:
        return []
    since = timezone.localtime(now) - LOOK_BACK
    rows = cases_seen_by(actor).filter(place, item=case.item, closed_at=None, opened_at__gte=since, state__in=FOLLOWING)
    rows = rows.filter(parent=None).exclude(pk=case.pk)
    if case.firm_id:
        rows = rows.filter(Q(firm=None) | ~Q(firm=case.firm_id))
    found = rows.select_related("firm", "tower").order_by("-opened_at", "-pk")[:MOST_COMPARED]
    return sorted(
        (
            Alike(
                id=one.pk, number=one.number, title=one.title, firm_id=one.firm_id, firm=one.firm.name if one.firm else "",
                tower=name_in(actor.locale, one.tower) if one.tower else "", state=one.state,
                opened_at=timezone.localtime(one.opened_at),
                share=alike(case.title, one.title), follows=one.cluster_id or 0,
            )
            for one in found
        ),
        key=lambda one: (-one.share, one.opened_at, one.id),
    )  # fmt: skip


def _same_place(case: Case) -> Q | None:
    """The tower, or all towers of the park in which it lies."""
    if case.tower is None:
        return None
    park = case.tower.park_id
    return Q(tower__in=Tower.objects.filter(park=park).values("pk")) if park else Q(tower=case.tower_id)


def is_shared(item: str) -> bool:
    """Is this a matter of the place, so that several firms may ask the same?"""
    items = load_items()
    return item in items and items[item].shared


def suggest_clusters(actor: Actor, *, now: datetime | None = None) -> list[Suggested]:
    """Where three or more firms seem to ask the same and nobody has gathered them yet, the most firms first, five at most.

    Of the open cases of the last 30 days in the office's hands, about what is a matter of the place (content/cases/items):
    places and items are counted by the database, the titles of
    the earliest sixty of each are compared. Five queries, for any number of cases.
    """
    free = _free(actor, timezone.localtime(now) - RECENT)
    parks = _counted(free.filter(tower__park__isnull=False), "tower__park_id")
    towers = _counted(free.filter(tower__park=None), "tower_id")
    places = [(item, pk, None) for item, pk in parks] + [(item, None, pk) for item, pk in towers]
    if not places:
        return []
    rows: dict[tuple[str, int | None, int | None], dict[int, Case]] = defaultdict(dict)
    wanted = Q()
    for item, park, tower in places:
        wanted |= Q(item=item, tower__park=park) if park else Q(item=item, tower=tower)
    place = Coalesce(F("tower__park_id"), -F("tower_id"))
    nth = Window(RowNumber(), partition_by=[F("item"), place], order_by=[F("opened_at"), F("pk")])
    of_each = free.filter(wanted).annotate(nth=nth).filter(nth__lte=MOST_OF_A_PLACE)
    for case in of_each.select_related("tower").order_by("opened_at", "pk"):
        park = case.tower.park_id if case.tower else None
        rows[case.item, park, None if park else case.tower_id][case.pk] = case
    names = dict(
        Area.objects.filter(pk__in=[park for _item, park, _tower in places if park]).values_list("pk", "name_zh")
    )
    found = [
        one
        for (_item, park, _tower), cases in rows.items()
        if (one := _suggested(actor, cases, names.get(park or 0, "")))
    ]
    return sorted(found, key=lambda one: (-one.firms, one.case_id))[:MOST_PLACES]


def _free(actor: Actor, since: datetime) -> QuerySet[Case]:
    shared = [code for code, item in load_items().items() if item.shared]
    rows = cases_seen_by(actor).filter(
        closed_at=None, state__in=FOLLOWING, cluster=None, parent=None, opened_at__gte=since, item__in=shared
    )
    return rows.filter(firm__isnull=False, tower__isnull=False)


def _counted(rows: QuerySet[Case], place: str) -> Iterable[tuple[str, int]]:
    counted = rows.order_by().values("item", place).annotate(firms=Count("firm", distinct=True))
    most = counted.filter(firms__gte=SMALLEST).order_by("-firms", "item", place)[:MOST_PLACES]
    return [(row["item"], row[place]) for row in most]


def _suggested(actor: Actor, cases: Mapping[int, Case], park: str) -> Suggested | None:
    titles, firm_of = ({pk: getattr(one, name) for pk, one in cases.items()} for name in ("title", "firm_id"))
    group: Sequence[Case] = [cases[pk] for pk in largest_group(titles, said_by=firm_of)]
    firms = {one.firm_id for one in group}
    if len(firms) < SMALLEST:
        return None
    first = min(group, key=lambda one: (one.opened_at, one.pk))
    items = load_items()
    item = name_of(items[first.item].names, actor.locale) if first.item in items else first.item
    return Suggested(
        case_id=first.pk, firms=len(firms), place=park or (name_in(actor.locale, first.tower) if first.tower else ""),
        words=shared_words(one.title for one in group) or item, item=item,
    )  # fmt: skip


def one_of_each_firm(alike: Sequence[Alike]) -> list[int]:
    """Which of these are to be ticked: those that say the same and follow none, the likest of each firm."""
    found: dict[tuple[int | None, int], int] = {}
    for one in alike:
        if one.same and not one.follows:
            found.setdefault((one.firm_id, 0 if one.firm_id else one.id), one.id)
    return list(found.values())
