"""The source of what is entered by hand, and finding what an act is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Firm, Source, Tower, Unit
from mashang.register.reads.scope import firms_seen_by

Placed = TypeVar("Placed", Tower, Unit)


def source_of(
    actor: Actor, *, kind: str = Source.Kind.DESK, label: str = "", as_of_on: date | None = None
) -> tuple[Source, datetime]:
    """A source for an entry by this actor, and the instant of the entry."""
    at = timezone.now()
    source = Source.objects.create(
        kind=kind, label=label[:160], as_of_on=as_of_on or timezone.localdate(at), given_by_id=actor.user_id
    )
    return source, at


def take_tower(actor: Actor, tower_id: int) -> Tower:
    """The tower, locked for the act; NotThere for one outside the actor's reach."""
    tower = (
        Tower.objects.select_for_update(no_key=True).filter(pk=tower_id, retracted_at=None, merged_into=None).first()
    )
    return _seen(actor, tower, tower.pk if tower else None)


def take_unit(actor: Actor, unit_id: int) -> Unit:
    """The unit, locked for the act; NotThere for one outside the actor's reach."""
    unit = Unit.objects.select_for_update(no_key=True).filter(pk=unit_id, retracted_at=None).first()
    return _seen(actor, unit, unit.tower_id if unit else None)


def _seen(actor: Actor, place: Placed | None, tower_id: int | None) -> Placed:
    outside = actor.tower_ids is not None and tower_id not in actor.tower_ids
    if place is None or outside or not actor.covers(place.area_path):
        raise NotThere(
            "no_such_place",
            _("There is no such tower or unit in your area."),
            mend=_("Look for it in the list of towers."),
        )
    return place


def take_firm(actor: Actor, firm_id: int, *, anywhere: bool = False) -> Firm:
    """The firm, locked for the act; NotThere for one that the actor may not see.

    `anywhere`: a firm of another area may be named too, for a tenancy that brings it here.
    """
    assert transaction.get_connection().in_atomic_block
    known = Firm.objects.filter(retracted_at=None, merged_into=None) if anywhere else firms_seen_by(actor)
    firm = Firm.objects.select_for_update(no_key=True).filter(pk__in=known.filter(pk=firm_id).values("pk")).first()
    if firm is None:
        raise NotThere(
            "no_such_firm", _("There is no such firm."), field="firm", mend=_("Look for it in the list of firms.")
        )
    return firm


def take_units(actor: Actor, unit_ids: Iterable[int]) -> list[Unit]:
    """The units, locked in the order of their ids so that two acts never wait for each other in a circle."""
    wanted = sorted(set(unit_ids))
    units = list(Unit.objects.select_for_update(no_key=True).filter(pk__in=wanted, retracted_at=None).order_by("pk"))
    if len(units) < len(wanted):
        _seen(actor, None, None)
    return [_seen(actor, unit, unit.tower_id) for unit in units]
