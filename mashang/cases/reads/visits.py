"""Lists of visits, and one visit with its words, its problems and what was heard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from mashang.accounts.models import User
from mashang.cases.models import Visit, VisitMove, VisitProblem, VisitText
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.reads.visit_scope import visits_seen_by
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Occupancy
from mashang.register.reads.naming import name_in
from mashang.register.reads.searching import named


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit as lists show it. `on` is the day it was made, else the day it is planned for; `waiting` facts to decide."""

    id: int
    number: str
    firm_id: int
    firm: str
    office: str
    officer_id: int | None
    officer: str
    visitors: tuple[int, ...]
    state: str
    mode: str
    kinds: tuple[str, ...]
    on: date
    at: datetime | None
    planned_on: date | None
    planned_at: time | None
    campaign_id: int | None
    campaign: str
    problems: int
    open_problems: int
    waiting: int
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsWanted:
    """Filters of the list. `tab`: ahead, today, made, problems (with open ones), heard (facts to decide) or all."""

    tab: str = "all"
    q: str = ""
    mine: bool = False
    kind: str = ""
    campaign_id: int | None = None
    tower_id: int | None = None
    since: date | None = None
    until: date | None = None


AHEAD = (Visit.State.PLANNED, Visit.State.BOOKED)
HEARD_WAITING = [{"state": "waiting"}]


def list_visits(actor: Actor, wanted: VisitsWanted) -> list[VisitRow]:
    """Visits the actor sees: those to come first by day, those made last first. One query for any number."""
    rows = _filtered(actor, wanted)
    order = ("on", "planned_at") if wanted.tab in ("ahead", "today") else ("-on", "-at")
    return [_row(actor, row) for row in rows.order_by(*order, "-id")]


def count_tabs(actor: Actor) -> dict[str, int]:
    """How many visits stand under each tab; one query."""
    counted = _dated(visits_seen_by(actor)).aggregate(
        **{tab: Count("pk", filter=_tab(tab)) for tab in ("ahead", "today", "made", "problems", "heard")}
    )
    return {tab: int(n) for tab, n in counted.items()}


def list_visits_of_firm(actor: Actor, firm_id: int, *, most: int = 20) -> list[VisitRow]:
    """The newest visits to one firm that the actor sees; one query."""
    rows = _drawn(_dated(visits_seen_by(actor).filter(firm=firm_id))).order_by("-on", "-id")
    return [_row(actor, row) for row in rows[:most]]


def _filtered(actor: Actor, wanted: VisitsWanted) -> QuerySet[Any]:
    rows = _dated(visits_seen_by(actor)).filter(_tab(wanted.tab))
    if wanted.mine:
        rows = rows.filter(Q(officer=actor.user_id) | Q(visitors__contains=[actor.user_id or 0]))
    if wanted.kind:
        rows = rows.filter(kinds__contains=[wanted.kind])
    if wanted.campaign_id is not None:
        rows = rows.filter(campaign=wanted.campaign_id)
    if wanted.tower_id is not None:
        here = Occupancy.objects.filter(
            firm=OuterRef("firm"), retracted_at=None, span__contains=timezone.localdate(), tower=wanted.tower_id
        )
        rows = rows.filter(Exists(here))
    if wanted.since is not None:
        rows = rows.filter(on__gte=wanted.since)
    if wanted.until is not None:
        rows = rows.filter(on__lte=wanted.until)
    if wanted.q.strip():
        from mashang.register.models import Firm

        rows = rows.filter(
            Q(number__iexact=wanted.q.strip()) | Q(firm__in=Firm.objects.filter(named(wanted.q)).values("pk"))
        )
    found: QuerySet[Any] = _drawn(rows)
    return found


def _dated(rows: QuerySet[Visit]) -> QuerySet[Any]:
    zone = timezone.get_current_timezone()
    dated: QuerySet[Any] = rows.annotate(
        on=Coalesce(TruncDate("at", tzinfo=zone), F("planned_on")),
        open_n=Coalesce(_count(VisitProblem.objects.filter(case__closed_at=None)), 0),
    )
    return dated


def _drawn(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted: QuerySet[Any] = rows.annotate(all_n=Coalesce(_count(VisitProblem.objects.all()), 0))
    return counted.select_related("firm", "department", "area", "officer", "campaign")


def _count(problems: QuerySet[VisitProblem]) -> Any:
    numbers = problems.filter(visit=OuterRef("pk")).values("pk")
    return Func(ArraySubquery(numbers), 1, function="array_length", output_field=IntegerField())


def _tab(tab: str) -> Q:
    if tab == "ahead":
        return Q(state__in=AHEAD)
    if tab == "today":
        return Q(on=timezone.localdate()) & ~Q(state__in=[Visit.State.DECLINED, Visit.State.CALLED_OFF])
    if tab == "made":
        return Q(at__isnull=False)
    if tab == "problems":
        return Q(open_n__gt=0)
    return Q(facts__contains=HEARD_WAITING) if tab == "heard" else Q()


def _row(actor: Actor, row: Any) -> VisitRow:
    return VisitRow(
        id=row.pk, number=row.number, firm_id=row.firm_id, firm=row.firm.name,
        office=name_in(actor.locale, row.department or row.area), officer_id=row.officer_id,
        officer=row.officer.name if row.officer else "", visitors=tuple(row.visitors), state=row.state, mode=row.mode,
        kinds=tuple(row.kinds), on=row.on, at=row.at, planned_on=row.planned_on, planned_at=row.planned_at,
        campaign_id=row.campaign_id, campaign=row.campaign.name if row.campaign else "", problems=row.all_n,
        open_problems=row.open_n, waiting=sum(one["state"] == "waiting" for one in row.facts), sample=row.sample,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """A problem heard on a visit and where its case stands. `ref` is for the firm's own page of it."""

    no: int
    case_id: int
    ref: str
    number: str
    title: str
    heard: str
    item: str
    state: str
    hands: str
    outcome: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """Words of a visit: which part, when, by whom."""

    part: str
    body: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step of a visit as its page tells it."""

    act: str
    at: datetime
    by: str
    reason: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFile:
    """Everything of one visit. For the firm's people the later notes of the office are left out."""

    row: VisitRow
    met: str
    recorded_at: datetime | None
    recorded_by: int | None
    confirmed_at: datetime | None
    confirm_by: datetime | None
    texts: tuple[TextLine, ...]
    problems: tuple[ProblemLine, ...]
    facts: tuple[dict[str, Any], ...]
    steps: tuple[StepLine, ...]
    visitors: tuple[str, ...]


def get_visit(actor: Actor, visit_id: int) -> VisitFile:
    """One visit within the actor's reach; seven queries. NotThere outside it."""
    found = _drawn(_dated(visits_seen_by(actor).filter(pk=visit_id))).first()
    if found is None:
        raise NotThere("no_such_visit", _("There is no such visit, or it lies outside your reach."))
    own = actor.firm_ids is not None
    texts = VisitText.objects.filter(visit=visit_id, replaced_at=None).select_related("by").order_by("pk")
    if own:
        texts = texts.exclude(part=VisitText.Part.NOTE)
    steps = VisitMove.objects.filter(visit=visit_id).select_related("by").order_by("pk")
    recorded_by = next((one.by_id for one in steps if one.act == "record"), None)
    running = Deadline.objects.filter(
        subject_kind="visit", subject_id=visit_id, clock="visit_confirm", state=Deadline.State.RUNNING
    )
    names = dict(User.objects.filter(pk__in=found.visitors).values_list("pk", "name"))
    return VisitFile(
        row=_row(actor, found), met=found.met, recorded_at=found.recorded_at, recorded_by=recorded_by,
        confirmed_at=found.firm_confirmed_at, confirm_by=running.values_list("due_at", flat=True).first(),
        texts=tuple(TextLine(part=t.part, body=t.body, at=t.at, by=t.by.name if t.by else "") for t in texts),
        problems=tuple(list_problems([visit_id]).get(visit_id, ())), facts=tuple(found.facts),
        steps=tuple(
            StepLine(act=s.act, at=s.at, by=s.by.name if s.by else "", reason=s.reason, shown=s.shown) for s in steps
        ),
        visitors=tuple(names[one] for one in found.visitors if one in names),
    )  # fmt: skip


def list_problems(visit_ids: Collection[int]) -> dict[int, list[ProblemLine]]:
    """By visit, its problems with where their cases stand; one query. The caller has checked the visits' reach."""
    rows = VisitProblem.objects.filter(visit__in=visit_ids).select_related("case").order_by("visit", "no")
    found: dict[int, list[ProblemLine]] = {}
    for row in rows:
        case = row.case
        found.setdefault(row.visit_id, []).append(
            ProblemLine(
                no=row.no, case_id=case.pk, ref=str(case.ref), number=case.number, title=case.title, heard=row.heard,
                item=case.item, state=case.state, hands=case.hands, outcome=case.outcome, due_at=case.due_at,
            )
        )  # fmt: skip
    return found


def list_open_cases_of_firm(actor: Actor, firm_id: int, *, most: int = 12) -> list[ProblemLine]:
    """The firm's open cases that the actor sees, whole ones, the soonest due first; one query."""
    rows = cases_seen_by(actor).filter(firm=firm_id, closed_at=None, parent=None)
    rows = rows.order_by(F("due_at").asc(nulls_last=True), "id")
    return [
        ProblemLine(
            no=0, case_id=case.pk, ref=str(case.ref), number=case.number, title=case.title, heard="", item=case.item,
            state=case.state, hands=case.hands, outcome=case.outcome, due_at=case.due_at,
        )
        for case in rows[:most]
    ]  # fmt: skip


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week in which a day lies."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
