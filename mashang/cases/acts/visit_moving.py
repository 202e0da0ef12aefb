"""What all deeds on a visit share: taking it under lock, stepping it, keeping words, its clock, and telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Visit, VisitMove, VisitText
from mashang.cases.reads.visit_scope import visits_seen_by
from mashang.cases.rules.visit_states import next_visit_state
from mashang.clocks.acts.running import start_deadline, stop_deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.register.models import FirmMember
from mashang.trail.acts import record

VISIT, CONFIRM = "visit", "visit_confirm"
LONGEST_TEXT = 4_000


def take_visit(actor: Actor, visit_id: int, permission: Permission = Permission.VISIT_RECORD) -> Visit:
    """A visit within the actor's reach, locked. NotThere outside it, refuses a role without the permission."""
    seen = visits_seen_by(actor).filter(pk=visit_id).values("pk")
    visit = Visit.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if visit is None:
        raise NotThere("no_such_visit", _("There is no such visit, or it lies outside your reach."))
    actor.require(permission)
    return visit


def take_own_visit(actor: Actor, visit_id: int) -> Visit:
    """A visit to the actor's own firm, locked; refuses the office, which may not speak for the firm."""
    if actor.firm_ids is None or not actor.may(Permission.OWN_FIRM_READ):
        raise NotAllowed(
            "firm_only",
            _("Only the firm says this."),
            mend=_("Ask the firm; what it says by telephone goes into a note."),
        )
    return take_visit(actor, visit_id, Permission.OWN_FIRM_READ)


def step_visit(
    actor: Actor, visit: Visit, act: str, *, at: datetime | None = None, reason: str = "", shown: bool = False,
    also: Iterable[str] = (), diff: Mapping[str, object] | None = None,
) -> VisitMove:  # fmt: skip
    """Take one step: write the move, the visit with the columns `also`, and the trail. Refuses one that does not lead on."""
    before, visit.state = visit.state, Visit.State(next_visit_state(visit.state, act))
    visit.save(update_fields=sorted({"state", *also}))
    return write_visit_move(actor, visit, act, before, at=at, reason=reason, shown=shown, diff=diff)


def write_visit_move(
    actor: Actor, visit: Visit, act: str, before: str, *, at: datetime | None = None, reason: str = "", shown: bool = False,
    diff: Mapping[str, object] | None = None,
) -> VisitMove:  # fmt: skip
    """Write down one step of a visit as it stands now, and the trail."""
    record(
        actor=actor, act=f"visit.{act}", subject_kind=VISIT, subject_id=visit.pk, reason=reason,
        diff={"visit_state": [before, visit.state], **(diff or {})}, area_path=visit.area_path, district_id=visit.district_id,
    )  # fmt: skip
    return VisitMove.objects.create(
        visit=visit, act=act, from_state=before, to_state=visit.state, at=at or timezone.now(), by_id=actor.user_id,
        by_role=actor.role, reason=reason, shown=shown,
    )  # fmt: skip


def keep_words(actor: Actor, visit: Visit, part: str, body: str) -> VisitText | None:
    """Keep what was said; nothing for empty words. Refuses more than 4,000 characters."""
    words = body.strip()
    if len(words) > LONGEST_TEXT:
        raise Refused(
            "too_long", _("This is longer than %(most)s characters.", most=LONGEST_TEXT), field="said",
            mend=_("Write it shorter."),
        )  # fmt: skip
    if not words:
        return None
    return VisitText.objects.create(visit=visit, part=part, body=words, at=timezone.now(), by_id=actor.user_id)


def start_confirming(actor: Actor, visit: Visit) -> None:
    """The firm's time to look at what was recorded begins."""
    start_deadline(
        actor=actor, clock=CONFIRM, subject_kind=VISIT, subject_id=visit.pk, area_path=visit.area_path,
        district_id=visit.district_id, provisional=True,
    )  # fmt: skip


def end_confirming(actor: Actor, visit: Visit) -> None:
    """The firm has spoken, or its time is over."""
    try:
        stop_deadline(actor=actor, clock=CONFIRM, subject_kind=VISIT, subject_id=visit.pk)
    except NotThere:
        return


def tell_of_visit(
    actor: Actor, visit: Visit, *, topic: str, people: Iterable[int | None], key: str, url: str, **args: object
) -> int:
    """Tell people of a visit, once under this key. Returns how many accounts are told."""
    recipients = {one for one in people if one} - {actor.user_id}
    if not recipients:
        return 0
    return queue(
        actor=actor, topic=topic, key=f"visit:{visit.pk}:{key}", recipients=recipients,
        template=topic.replace(".", "_"),
        args={"number": visit.number, "visit_id": visit.pk, "firm_id": visit.firm_id, "on": visit.planned_on, **args},
        subject_kind=VISIT, subject_id=visit.pk, url=url,
    )  # fmt: skip


def tell_visited(actor: Actor, visit: Visit, *, topic: str, key: str, **args: object) -> int:
    """Tell the firm's people."""
    rows = FirmMember.objects.filter(
        firm=visit.firm_id, standing=FirmMember.Standing.APPROVED, span__contains=timezone.localdate(),
        membership__ended_at=None,
    )  # fmt: skip
    people = list(rows.values_list("membership__user_id", flat=True).distinct())
    return tell_of_visit(actor, visit, topic=topic, people=people, key=key, url=f"/portal/visits/{visit.pk}", **args)


def tell_visitors(actor: Actor, visit: Visit, *, topic: str, key: str, **args: object) -> int:
    """Tell the officer of the visit and all who went along."""
    people = {visit.officer_id, *visit.visitors}
    return tell_of_visit(actor, visit, topic=topic, people=people, key=key, url=f"/desk/visits/{visit.pk}", **args)
