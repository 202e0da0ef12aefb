"""What all rulings share: asking for one, taking one under lock, and deciding it."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import take_case, tell, write_down
from mashang.cases.models import Case, Ruling, Summons
from mashang.cases.reads.receivers import people_with
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _


def ask_ruling(
    actor: Actor, case: Case, kind: str, *, basis: str, summons: Summons | None = None, days: int | None = None,
    recheck_on: date | None = None, rate: str = "",
) -> Ruling:  # fmt: skip
    """Ask the heads for a ruling, and tell them. Refuses while the same one waits already."""
    if Ruling.objects.filter(case=case, kind=kind, summons=summons, rate=rate, state=Ruling.State.ASKED).exists():
        raise Refused(
            "asked_already", _("This was asked already and waits to be decided."), mend=_("Wait for the ruling.")
        )
    ruling = Ruling.objects.create(
        case=case, summons=summons, kind=kind, basis=basis, days=days, recheck_on=recheck_on, rate=rate,
        asked_at=timezone.now(), asked_by_id=actor.user_id, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    _trail(actor, case, ruling, "ruling.ask", basis)
    heads = set(people_with(Permission.CASE_RULE, case.area_path, timezone.localdate())) - {actor.user_id}
    tell(actor, case, topic="ruling.asked", people=heads, key=f"ruling:{ruling.pk}", url="/desk/rulings", ruling=kind)
    return ruling


def take_ruling(actor: Actor, ruling_id: int, kind: str) -> tuple[Case, Ruling]:
    """A ruling that waits, and its case, both locked. Refuses one that was decided, and whoever asked for it."""
    found = Ruling.objects.filter(pk=ruling_id, kind=kind).values_list("case_id", flat=True).first()
    nowhere = NotThere("no_such_ruling", _("There is no such ruling, or it lies outside your reach."))
    actor.require(Permission.CASE_RULE)
    if found is None:
        raise nowhere
    try:
        case = take_case(actor, found, Permission.CASE_RULE)
    except NotThere:
        raise nowhere from None
    ruling = Ruling.objects.select_for_update(of=("self",)).get(pk=ruling_id)
    if ruling.state != Ruling.State.ASKED:
        raise Refused("decided_already", _("This was decided already."), mend=_("Load the page again."))
    if ruling.asked_by_id is not None and ruling.asked_by_id == actor.user_id:
        raise NotAllowed("own_ruling", _("Whoever asks does not rule."), mend=_("Ask another head."))
    return case, ruling


def decide(actor: Actor, case: Case, ruling: Ruling, *, granted: bool, reason: str) -> None:
    """Write down what was ruled."""
    ruling.state = Ruling.State.GRANTED if granted else Ruling.State.REFUSED
    ruling.ruled_at, ruling.ruled_by_id, ruling.reason = timezone.now(), actor.user_id, reason
    ruling.save(update_fields=["state", "ruled_at", "ruled_by", "reason"])
    _trail(actor, case, ruling, "ruling.grant" if granted else "ruling.refuse", reason)


def _trail(actor: Actor, case: Case, ruling: Ruling, act: str, reason: str) -> None:
    summons = ruling.summons
    diff = {
        "ruling_kind": ruling.kind, "ruling_state": ruling.state,
        **({"department": summons.department_id} if summons else {}),
        **({"days_more": ruling.days} if ruling.days else {}), **({"rate": ruling.rate} if ruling.rate else {}),
        **({"recheck_on": ruling.recheck_on} if ruling.recheck_on else {}),
    }  # fmt: skip
    write_down(actor, case, act, diff, reason=reason)
