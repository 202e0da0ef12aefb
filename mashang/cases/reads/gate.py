"""What waits for a head: whistles at the gate with what speaks against too many, emergencies to look at, rulings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case, Ruling, Summons, Whistle
from mashang.cases.reads.receivers import with_liaison
from mashang.cases.reads.rules import rules_of
from mashang.cases.reads.scope import cases_seen_by
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.reads.scope import in_area

YEAR = timedelta(hours=365 * 24)
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedDepartment:
    """A department that a whistle asks for. Without a liaison its link reaches nobody by itself."""

    department: str
    part: str
    asked: str
    has_liaison: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentToCall:
    """A department that may be called: whether a routing rule suggests it, and whether it has a liaison today."""

    id: int
    name: str
    suggested: bool
    has_liaison: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AtGate:
    """A whistle that a head decides on, or looks at afterwards (`afterwards`), with the guard against too many of them.

    `this_month`: whistles of the same tower or firm this month, this one too. `answered_before`: answers that departments
    gave to the same kind of question in the area in a year. `own`: the reader blew it and may not decide.
    """

    id: int
    number: str
    kind: str
    blown_at: datetime
    blown_by: str
    case_id: int
    case_number: str
    title: str
    firm: str
    tower: str
    departments: Sequence[AskedDepartment]
    this_month: int
    answered_before: int
    afterwards: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingRow:
    """A ruling: what was asked, by whom, why; decided or not. `clock_due_at` is when its clock ends now."""

    id: int
    kind: str
    state: str
    case_id: int
    case_number: str
    title: str
    department: str
    part: str
    basis: str
    days: int | None
    recheck_on: date | None
    rate: str
    asked_at: datetime
    asked_by: str
    ruled_at: datetime | None
    ruled_by: str
    reason: str
    own: bool


def list_at_the_gate(actor: Actor, *, whistle_id: int | None = None) -> list[AtGate]:
    """The whistles of the actor's area that wait for a head, the oldest first, then emergencies nobody looked at. Six queries."""
    waits = Q(state=Whistle.State.ASKED) | Q(kind=Whistle.Kind.EMERGENCY, state=Whistle.State.THROUGH, ruled_by=None)
    rows = Whistle.objects.filter(in_area(actor.area_path), waits)
    if whistle_id is not None:
        rows = rows.filter(pk=whistle_id)
    found = list(
        rows.select_related("case__firm", "case__tower", "blown_by").order_by("-state", "blown_at", "pk")[:MOST]
    )
    asked: dict[int, list[AskedDepartment]] = {one.pk: [] for one in found}
    wanted = Summons.objects.filter(whistle__in=asked).exclude(state=Summons.State.WITHDRAWN, called_at=None)
    rows_asked = list(wanted.select_related("department").order_by("pk"))
    manned = with_liaison({one.department_id for one in rows_asked}, timezone.localdate()) if rows_asked else set()
    for summons in rows_asked:
        asked[summons.whistle_id].append(
            AskedDepartment(
                department=local_name(summons.department), part=summons.part, asked=summons.asked,
                has_liaison=summons.department_id in manned,
            )
        )  # fmt: skip
    towers, firms = _this_month([one.case for one in found], actor)
    before = _answered_before([one.case.item for one in found], actor)
    return [
        AtGate(
            id=one.pk, number=one.number, kind=one.kind, blown_at=one.blown_at, blown_by=one.blown_by.name if one.blown_by else "",
            case_id=one.case_id, case_number=one.case.number, title=one.case.title,
            firm=one.case.firm.name if one.case.firm else "", tower=one.case.tower.name_zh if one.case.tower else "",
            departments=asked[one.pk], answered_before=before[one.case.item],
            this_month=max(towers[one.case.tower_id or 0], firms[one.case.firm_id or 0], 1),
            afterwards=one.state != Whistle.State.ASKED, own=one.blown_by_id == actor.user_id,
        )
        for one in found
    ]  # fmt: skip


def get_at_the_gate(actor: Actor, case_id: int) -> AtGate:
    """The whistle over a case that waits for a head; NotThere when none does."""
    newest = Whistle.objects.filter(case__in=cases_seen_by(actor), case=case_id).order_by("-pk")
    pk = newest.values_list("pk", flat=True).first()
    rows = list_at_the_gate(actor, whistle_id=pk) if pk else []
    if not rows:
        raise NotThere("no_such_whistle", _("No whistle over this case waits to be decided."))
    return rows[0]


def list_rulings(actor: Actor, *, state: str = "asked", kind: str = "", most: int = MOST) -> list[RulingRow]:
    """The rulings of the actor's area in this state, what waits longest first; decided ones newest first. One query."""
    rows = _rulings(actor).filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    return [_row(one, actor) for one in rows.order_by("asked_at" if state == "asked" else "-ruled_at", "pk")[:most]]


def list_left_out(
    actor: Actor, *, rate: str = "", start: int = 0, most: int = MOST, case_ids: Collection[int] | None = None
) -> list[RulingRow]:
    """What is left out of rates in the actor's area, with who asked and who approved, the newest first. One query.

    With `case_ids` of these cases alone.
    """
    rows = _left_out(actor, rate).order_by("-ruled_at", "-pk")
    if case_ids is not None:
        rows = rows.filter(case__in=case_ids)
    return [_row(one, actor) for one in rows[start : start + most]]


def count_left_out(actor: Actor, *, rate: str = "") -> int:
    """How many `list_left_out` would give without an end."""
    return _left_out(actor, rate).count()


def get_ruling(actor: Actor, ruling_id: int) -> RulingRow:
    """One ruling of a case within reach; NotThere outside it."""
    found = _rulings(actor).filter(pk=ruling_id).first()
    if found is None:
        raise NotThere("no_such_ruling", _("There is no such ruling, or it lies outside your reach."))
    return _row(found, actor)


def count_to_rule(actor: Actor) -> int:
    """How much waits for a head: whistles at the gate, emergencies to look at, rulings. Two queries; none without the right."""
    if not actor.may(Permission.CASE_RULE):
        return 0
    waits = Q(state=Whistle.State.ASKED) | Q(kind=Whistle.Kind.EMERGENCY, state=Whistle.State.THROUGH, ruled_by=None)
    gate = Whistle.objects.filter(in_area(actor.area_path), waits).count()
    return gate + _rulings(actor).filter(state=Ruling.State.ASKED).count()


def list_departments(actor: Actor, case_id: int) -> list[DepartmentToCall]:
    """The departments that may be called to a case, those that its routing rule suggests first. Three queries."""
    case = cases_seen_by(actor).filter(pk=case_id).first()
    if case is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    above = [case.area_path[:end] for end in range(2, len(case.area_path) + 1, 2)]
    today = timezone.localdate()
    rows = Department.objects.filter(Q(closed_on=None) | Q(closed_on__gt=today), area__path__in=above)
    busy = Summons.objects.filter(case=case).exclude(state__in=Summons.ENDED).values("department")
    rule = next((one for one in rules_of(case.area_path) if one.code == case.routed_by), None)
    words = tuple(rule.then.get("suggest", ())) if rule else ()
    free = list(rows.exclude(pk__in=busy).order_by("-area__path", "pk")[:MOST])
    manned = with_liaison([one.pk for one in free], today)
    found = [
        DepartmentToCall(
            id=one.pk, name=local_name(one), suggested=any(word in one.name_zh for word in words), has_liaison=one.pk in manned
        )
        for one in free
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.suggested)


def _this_month(cases: Sequence[Case], actor: Actor) -> tuple[Counter[int], Counter[int]]:
    since = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    of_these = Q(case__tower__in={one.tower_id for one in cases if one.tower_id}) | Q(
        case__firm__in={one.firm_id for one in cases if one.firm_id}
    )
    rows = Whistle.objects.filter(in_area(actor.area_path), of_these, blown_at__gte=since)
    pairs = list(rows.values_list("case__tower", "case__firm")) if cases else []
    return Counter(tower for tower, _firm in pairs if tower), Counter(firm for _tower, firm in pairs if firm)


def _answered_before(items: Sequence[str], actor: Actor) -> Counter[str]:
    if not items:
        return Counter()
    rows = Summons.objects.filter(
        in_area(actor.area_path), case__item__in=set(items), answered_at__gte=timezone.now() - YEAR
    )
    return Counter(rows.values_list("case__item", flat=True)[:10_000])


def _rulings(actor: Actor) -> QuerySet[Ruling]:
    rows = Ruling.objects.filter(in_area(actor.area_path), case__in=cases_seen_by(actor))
    return rows.select_related("case", "summons__department", "asked_by", "ruled_by")


def _left_out(actor: Actor, rate: str) -> QuerySet[Ruling]:
    rows = _rulings(actor).filter(kind=Ruling.Kind.EXCLUSION, state=Ruling.State.GRANTED)
    return rows.filter(rate=rate) if rate else rows


def _row(one: Ruling, actor: Actor) -> RulingRow:
    summons = one.summons
    return RulingRow(
        id=one.pk, kind=one.kind, state=one.state, case_id=one.case_id, case_number=one.case.number, title=one.case.title,
        department=local_name(summons.department) if summons else "", part=summons.part if summons else "", basis=one.basis,
        days=one.days, recheck_on=one.recheck_on, rate=one.rate, asked_at=one.asked_at,
        asked_by=one.asked_by.name if one.asked_by else "", ruled_at=one.ruled_at,
        ruled_by=one.ruled_by.name if one.ruled_by else "", reason=one.reason,
        own=one.asked_by_id is not None and one.asked_by_id == actor.user_id,
    )  # fmt: skip
