"""Towers and their floors by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.names import fold
from mashang.kernel.text import _
from mashang.register.acts.leasing import constraint_of, require_past
from mashang.register.acts.ledger.entities import NewTower, write_towers
from mashang.register.acts.ledger.findable import find_towers_anew
from mashang.register.acts.ledger.names import rename
from mashang.register.acts.sources import source_of, take_tower
from mashang.register.models import Floor, Tower
from mashang.trail.acts import record


@dataclass(frozen=True, slots=True, kw_only=True)
class TowerSays:
    """What is said of a tower itself; areas in square metres, the position in degrees (GCJ-02)."""

    name_zh: str
    name_hant: str = ""
    name_en: str = ""
    kind: str = Tower.Kind.OFFICE
    address: str = ""
    lon: Decimal | None = None
    lat: Decimal | None = None
    floors_above: int | None = None
    floors_below: int | None = None
    gross_sqm: Decimal | None = None
    lettable_sqm: Decimal | None = None


FIELDS = tuple(name for name in TowerSays.__dataclass_fields__ if name != "name_zh")


def add_tower(*, actor: Actor, area_id: int, says: TowerSays, source: str = "") -> Tower:
    """A tower of an area. Refuses an area that is not the actor's, a name that a tower of it bears,
    more lettable area than there is, and half a position."""
    _require_sound(says)
    with transaction.atomic():
        area = Area.objects.filter(pk=area_id).first()
        if area is None or not actor.covers(area.path):
            raise NotThere("no_such_area", _("There is no such area, or it is not yours."), field="area")
        actor.require(Permission.REGISTER_EDIT, area_path=area.path)
        _require_own_name(area.pk, says.name_zh)
        origin, at = source_of(actor, label=source)
        fresh = NewTower(says.name_zh.strip(), says.address)
        try:
            with transaction.atomic():
                write_towers([fresh], area=area, source=origin, at=at)
                Tower.objects.filter(pk=fresh.id).update(**{name: getattr(says, name) for name in FIELDS})
        except IntegrityError as error:
            raise _in_words(error) from error
        find_towers_anew([fresh.id])
        tower = Tower.objects.get(pk=fresh.id)
        _tell(actor, tower, "tower.add", {"code": tower.code})
    return tower


def edit_tower(*, actor: Actor, tower_id: int, says: TowerSays, since: date | None = None, source: str = "") -> Tower:
    """Describe a tower anew. A changed name is borne since a day (None: today); the former one stays the name of the
    days before, by which it is still found. What else it was stands in the trail.

    Refuses as a new tower does.
    """
    _require_sound(says)
    require_past(since, "since")
    with transaction.atomic():
        tower = take_tower(actor, tower_id)
        actor.require(Permission.REGISTER_EDIT, area_path=tower.area_path, tower_id=tower.pk)
        _require_own_name(tower.area_id, says.name_zh, but=tower.pk)
        after = {name: getattr(says, name) for name in FIELDS}
        diff = {name: [getattr(tower, name), new] for name, new in after.items() if getattr(tower, name) != new}
        if says.name_zh.strip() != tower.name_zh:
            diff["name_zh"] = [tower.name_zh, says.name_zh.strip()]
        try:
            with transaction.atomic():
                Tower.objects.filter(pk=tower.pk).update(**after)
                if "name_zh" in diff:
                    origin, at = source_of(actor, label=source)
                    rename(tower, says.name_zh.strip(), since or timezone.localdate(at), source=origin, at=at)
        except IntegrityError as error:
            raise _in_words(error) from error
        find_towers_anew([tower.pk])
        _tell(actor, tower, "tower.edit", diff)
        tower.refresh_from_db()
    return tower


def put_floor(
    *, actor: Actor, tower_id: int, no: int, label: str = "", use: str = "", area_sqm: Decimal | None = None
) -> Floor:
    """Add a floor, or describe one that is there. 1 is the ground floor, -1 the first below it.

    Refuses floor 0 and an area below nothing.
    """
    if no == 0 or abs(no) > 200:
        raise Refused(
            "floor_zero", _("There is no floor %(no)s.", no=no), field="no",
            mend=_("1 is the ground floor, -1 the first below it."),
        )  # fmt: skip
    if area_sqm is not None and area_sqm < 0:
        raise Refused("area_negative", _("An area is not less than nothing."), field="area_sqm", mend=_("Check it."))
    with transaction.atomic():
        tower = take_tower(actor, tower_id)
        actor.require(Permission.REGISTER_EDIT, area_path=tower.area_path, tower_id=tower.pk)
        held = Floor.objects.filter(tower=tower, no=no).first()
        values = {"label": label.strip()[:20], "use": use.strip()[:20], "area_sqm": area_sqm}
        floor, _made = Floor.objects.update_or_create(
            tower=tower, no=no, defaults=values, create_defaults={**values, "district_id": tower.district_id}
        )
        diff = {"floor": no} | {
            key: [getattr(held, key, None), new] for key, new in values.items() if getattr(held, key, None) != new
        }
        _tell(actor, tower, "floor.put", diff)
    return floor


def _require_sound(says: TowerSays) -> None:
    if not fold(says.name_zh):
        raise Refused("name_needed", _("Enter the tower's name."), field="name_zh")
    if says.kind not in Tower.Kind.values:
        raise Refused("unknown_kind", _("This kind of tower is not known."), field="kind", mend=_("Choose one."))
    for name in ("gross_sqm", "lettable_sqm"):
        area = getattr(says, name)
        if area is not None and area < 0:
            raise Refused("area_negative", _("An area is not less than nothing."), field=name, mend=_("Check it."))
    if says.gross_sqm is not None and says.lettable_sqm is not None and says.lettable_sqm > says.gross_sqm:
        raise Refused(
            "lettable_over_gross", _("The lettable area is larger than the gross area."), field="lettable_sqm",
            mend=_("Check both areas."),
        )  # fmt: skip
    if (says.lon is None) != (says.lat is None):
        raise Refused(
            "half_position", _("A position has a longitude and a latitude."), field="lon", mend=_("Enter both or none.")
        )
    if says.lon is not None and says.lat is not None and not (abs(says.lon) <= 180 and abs(says.lat) <= 90):
        raise Refused("off_earth", _("This position is not on the earth."), field="lon", mend=_("Check it."))


def _require_own_name(area_id: int, name: str, but: int | None = None) -> None:
    other = Tower.objects.filter(area=area_id, name_folded=fold(name), merged_into=None, retracted_at=None)
    if other.exclude(pk=but or 0).exists():
        raise Refused(
            "tower_name_taken", _("A tower of this area is called so already."), field="name_zh",
            mend=_("Open that tower, or add what tells them apart, such as A2#."),
        )  # fmt: skip


def _in_words(error: IntegrityError) -> Exception:
    if constraint_of(error) != "tower_name_once_per_area":
        return error
    return Refused(
        "tower_name_taken", _("Somebody else has added a tower of this name at the same moment."), field="name_zh",
        mend=_("Look at the list of towers."),
    )  # fmt: skip


def _tell(actor: Actor, tower: Tower, act: str, diff: Mapping[str, object]) -> None:
    record(
        actor=actor, act=act, subject_kind="tower", subject_id=tower.pk, diff=diff,
        area_path=tower.area_path, district_id=tower.district_id,
    )  # fmt: skip
