"""The firm confirms what was recorded of a visit, objects, or says nothing; a steward decides what was heard of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import need_reason
from mashang.cases.acts.visit_moving import (
    CONFIRM,
    VISIT,
    end_confirming,
    keep_words,
    step_visit,
    take_own_visit,
    take_visit,
    tell_visited,
    tell_visitors,
)
from mashang.cases.models import Visit, VisitText
from mashang.cases.rules.visit_contents import RENEWAL
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.facts import state_fact
from mashang.register.acts.tenancy_corrections import note_renewal_wish

WAITING, TAKEN, REFUSED = "waiting", "taken", "refused"


@transaction.atomic
def confirm_visit(*, actor: Actor, visit_id: int) -> Visit:
    """The firm says that it was so. Each problem stays a case of its own, which it confirms by itself."""
    visit = take_own_visit(actor, visit_id)
    visit.firm_confirmed_at = timezone.now()
    step_visit(actor, visit, "confirm", reason="confirmed", also=["firm_confirmed_at"])
    end_confirming(actor, visit)
    tell_visitors(actor, visit, topic="visit.closed", key="close")
    return visit


@transaction.atomic
def object_to_visit(*, actor: Actor, visit_id: int, words: str) -> Visit:
    """The firm says that something was otherwise; the office reads it and answers with a note or a problem of its own."""
    visit = take_own_visit(actor, visit_id)
    why = need_reason(words, "words")
    step_visit(actor, visit, "object", reason=why, shown=True)
    keep_words(actor, visit, VisitText.Part.OBJECTION, why)
    tell_visitors(actor, visit, topic="visit.objected", key=f"object:{visit.moves.count()}")
    return visit


def close_silent_visits(*, actor: Actor, most: int = 500) -> int:
    """Close the visits of which the firm said nothing within its time, with that reason; returns how many. By the worker."""
    over = Deadline.objects.filter(
        subject_kind=VISIT, clock=CONFIRM, state=Deadline.State.RUNNING, due_at__lt=timezone.now()
    ).order_by("due_at")
    return sum(_close_one(actor, pk) for pk in over.values_list("subject_id", flat=True)[:most])


@transaction.atomic
def _close_one(actor: Actor, visit_id: int) -> bool:
    """Close one visit whose clock ran out; False when somebody was faster."""
    visit = Visit.objects.select_for_update(of=("self",)).filter(pk=visit_id).first()
    running = Deadline.objects.filter(
        subject_kind=VISIT, subject_id=visit_id, clock=CONFIRM, state=Deadline.State.RUNNING, due_at__lt=timezone.now()
    )
    if visit is None or visit.state not in (Visit.State.RECORDED, Visit.State.SPLIT) or not running.exists():
        return False
    step_visit(actor, visit, "silence", reason="silence", shown=True)
    end_confirming(actor, visit)
    tell_visited(actor, visit, topic="visit.closed_silent", key="silence")
    return True


@transaction.atomic
def take_heard_fact(*, actor: Actor, visit_id: int, no: int) -> Visit:
    """A steward takes over what the firm said of itself: it is stated in the register with the visit as its source.

    Where another kind of source says otherwise, both stand side by side as a conflict, as for every statement.
    Refuses as `state_fact` does, and what is decided already.
    """
    visit, said = _waiting(actor, visit_id, no)
    if said["key"] == RENEWAL:
        note_renewal_wish(
            actor=actor, line=int(said["line"]), wish=said["value"], source_kind="visit", source=visit.number
        )
    else:
        state_fact(
            actor=actor, subject="firm", subject_id=visit.firm_id, key=said["key"], valid_from=_day(visit), value=said["value"],
            source_kind="visit", source=visit.number,
        )  # fmt: skip
    return _decide(actor, visit, said, TAKEN)


@transaction.atomic
def refuse_heard_fact(*, actor: Actor, visit_id: int, no: int, reason: str) -> Visit:
    """A steward does not take over what the firm said of itself, and says why."""
    visit, said = _waiting(actor, visit_id, no)
    return _decide(actor, visit, said, REFUSED, need_reason(reason))


def _day(visit: Visit) -> date:
    assert visit.at is not None
    return timezone.localdate(visit.at)


def _waiting(actor: Actor, visit_id: int, no: int) -> tuple[Visit, dict[str, Any]]:
    visit = take_visit(actor, visit_id, Permission.REGISTER_EDIT)
    said = next((one for one in visit.facts if one["no"] == no and one["state"] == WAITING), None)
    if said is None:
        raise Refused("decided_already", _("This was decided already."), mend=_("Load the page again."))
    return visit, said


def _decide(actor: Actor, visit: Visit, said: dict[str, Any], state: str, reason: str = "") -> Visit:
    now = timezone.now().isoformat()
    visit.facts = [
        {**one, "state": state, "reason": reason, "by": actor.user_id, "at": now} if one["no"] == said["no"] else one
        for one in visit.facts
    ]
    step_visit(actor, visit, "decide_fact", reason=reason, also=["facts"], diff={"key": said["key"], "decided": state})
    return visit
