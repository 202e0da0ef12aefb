"""Settling conflicts: choosing the side that is believed, or leaving one as it is."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.facts import copy_onto_firm, require_fact_permission, take_firm_or_tower
from mashang.register.acts.ledger.facts import FACT_VALUES, NewFact, write_facts
from mashang.register.acts.ledger.findable import find_firms_anew
from mashang.register.acts.sources import source_of
from mashang.register.models import ConflictLeft, Firm, Source
from mashang.register.reads.conflicts import KINDS, list_conflicts
from mashang.register.reads.facts import TABLES
from mashang.trail.acts import record


@transaction.atomic
def settle_conflict(
    *, actor: Actor, subject: str, subject_id: int, key: str, fact_id: int | None, shown: frozenset[int] | None = None
) -> int:
    """Believe one of the statements that disagree; None says that nobody knows. Returns the fact that is believed.

    The chosen statement becomes a new believed row that cites its own source, unless it is believed already; the others are
    closed and stay on record. `shown` are the statements that whoever decides has read: another one that came since is
    never closed unread, and refused instead. Refuses a statement that no longer waits, and whoever may not state the fact.
    """
    place = take_firm_or_tower(actor, subject, subject_id)
    table = TABLES[subject]
    rows = table.objects.select_for_update().select_related("key", "source").filter(
        subject_id=place.pk, key__key=key, superseded_at=None
    )  # fmt: skip
    in_force = max(
        (row for row in rows if row.believed and row.valid_from <= timezone.localdate()),
        key=lambda row: row.valid_from,
        default=None,
    )
    standing = [
        row for row in rows if not row.believed and in_force is not None and row.valid_from >= in_force.valid_from
    ]
    if not standing or in_force is None:
        raise NotThere("no_such_conflict", _("Nothing waits here any more: it was settled, or it is not in your area."))
    require_fact_permission(actor, in_force.key)
    chosen = next((row for row in (in_force, *standing) if row.pk == fact_id), None)
    unread = shown is not None and any(row.pk not in shown for row in standing)
    if unread or (fact_id is not None and chosen is None):
        raise Refused(
            "settled_meanwhile", _("Somebody else has settled this meanwhile."), mend=_("Look at the next one.")
        )
    believed = in_force.pk
    if chosen is None or chosen.pk != in_force.pk:
        believed = _believe(actor, subject, in_force, chosen)
    at = timezone.now()
    table.objects.filter(pk__in=[row.pk for row in standing]).update(superseded_at=at)
    if isinstance(place, Firm):
        copy_onto_firm(place, in_force.key)
        find_firms_anew([place.pk])
    record(
        actor=actor, act="conflict.settle", subject_kind=subject, subject_id=place.pk,
        diff={"key": key, f"{subject}_fact": believed, "unknown": chosen is None, "not_followed": len(standing)},
        area_path=place.area_path, district_id=place.district_id,
    )  # fmt: skip
    return believed


def _believe(actor: Actor, subject: str, in_force: object, chosen: object | None) -> int:
    """The new believed row: the chosen statement from its own source, or a stated "not known" of today's."""
    from_day: date = in_force.valid_from  # type: ignore[attr-defined]
    if chosen is None:
        fact = NewFact(subject, in_force.subject_id, in_force.key_id, from_day, unknown=True)  # type: ignore[attr-defined]
        origin, at = source_of(actor, kind=Source.Kind.DESK)
    else:
        values = {name: getattr(chosen, name) for name in FACT_VALUES}
        day = max(from_day, chosen.valid_from)  # type: ignore[attr-defined]
        fact = NewFact(subject, chosen.subject_id, chosen.key_id, day, **values)  # type: ignore[attr-defined]
        origin, at = chosen.source, timezone.now()  # type: ignore[attr-defined]
    write_facts([fact], source=origin, at=at)
    return fact.id


@transaction.atomic
def leave_conflict(*, actor: Actor, kind: str, subject_id: int, other_id: int, reason: str) -> ConflictLeft:
    """Leave a conflict as it is, with a reason; it comes back when something newer makes it again.

    What two sources say cannot be left: one side is chosen, or it is said that nobody knows. Refuses no reason, and what
    does not wait.
    """
    actor.require(Permission.REGISTER_EDIT)
    if kind == "value" or kind not in KINDS:
        raise Refused("cannot_be_left", _("Choose a side, or say that nobody knows."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("It stands in the trail."))
    waiting = {(one.subject_id, one.other_id) for one in list_conflicts(actor, kind)}
    if (subject_id, other_id) not in waiting:
        raise NotThere("no_such_conflict", _("Nothing waits here any more: it was settled, or it is not in your area."))
    left = ConflictLeft.objects.create(
        kind=kind, subject_id=subject_id, other_id=other_id, reason=reason.strip(), left_by_id=actor.user_id,
        area_path=actor.area_path, district_id=actor.district_id,
    )  # fmt: skip
    record(
        actor=actor, act="conflict.leave", subject_kind="conflict", subject_id=left.pk, reason=reason.strip(),
        diff={"conflict_kind": kind},
    )  # fmt: skip
    return left
