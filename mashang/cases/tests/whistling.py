"""Whistles for tests, blown and let through by the acts."""

from __future__ import annotations

from typing import Any

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Role
from mashang.cases.acts import gate, handling, whistles
from mashang.cases.acts.whistles import Call
from mashang.cases.models import Case, Summons, Whistle
from mashang.cases.tests.make import ask_as_firm, open_one, own_firm
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from tests.cast import Cast, grant, make_user


def add_department(cast: Cast, name: str, login: str) -> Department:
    """One more department of the district, with a liaison of that login name."""
    department = Department.objects.create(area=cast.taijiang, name_zh=name)
    cast.users[login] = make_user(login)
    grant(cast.users[login], Role.DEPARTMENT_LIAISON, cast.aofeng, department=department)
    return department


def liaison(cast: Cast, login: str = "department_liaison") -> Actor:
    """The liaison of that login name at the desk."""
    from mashang.doors.standing import actor_for

    return actor_for(cast.user(login), role="department_liaison", face="desk")


def case_in_hand(cast: Cast, *, of_firm: bool = False, **asking: Any) -> Case:
    """A case that the service officer has in hand."""
    case = ask_as_firm(cast, own_firm(cast), **asking) if of_firm else open_one(cast, **asking)
    return handling.take_in_hand(actor=cast.actor("service_officer"), case_id=case.pk)


def blow(
    cast: Cast, case: Case, *assisting: Department, kind: str = "hard", lead: Department | None = None, role: str = "service_officer"
) -> Whistle:  # fmt: skip
    """A whistle for the story's department as lead, and for others to assist."""
    calls = [Call(department_id=(lead or cast.department).pk, asked="请牵头勘验隔墙", part="lead")]
    calls += [Call(department_id=one.pk, asked="请确认备案材料") for one in assisting]
    return whistles.blow_whistle(actor=cast.actor(role), case_id=case.pk, kind=kind, calls=calls)


def called(cast: Cast, *assisting: Department, of_firm: bool = False, **asking: Any) -> list[Summons]:
    """A case over which a whistle went through: the summonses, the lead first."""
    whistle = blow(cast, case_in_hand(cast, of_firm=of_firm, **asking), *assisting)
    gate.let_through(actor=cast.actor("section_head"), whistle_id=whistle.pk)
    return list(whistle.summonses.order_by("pk"))


def clocks_over(summons: Summons) -> dict[str, str]:
    """The clocks over a summons and how each stands; the newest of a code."""
    rows = Deadline.objects.filter(subject_kind="summons", subject_id=summons.pk).order_by("pk")
    return dict(rows.values_list("clock", "state"))


def hands_of(case_id: int) -> tuple[str, str, int | None]:
    """State, hands and department of a case."""
    case = Case.objects.get(pk=case_id)
    return case.state, case.hands, case.department_id
