"""Who is away, who may stand in, and which matters lie with nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, Role, roles_with
from mashang.cases.models import Absence, Summons
from mashang.cases.reads.scope import cases_seen_by
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.register.reads.scope import in_area

HANDLING = roles_with(Permission.CASE_HANDLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceLine:
    """An absence as the list shows it; `last` is the last day, `cases` how many open ones still lie with who is away."""

    id: int
    who: str
    user_id: int
    stand_in: str
    first: date
    last: date
    now: bool
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrphanLine:
    """A matter that lies with nobody: a case without an officer who may handle it, or a department that nobody answers for."""

    case_id: int
    number: str
    title: str
    officer: str
    department: str


def _held(day: date) -> QuerySet[Membership]:
    return Membership.objects.filter(span__contains=day, ended_at=None, awaits_approval=False, user__is_active=True)


def place_of(user_id: int, area_path: str, day: date) -> tuple[str, int] | None:
    """Path and district of the first area in reach in which a person works on cases; None when there is none."""
    works = Q(role__in=HANDLING) | Q(role=Role.DEPARTMENT_LIAISON)
    rows = (
        _held(day)
        .filter(works, user=user_id)
        .values_list("area__path", "area__district_id")
        .order_by("area__path", "pk")
    )
    return next(((path, district) for path, district in rows if path.startswith(area_path)), None)


def may_stand_in(user_id: int, stand_in_id: int, day: date) -> bool:
    """May this person do all the work of the other: handle cases wherever the other does, answer for the same departments?"""
    if user_id == stand_in_id:
        return False
    rows = list(
        _held(day).filter(user__in=[user_id, stand_in_id]).values_list("user_id", "role", "area__path", "department_id")
    )
    mine = [row for row in rows if row[0] == stand_in_id]

    def covered(role: str, path: str, department: int | None) -> bool:
        if role == Role.DEPARTMENT_LIAISON:
            return any(held == role and of == department for _user, held, _path, of in mine)
        return any(held in HANDLING and path.startswith(at) for _user, held, at, _of in mine)

    works = [row[1:] for row in rows if row[0] == user_id and (row[1] in HANDLING or row[1] == Role.DEPARTMENT_LIAISON)]
    return bool(works) and all(covered(*one) for one in works)


def people_who_handle(actor: Actor) -> list[tuple[int, str]]:
    """Accounts that handle cases or answer for a department in the actor's reach, with their names; for choosing."""
    works = Q(role__in=HANDLING) | Q(role=Role.DEPARTMENT_LIAISON)
    rows = _held(timezone.localdate()).filter(works, in_area(actor.area_path, "area__path"))
    return sorted(set(rows.values_list("user_id", "user__name")), key=lambda row: row[1])


def list_absences(actor: Actor) -> list[AbsenceLine]:
    """Absences of one's area that have not ended, the soonest first; two queries."""
    day = timezone.localdate()
    rows = list(
        Absence.objects.filter(in_area(actor.area_path), ended_at=None, span__endswith__gt=day)
        .select_related("user", "stand_in")
        .order_by("span", "pk")
    )
    load: dict[int, int] = {}
    for officer in (
        cases_seen_by(actor)
        .filter(closed_at=None, officer__in=[row.user_id for row in rows])
        .values_list("officer_id", flat=True)
    ):
        load[officer or 0] = load.get(officer or 0, 0) + 1
    return [
        AbsenceLine(
            id=row.pk, who=row.user.name, user_id=row.user_id, stand_in=row.stand_in.name, first=row.span.lower,
            last=date.fromordinal(row.span.upper.toordinal() - 1), now=row.span.lower <= day, cases=load.get(row.user_id, 0),
        )
        for row in rows
    ]  # fmt: skip


def orphan_cases(actor: Actor, most: int = 100) -> list[OrphanLine]:
    """Open cases whose officer may not handle them any more, or that never had one. One query."""
    rows = cases_seen_by(actor).filter(closed_at=None).exclude(_officer_fits()).select_related("officer").order_by("pk")
    return [
        OrphanLine(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            officer=row.officer.name if row.officer else "",
            department="",
        )
        for row in rows[:most]
    ]


def orphan_summonses(actor: Actor, most: int = 100) -> list[OrphanLine]:
    """Open summonses of departments that nobody answers for: no liaison, or closed. One query."""
    liaisons = _held(timezone.localdate()).filter(role=Role.DEPARTMENT_LIAISON, department=OuterRef("department"))
    rows = (
        Summons.objects.filter(case__in=cases_seen_by(actor).filter(closed_at=None).values("pk"), answered_at=None)
        .exclude(state__in=Summons.ENDED)
        .filter(~Exists(liaisons) | Q(department__closed_on__isnull=False))
        .select_related("case", "department")
        .order_by("pk")
    )
    return [
        OrphanLine(
            case_id=row.case_id,
            number=row.case.number,
            title=row.case.title,
            officer="",
            department=local_name(row.department),
        )
        for row in rows[:most]
    ]


def _officer_fits() -> Exists:
    """The officer of a case holds a role that handles cases in an area above it."""
    held = _held(timezone.localdate()).filter(role__in=HANDLING, user=OuterRef("officer"))
    return Exists(
        held.annotate(begins=StrIndex(Concat(OuterRef("area_path"), Value("")), "area__path")).filter(begins=1)
    )


def has_orphans(actor: Actor) -> int:
    """How many matters lie with nobody, counted up to a hundred of each kind."""
    return len(orphan_cases(actor)) + len(orphan_summonses(actor))
