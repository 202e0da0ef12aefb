"""Saying that something was looked at and nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.facts import NEEDS
from mashang.register.acts.ledger.facts import FACT_VALUES, NewFact, write_facts
from mashang.register.acts.sources import source_of
from mashang.register.models import Firm, Source, Tower
from mashang.register.reads.facts import TABLES
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, towers_seen_by
from mashang.trail.acts import record


@transaction.atomic
def confirm_tower(*, actor: Actor, tower_id: int) -> None:
    """Say that a tower was gone over today and is as the register has it. Nothing else of it changes.

    Refuses a tower that was confirmed today already.
    """
    tower = (
        Tower.objects.select_for_update().filter(pk__in=towers_seen_by(actor).filter(pk=tower_id).values("pk")).first()
    )
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower in your area."))
    actor.require(Permission.REGISTER_EDIT, area_path=tower.area_path, tower_id=tower.pk)
    today, before = timezone.localdate(), tower.verified_on
    if before == today:
        raise Refused("confirmed_today", _("This was confirmed today already."), mend=_("Nothing needs to be done."))
    tower.verified_on = today
    tower.save(update_fields=["verified_on"])
    record(
        actor=actor, act="tower.confirm", subject_kind="tower", subject_id=tower.pk,
        diff={"verified_on": [before, today]}, area_path=tower.area_path, district_id=tower.district_id,
    )  # fmt: skip


@transaction.atomic
def confirm_facts(*, actor: Actor, subject: str, subject_id: int, keys: Sequence[str]) -> tuple[int, ...]:
    """Say that facts of a firm or tower still hold today: the same values from today on, by one source of today.

    Returns the new facts: all of them or none. Refuses what is not known, what stands for a period, what another source
    disputes, what was confirmed today, and whoever may not state it.
    """
    place = _take(actor, subject, subject_id)
    today = timezone.localdate()
    rows = TABLES[subject].objects.select_related("key").filter(
        subject=place.pk, key__key__in=keys, believed=True, superseded_at=None, valid_from__lte=today
    )  # fmt: skip
    held = {row.key.key: row for row in rows.order_by("valid_from")}
    facts = [_go_on(actor, subject, held.get(key), today) for key in dict.fromkeys(keys)]
    if not facts:
        raise _nothing_held()
    origin, at = source_of(actor, kind=Source.Kind.DESK, label="", as_of_on=today)
    write_facts(facts, source=origin, at=at)
    for key in held:
        record(
            actor=actor, act="fact.confirm", subject_kind=subject, subject_id=place.pk, diff={"key": key},
            area_path=place.area_path, district_id=place.district_id,
        )  # fmt: skip
    return tuple(fact.id for fact in facts)


def _go_on(actor: Actor, subject: str, held: Any, today: date) -> NewFact:
    """The fact once more from today on, where it may be said again."""
    if held is None or held.unknown:
        raise _nothing_held()
    about = name_in(actor.locale, held.key)
    if held.key.shape != "state":
        raise Refused(
            "of_a_period", _("%(fact)s stands for a period and does not age.", fact=about),
            mend=_("Enter the next period."),
        )  # fmt: skip
    actor.require(NEEDS.get(held.key.sensitivity, Permission.REGISTER_EDIT))
    rivals = TABLES[subject].objects.filter(
        subject=held.subject_id, key=held.key, believed=False, superseded_at=None, valid_from__gte=held.valid_from
    )
    if rivals.exists():
        raise Refused(
            "disputed",
            _("Another source says otherwise of %(fact)s.", fact=about),
            mend=_("Settle the conflict first."),
        )
    if held.valid_from == today:
        raise Refused("confirmed_today", _("This was confirmed today already."), mend=_("Nothing needs to be done."))
    return NewFact(subject, held.subject_id, held.key_id, today, **{name: getattr(held, name) for name in FACT_VALUES})


def _nothing_held() -> Refused:
    return Refused("nothing_held", _("Nothing is known here that could still hold."), mend=_("Enter what is known."))


def _take(actor: Actor, subject: str, subject_id: int) -> Firm | Tower:
    seen = {"firm": firms_seen_by, "tower": towers_seen_by}.get(subject)
    found = seen(actor).filter(pk=subject_id).first() if seen else None
    if found is None:
        raise NotThere("no_such_subject", _("This is not in your area."))
    table = Firm if subject == "firm" else Tower
    return table._default_manager.select_for_update(no_key=True).get(pk=found.pk)
