"""Saying that something was looked at and nothing changed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.facts import NEEDS
from mashang.register.acts.ledger.facts import NewFact, write_facts
from mashang.register.acts.sources import source_of
from mashang.register.models import Firm, Source, Tower
from mashang.register.reads.facts import TABLES
from mashang.register.reads.scope import firms_seen_by, towers_seen_by
from mashang.trail.acts import record

VALUES = ("num", "code", "day", "flag", "body", "precision")


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
def confirm_fact(*, actor: Actor, subject: str, subject_id: int, key: str) -> int:
    """Say that a fact of a firm or tower still holds today: the same value from today on, by a source of today.

    Returns the new fact. Refuses what is not known, what stands for a period, and whoever may not state it.
    """
    place = _take(actor, subject, subject_id)
    today = timezone.localdate()
    rows = TABLES[subject].objects.select_related("key").filter(
        subject_id=place.pk, key__key=key, believed=True, superseded_at=None, valid_from__lte=today
    )  # fmt: skip
    held = rows.order_by("-valid_from").first()
    if held is None or held.unknown:
        raise Refused("nothing_held", _("Nothing is known here that could still hold."), mend=_("Enter what is known."))
    if held.key.shape != "state":
        raise Refused("of_a_period", _("This stands for a period and does not age."), mend=_("Enter the next period."))
    actor.require(NEEDS.get(held.key.sensitivity, Permission.REGISTER_EDIT))
    if (
        TABLES[subject]
        .objects.filter(
            subject=place.pk, key=held.key, believed=False, superseded_at=None, valid_from__gte=held.valid_from
        )
        .exists()
    ):
        raise Refused("disputed", _("Another source says otherwise."), mend=_("Settle the conflict first."))
    if held.valid_from == today:
        raise Refused("confirmed_today", _("This was confirmed today already."), mend=_("Nothing needs to be done."))
    fact = NewFact(subject, place.pk, held.key_id, today, **{name: getattr(held, name) for name in VALUES})
    origin, at = source_of(actor, kind=Source.Kind.DESK, label="", as_of_on=today)
    write_facts([fact], source=origin, at=at)
    record(
        actor=actor, act="fact.confirm", subject_kind=subject, subject_id=place.pk, diff={"key": key},
        area_path=place.area_path, district_id=place.district_id,
    )  # fmt: skip
    return fact.id


def _take(actor: Actor, subject: str, subject_id: int) -> Firm | Tower:
    seen = {"firm": firms_seen_by, "tower": towers_seen_by}.get(subject)
    found = seen(actor).filter(pk=subject_id).first() if seen else None
    if found is None:
        raise NotThere("no_such_subject", _("This is not in your area."))
    table = Firm if subject == "firm" else Tower
    return table._default_manager.select_for_update(no_key=True).get(pk=found.pk)
