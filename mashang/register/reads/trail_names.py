"""Names of the things that the trail speaks of by number, as far as the reader may see them; one query each."""

from __future__ import annotations

from collections.abc import Mapping

from mashang.kernel.actor import Actor
from mashang.register.models import Document, Unit
from mashang.register.reads.imports import imports_seen_by
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, towers_seen_by


def tower_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Towers by name in the reader's language."""
    return {tower.pk: name_in(actor.locale, tower) for tower in towers_seen_by(actor).filter(pk__in=ids)}


def unit_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Units by their room; one without a room by its floor."""
    seen = Unit.objects.filter(pk__in=ids, tower__in=towers_seen_by(actor).values("pk"))
    return {unit.pk: str(unit) for unit in seen.only("room", "floor_no")}


def firm_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Firms by their present name."""
    return dict(firms_seen_by(actor).filter(pk__in=ids).values_list("pk", "name"))


def import_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Imports by the name of their file."""
    return dict(imports_seen_by(actor).filter(pk__in=ids).values_list("pk", "name"))


def document_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Documents by the name of their file; for staff alone."""
    if actor.tower_ids is not None or actor.firm_ids is not None:
        return {}
    return dict(Document.objects.filter(pk__in=ids).values_list("pk", "name"))
