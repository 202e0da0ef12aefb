"""A visit as a file for the calendars of visitor and firm."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from mashang.cases.models import Visit
from mashang.cases.reads.visit_scope import visits_seen_by
from mashang.cases.rules.invitations import invitation
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.reads.firms import get_firm_rows
from mashang.register.reads.naming import name_in


def visit_invitation(actor: Actor, visit_id: int, *, page: str) -> tuple[str, str]:
    """Name and contents of the calendar file of a visit; `page` is the address that its reader opens.

    Each further step raises its sequence, so that a calendar replaces what it holds. NotThere outside the actor's reach;
    refuses a visit that never had a day.
    """
    visit = visits_seen_by(actor).filter(pk=visit_id).select_related("firm", "department", "area").first()
    if visit is None:
        raise NotThere("no_such_visit", _("There is no such visit, or it lies outside your reach."))
    if visit.planned_on is None:
        raise Refused("no_day", _("This visit was not planned for a day."), mend=_("Nothing needs to be done."))
    firm = get_firm_rows(actor, [visit.firm_id], timezone.localdate()).get(visit.firm_id)
    place = f"{firm.places[0].tower} {firm.places[0].room}".strip() if firm and firm.places else ""
    office = name_in(actor.locale, visit.department or visit.area)
    text = invitation(
        uid=f"{visit.ref}@mashang", sequence=visit.moves.count(), made_at=timezone.now(), on=visit.planned_on,
        at=visit.planned_at, title=gettext("Service visit: %(office)s, %(firm)s") % {"office": office, "firm": visit.firm.name},
        text=gettext("Service visit, no inspection.") + f"\n{page}", place=place, url=page,
        called_off=visit.state in (Visit.State.CALLED_OFF, Visit.State.DECLINED),
    )  # fmt: skip
    return f"{visit.number}.ics", text
