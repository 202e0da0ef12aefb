"""The page to read before a visit: what is known of the firm already, so that nobody asks it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mashang.cases.reads.visit_scope import Earlier, find_close_visits
from mashang.cases.reads.visits import (
    ProblemLine,
    VisitRow,
    list_open_cases_of_firm,
    list_problems,
    list_visits_of_firm,
)
from mashang.kernel.actor import Actor
from mashang.register.models import FactKey
from mashang.register.reads.facts import FactLine, get_facts
from mashang.register.reads.firms import FirmRow, get_firm
from mashang.register.reads.naming import name_in
from mashang.register.reads.units import Stay, list_firm_stays

# What a visitor wants to know of any firm: each is either told with its source, or named among what nobody knows.
ASKED = (
    "staff",
    "needs",
    "institution_kind",
    "above_threshold_class",
    "registration_place",
    "listing_stage",
    "qualifications",
)
LAST_VISITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """One page. `known` are facts with source and day, `unknown` what nobody knows yet, `stale` what is due to be asked."""

    firm: FirmRow
    stays: tuple[Stay, ...]
    known: tuple[FactLine, ...]
    stale: tuple[FactLine, ...]
    unknown: tuple[str, ...]
    open_cases: tuple[ProblemLine, ...]
    visits: tuple[tuple[VisitRow, tuple[ProblemLine, ...]], ...]
    close: tuple[Earlier, ...]
    on: date


def get_brief(actor: Actor, firm_id: int, *, on: date | None = None, but: int = 0) -> Brief:
    """The brief of a firm that the actor sees; NotThere for any other. A dozen queries, whatever is held of the firm.

    `on` is the day of the visit that is prepared, `but` that visit: it is not told among those that lie close.
    """
    today = timezone.localdate()
    head = get_firm(actor, firm_id)
    lines = [line for line in get_facts(actor, "firm", firm_id, today) if not line.locked]
    told = {line.key for line in lines if line.text}
    names = {
        key.key: name_in(actor.locale, key)
        for key in FactKey.objects.filter(subject="firm", key__in=ASKED).order_by("order")
    }
    visits = [row for row in list_visits_of_firm(actor, firm_id) if row.at is not None][:LAST_VISITS]
    problems = list_problems([row.id for row in visits])
    return Brief(
        firm=head.row,
        stays=tuple(stay for stay in list_firm_stays(actor, firm_id) if stay.here_on(today)),
        known=tuple(line for line in lines if line.text and (line.key in ASKED or line.due)),
        stale=tuple(line for line in lines if line.text and line.due),
        unknown=tuple(name for key, name in names.items() if key not in told),
        open_cases=tuple(list_open_cases_of_firm(actor, firm_id)),
        visits=tuple((row, tuple(problems.get(row.id, ()))) for row in visits),
        close=tuple(find_close_visits(actor.locale, [firm_id], on or today, but=but).get(firm_id, ())),
        on=on or today,
    )
