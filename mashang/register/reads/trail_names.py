"""Names of the things that the trail speaks of by number, as far as the reader may see them; one query each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mashang.kernel.actor import Actor
from mashang.register.models import (
    Contact,
    Document,
    FactKey,
    FirmFact,
    GradeResult,
    Tenancy,
    Tower,
    TowerFact,
    Unit,
    UnitFact,
    UnitHold,
)
from mashang.register.reads.facts import write_fact
from mashang.register.reads.grades import grade_code, name_grade
from mashang.register.reads.imports import imports_seen_by
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, in_area, towers_seen_by

SENSITIVE = ("T", "B", "P")


def tower_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Towers by name in the reader's language, one that was merged into another by the name it bore."""
    towers = Tower.objects.filter(in_area(actor.area_path), pk__in=ids, retracted_at=None)
    if actor.tower_ids is not None:
        towers = towers.filter(pk__in=actor.tower_ids)
    return {tower.pk: name_in(actor.locale, tower) for tower in towers}


def unit_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Units by their room; one without a room by its floor."""
    seen = Unit.objects.filter(pk__in=ids, tower__in=towers_seen_by(actor).values("pk"))
    return {unit.pk: str(unit) for unit in seen.only("room", "floor_no")}


def unit_places(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Units by their tower and room, for pages that are not about one tower."""
    seen = Unit.objects.filter(pk__in=ids, tower__in=towers_seen_by(actor).values("pk")).select_related("tower")
    return {unit.pk: f"{name_in(actor.locale, unit.tower)} {unit}" for unit in seen}


def hold_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Holds of units by what they are."""
    seen = UnitHold.objects.filter(pk__in=ids, unit__tower__in=towers_seen_by(actor).values("pk"))
    return {hold.pk: str(hold.get_kind_display()) for hold in seen}


def lease_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Leases, all versions of each, by the firm that holds them."""
    seen = Tenancy.objects.filter(line__in=ids, firm__in=firms_seen_by(actor).values("pk"))
    return dict(seen.order_by("pk").values_list("line", "firm__name"))


def contact_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Contacts by their post: who they are is not for the trail."""
    seen = Contact.objects.filter(pk__in=ids)
    return {contact.pk: str(contact.get_post_display()) for contact in seen.only("post")}


def fact_names(actor: Actor, keys: set[str]) -> Mapping[str, str]:
    """What is asked of firms, towers and units, by its key."""
    return {key.key: name_in(actor.locale, key) for key in FactKey.objects.filter(key__in=keys)}


def firm_facts(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """What statements about firms say."""
    return _facts(actor, FirmFact.objects.filter(pk__in=ids, subject__in=firms_seen_by(actor).values("pk")))


def tower_facts(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """What statements about towers say."""
    return _facts(actor, TowerFact.objects.filter(pk__in=ids, subject__in=towers_seen_by(actor).values("pk")))


def unit_facts(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """What statements about units say."""
    towers = towers_seen_by(actor).values("pk")
    return _facts(actor, UnitFact.objects.filter(pk__in=ids, subject__tower__in=towers))


def _facts(actor: Actor, rows: QuerySet[Any]) -> Mapping[int, str]:
    """Statements in words; sensitive ones are told to nobody in the trail."""
    return {
        row.pk: (
            _("kept back") if row.key.sensitivity in SENSITIVE else write_fact(actor.locale, row) or _("not known")
        )
        for row in rows.select_related("key")
    }


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


def grade_names(actor: Actor, ids: set[int]) -> Mapping[int, str]:
    """Grades of towers by their name and scheme."""
    seen = GradeResult.objects.filter(pk__in=ids, tower__in=towers_seen_by(actor).values("pk"))
    return {
        pk: name_grade(actor.locale, grade_code(scheme, grade))
        for pk, scheme, grade in seen.values_list("pk", "scheme", "grade")
    }
