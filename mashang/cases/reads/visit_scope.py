"""Which visits an actor may see, and which earlier visits of any office a planner is warned of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Campaign, Visit
from mashang.cases.rules.visit_contents import fatigue_days
from mashang.kernel.actor import Actor
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area

UNMADE = (Visit.State.DECLINED, Visit.State.CALLED_OFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Another visit to the same firm, told to people of any office: who went and when, and nothing else of it."""

    office: str
    on: date
    made: bool


def visits_seen_by(actor: Actor) -> QuerySet[Visit]:
    """The visits within an actor's reach: the office those of its area's subtree, a firm's people those of their firms."""
    if actor.may(Permission.CASE_READ):
        return Visit.objects.filter(in_area(actor.area_path))
    if actor.may(Permission.OWN_FIRM_READ):
        return Visit.objects.filter(firm__in=actor.firm_ids or ()).exclude(state=Visit.State.PLANNED, at=None)
    return Visit.objects.none()


def campaigns_seen_by(actor: Actor) -> QuerySet[Campaign]:
    """The campaigns of the actor's area and below, and of the areas above it, which take place in it too."""
    if not actor.may(Permission.CASE_READ):
        return Campaign.objects.none()
    above = [actor.area_path[:end] for end in range(2, len(actor.area_path) + 1, 2)]
    return Campaign.objects.filter(in_area(actor.area_path) | Q(area_path__in=above))


def find_close_visits(locale: str, firm_ids: Iterable[int], day: date, *, but: int = 0) -> dict[int, list[Earlier]]:
    """By firm, the visits of all offices within the days of content/visits around a day; one query for any number.

    It looks over the walls of areas on purpose, since a firm is one and its visitors are many; therefore it tells the
    name of the office and the day alone. Those declined or called off do not count, nor does the visit `but`.
    """
    reach = timedelta(days=fatigue_days())
    zone = timezone.get_current_timezone()
    rows = (
        Visit.objects.filter(firm__in=list(firm_ids))
        .exclude(state__in=UNMADE)
        .exclude(pk=but)
        .annotate(day=Coalesce(TruncDate("at", tzinfo=zone), F("planned_on")))
        .filter(day__gte=day - reach, day__lte=day + reach)
        .select_related("department", "area")
        .order_by("-day", "-id")
    )
    found: dict[int, list[Earlier]] = {}
    for row in rows:
        on = row.day
        found.setdefault(row.firm_id, []).append(
            Earlier(office=name_in(locale, row.department or row.area), on=on, made=row.at is not None)
        )
    return found
