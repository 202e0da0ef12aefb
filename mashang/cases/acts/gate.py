"""The sub-district's gate: a whistle is let through or turned back, an emergency is looked at afterwards."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import follow_clocks, need_reason, take_case, tell
from mashang.cases.acts.summoning import end_summons
from mashang.cases.acts.whistles import put_whistle_through, rule_whistle, waiting_at_the_gate
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Case, Whistle
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.trail.acts import record


@written_once
def let_whistle_through(*, actor: Actor, whistle_id: int, at: datetime | None = None) -> Whistle:
    """The sub-district lets a whistle through: each department is called and both of its clocks begin.

    Refuses whoever blew it, and one that was decided already.
    """
    case, whistle = _at_the_gate(actor, whistle_id)
    put_whistle_through(actor, case, whistle, by=actor.user_id, at=at or timezone.now())
    return whistle


@written_once
def turn_back(*, actor: Actor, whistle_id: int, reason: str) -> Whistle:
    """The sub-district turns a whistle back with a reason: no department hears of it, whoever blew it does."""
    case, whistle = _at_the_gate(actor, whistle_id)
    why = need_reason(reason)
    for summons in waiting_at_the_gate(whistle):
        end_summons(actor, case, summons, "turn_back", reason=why)
    rule_whistle(actor, case, whistle, Whistle.State.TURNED_BACK, actor.user_id, timezone.now(), why)
    follow_clocks(case)
    tell(
        actor, case, topic="whistle.turned_back", people=[whistle.blown_by_id], key=f"whistle:{whistle.pk}:back",
        url=f"/desk/cases/{case.pk}", whistle=whistle.number,
    )  # fmt: skip
    return whistle


@written_once
def look_at_whistle(*, actor: Actor, whistle_id: int, words: str) -> Whistle:
    """A head looks afterwards at an emergency that went through at once, and says what they found; once, not their own."""
    actor.require(Permission.CASE_RULE)
    case, whistle = _take_whistle(actor, whistle_id)
    if whistle.kind != Whistle.Kind.EMERGENCY or whistle.ruled_by_id:
        raise Refused("looked_already", _("Nothing waits to be looked at here."), mend=_("Load the page again."))
    _refuse_own(actor, whistle)
    whistle.ruled_by_id, whistle.reason = actor.user_id, need_reason(words, "words")
    whistle.save(update_fields=["ruled_by", "reason"])
    record(
        actor=actor, act="whistle.look", subject_kind="whistle", subject_id=whistle.pk, reason=whistle.reason,
        diff={"case": case.pk}, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    return whistle


def _at_the_gate(actor: Actor, whistle_id: int) -> tuple[Case, Whistle]:
    actor.require(Permission.CASE_RULE)
    case, whistle = _take_whistle(actor, whistle_id)
    _refuse_own(actor, whistle)
    if whistle.state != Whistle.State.ASKED:
        raise Refused("decided_already", _("This whistle was decided already."), mend=_("Load the page again."))
    return case, whistle


def _take_whistle(actor: Actor, whistle_id: int) -> tuple[Case, Whistle]:
    found = Whistle.objects.filter(pk=whistle_id).values_list("case_id", flat=True).first()
    nowhere = NotThere("no_such_whistle", _("There is no such whistle, or it lies outside your reach."))
    if found is None:
        raise nowhere
    try:
        case = take_case(actor, found, Permission.CASE_RULE)
    except NotThere:
        raise nowhere from None
    return case, Whistle.objects.select_for_update(of=("self",)).get(pk=whistle_id)


def _refuse_own(actor: Actor, whistle: Whistle) -> None:
    if whistle.blown_by_id is not None and whistle.blown_by_id == actor.user_id:
        raise NotAllowed(
            "own_whistle", _("Whoever blows a whistle does not let it through."), mend=_("Ask another head.")
        )
