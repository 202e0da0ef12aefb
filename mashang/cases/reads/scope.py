"""Which cases an actor may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case, Summons
from mashang.kernel.actor import Actor
from mashang.register.reads.scope import in_area


def cases_seen_by(actor: Actor) -> QuerySet[Case]:
    """The cases within an actor's reach; a page adds what it needs.

    The office sees those of its area's subtree. A department's liaison sees those to which that department was called, in
    the area. A firm's people see those of their own firms, a property manager those that people of the tower's office
    opened themselves. Whoever asked sees what they asked. Without an account: by a one-time link its one case, by a
    telephone number that was proved the cases of that number. Parts of a case are the office's alone.
    """
    cases = Case.objects.all()
    if actor.case_id is not None:
        return cases.filter(pk=actor.case_id)
    if actor.asker:
        return cases.filter(phone_index=actor.asker)
    if actor.may(Permission.CASE_READ):
        return cases.filter(in_area(actor.area_path))
    if actor.may(Permission.CASE_ANSWER) and actor.department_id:
        called = Summons.objects.filter(case=OuterRef("pk"), department=actor.department_id, called_at__isnull=False)
        return cases.filter(Exists(called))
    if actor.may(Permission.OWN_CASE_ASK):
        cases = cases.filter(parent=None)
        own = Q(firm__in=actor.firm_ids or ())
        return cases.filter(own | Q(asked_by=actor.user_id) if actor.user_id else own)
    return cases.none()
