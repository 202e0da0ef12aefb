"""The file of one case: everything that is known of it, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mashang.accounts.reads.topmost import areas_above
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case, CaseFile, CaseMove, CaseText, Rating, RoutingRule, Ruling, Summons, Whistle
from mashang.cases.reads.firm_card import FirmCard, get_firm_card
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.hands import Stay, Turn, stays_of
from mashang.cases.rules.next_step import Standing, Step, next_step
from mashang.cases.rules.routing import load_rules
from mashang.cases.sealing import open_asker
from mashang.clocks.reads.grounds import grounds_for
from mashang.clocks.reads.stories import Story, story_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.sealing import Unreadable, mask_name, mask_phone
from mashang.kernel.text import _
from mashang.register.reads.naming import name_in

SIMILAR = 6
SIMILAR_DAYS = 180
OVER = (
    "firm",
    "tower",
    "area",
    "department",
    "officer",
    "first_receiver",
    "asked_by",
    "duplicate_of",
    "cluster",
    "parent",
)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks without an account, with the middle of name and number hidden; empty when nobody was named."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One stay in the same hands; `name` is the department's, where it is one."""

    stay: Stay
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """A case that is about the same: of the same firm, or of the same tower and item."""

    id: int
    number: str
    title: str
    state: str
    outcome: str
    opened_at: datetime
    of_firm: bool


@dataclass(frozen=True, kw_only=True)
class CaseSheet:
    """One case with all that belongs to it. Texts that were expunged are empty; ratings are there once the case is closed."""

    case: Case
    moves: Sequence[CaseMove]
    texts: Sequence[CaseText]
    files: Sequence[CaseFile]
    clocks: Sequence[Story]
    held: Sequence[Held]
    ratings: Sequence[Rating]
    rulings: Sequence[Ruling]
    similar: Sequence[Like]
    firm: FirmCard | None
    step: Step
    asker: Asker
    tower: str
    now: datetime

    @property
    def working_time(self) -> timedelta:
        """All the working time that somebody had it."""
        return sum((one.stay.worked for one in self.held), timedelta())

    @cached_property
    def running(self) -> Story | None:
        """The clock over the case that ends first; a department's own stands with the department."""
        mine = [one for one in self.clocks if one.state == "running"]
        return min(mine, key=lambda one: one.due_at, default=None)

    @cached_property
    def paused(self) -> Story | None:
        """The clock that stands still, if one does."""
        return next((one for one in self.clocks if one.state == "paused"), None)


def get_case(actor: Actor, case_id: int) -> Case:
    """The head of a case that the actor sees; NotThere outside its reach. One query."""
    case = cases_seen_by(actor).select_related(*OVER).filter(pk=case_id).first()
    if case is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    return case


def get_case_file(actor: Actor, case_id: int, *, now: datetime | None = None) -> CaseSheet:
    """The whole file for the desk, in ten queries at most however much happened (one more where content names areas).

    NotThere outside the actor's reach. Ratings stay with the firm until the case is closed.
    """
    moment = timezone.localtime(now)
    case = _with_what_waits(cases_seen_by(actor)).filter(pk=case_id).first()
    if case is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    moves = list(case.moves.select_related("by", "department").order_by("id"))
    clocks = story_of("case", case.pk, at=moment, all_reasons=actor.may(Permission.CASE_READ))
    return CaseSheet(
        case=case, moves=moves, clocks=clocks, held=held_by(actor, case, moves, moment),
        texts=list(case.texts.select_related("by", "department").order_by("id")),
        files=list(case.files.select_related("document__taken_by").order_by("id")),
        ratings=list(case.ratings.order_by("round")) if case.closed_at else [],
        rulings=_rulings(case), similar=list_similar(actor, case, moment), firm=get_firm_card(actor, case.firm, timezone.localdate(moment)) if case.firm else None,
        step=next_step(_standing(case, moves, clocks)), asker=asker_of(case),
        tower=name_in(actor.locale, case.tower) if case.tower else "", now=moment,
    )  # fmt: skip


def _with_what_waits(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with what waits within them, in the same query."""
    open_parts = Q(summonses__isnull=False) & ~Q(summonses__state__in=["closed", "upheld", "withdrawn", "asked"])
    return cases.select_related(*OVER).annotate(
        called=Count("summonses", filter=open_parts, distinct=True),
        answered=Count("summonses", filter=Q(summonses__state=Summons.State.ANSWERED), distinct=True),
        ever_ruled=Exists(Ruling.objects.filter(case=OuterRef("pk"))),
        ruled=Count("rulings", filter=Q(rulings__state=Ruling.State.ASKED), distinct=True),
        in_parts=Exists(Case.objects.filter(parent=OuterRef("pk"), closed_at=None)),
        at_gate=Exists(Whistle.objects.filter(case=OuterRef("pk"), state=Whistle.State.ASKED)),
    )  # fmt: skip


def _rulings(case: Case) -> list[Ruling]:
    """All that a head was asked to rule over the case; no query where nothing was."""
    if not getattr(case, "ever_ruled"):  # noqa: B009 - an annotation, unknown to the model
        return []
    return list(case.rulings.select_related("asked_by", "ruled_by", "summons__department").order_by("id"))


def _standing(case: Case, moves: Sequence[CaseMove], clocks: Sequence[Story]) -> Standing:
    waits: dict[str, int] = {name: getattr(case, name) for name in ("called", "answered", "ruled")}
    return Standing(
        state=case.state, called=waits["called"], answered=waits["answered"], rulings=waits["ruled"],
        at_gate=bool(getattr(case, "at_gate")),  # noqa: B009 - an annotation, unknown to the model
        callback=any(one.clock == "case_callback" and one.state in ("running", "paused") for one in clocks),
        papers_asked=sum(move.act == "ask_papers" for move in moves) >= case.round, part=case.parent_id is not None,
        parts=bool(getattr(case, "in_parts")),  # noqa: B009 - an annotation, unknown to the model
    )  # fmt: skip


def held_by(actor: Actor, case: Case, moves: Sequence[CaseMove], now: datetime) -> list[Held]:
    """In whose hands the case was, one after the other; the working time of all is that of the whole (asserted)."""
    names = {move.department_id: name_in(actor.locale, move.department) for move in moves if move.department}
    turns = [Turn(timezone.localtime(one.at), one.hands, one.department_id or 0, one.act) for one in moves]
    until = timezone.localtime(case.closed_at) if case.closed_at else now
    stays = stays_of(grounds_for({case.area_path}).calendar(case.area_path), turns, until)
    return [Held(stay=stay, name=names.get(stay.department, "")) for stay in stays]


def list_similar(actor: Actor, case: Case, now: datetime) -> list[Like]:
    """Up to six cases of the last half year of the same firm, or of the same tower and item; open ones first. One query."""
    return find_similar(
        actor, firm_id=case.firm_id, tower_id=case.tower_id, item=case.item, now=now, but=case.pk, most=SIMILAR
    )


def find_similar(
    actor: Actor, *, firm_id: int | None, tower_id: int | None, item: str, now: datetime, but: int = 0, most: int = SIMILAR,
    open_only: bool = False,
) -> list[Like]:  # fmt: skip
    """The same before a case is opened. Nothing when neither firm nor tower is known."""
    same = Q(tower=tower_id, item=item) if tower_id and item else Q()
    same = same | Q(firm=firm_id) if firm_id else same
    if not same:
        return []
    rows = cases_seen_by(actor).filter(same, opened_at__gte=now - timedelta(hours=24 * SIMILAR_DAYS)).exclude(pk=but)
    rows = rows.exclude(state=Case.State.JOINED)
    if open_only:
        rows = rows.filter(closed_at=None)
    return [
        Like(
            id=one.pk, number=one.number, title=one.title, state=one.state, outcome=one.outcome,
            opened_at=timezone.localtime(one.opened_at), of_firm=bool(firm_id) and one.firm_id == firm_id,
        )
        for one in rows.annotate(over=Q(closed_at__isnull=False)).order_by("over", "-opened_at", "-pk")[:most]
    ]  # fmt: skip


def asker_of(case: Case) -> Asker:
    """Who asks, masked for everyone; the clear value is an act and goes on record."""
    if case.asker_sealed is None:
        return Asker()
    try:
        name, phone = open_asker(case.asker_sealed, case.ref)
    except Unreadable:
        return Asker()
    return Asker(mask_name(name), mask_phone(phone))


def rule_name(case: Case) -> str:
    """What the routing rule is called by which the case came to its receiver; empty for none. One query at most."""
    general = {rule.code: rule.name for rule in load_rules()}
    if not case.routed_by or case.routed_by in general:
        return general.get(case.routed_by, "")
    own = RoutingRule.objects.filter(
        code=case.routed_by, area__path__in=[*areas_above(case.area_path), case.area_path]
    ).order_by("-pk")
    return own.values_list("name", flat=True).first() or case.routed_by
