"""Loading what a map shows: outlines of towers, stations and amenities, and the ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.coordinates import SYSTEMS, convert_shape
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.sources import source_of
from mashang.register.models import MapFeature, Source, Tower
from mashang.register.rules.mapping import TOWER, Drawn, read_features
from mashang.trail.acts import record


def load_map_features(
    *, actor: Actor, area_path: str, document: Any, crs: str, label: str, source_kind: str = Source.Kind.DEPARTMENT
) -> int:  # fmt: skip
    """Draw what a GeoJSON document says into the map of an area, in the coordinate system `crs`.

    What a document of the same `label` drew there before is retracted: loading is repeatable. An outline with a
    tower's code becomes that tower's. Refuses an area that is not the actor's, an unknown system, features that
    cannot be drawn, and a code of no tower there. Returns the number of features.
    """
    if crs not in SYSTEMS:
        raise Refused("unknown_crs", _("This coordinate system is not known."), mend=_("Say gcj02, wgs84 or cgcs2000."))
    drawn = read_features(document)
    with transaction.atomic():
        area = Area.objects.select_for_update(no_key=True).filter(path=area_path).first()
        if area is None or not actor.covers(area.path):
            raise NotThere("no_such_area", _("There is no such area, or it is not yours."), field="area")
        actor.require(Permission.REGISTER_EDIT, area_path=area.path)
        source, at = source_of(actor, kind=source_kind, label=label)
        _outline([one for one in drawn if one.kind == TOWER], area, crs)
        held = MapFeature.objects.filter(area_path=area.path, label=label[:80], retracted_at=None)
        gone = held.update(retracted_at=at)
        fresh = [_feature(one, area, crs, label, source) for one in drawn if one.kind != TOWER]
        MapFeature.objects.bulk_create(fresh, batch_size=2_000)
        record(
            actor=actor, act="map.load", subject_kind="area", subject_id=area.pk,
            diff={"label": label[:80], "rows": len(drawn), "gone": gone}, area_path=area.path,
            district_id=area.district_id,
        )  # fmt: skip
    return len(drawn)


def _outline(outlines: Sequence[Drawn], area: Area, crs: str) -> None:
    towers = Tower.objects.select_for_update(no_key=True).filter(
        code__in=[one.tower for one in outlines], area_path__startswith=area.path, retracted_at=None, merged_into=None
    )
    known = {tower.code: tower for tower in towers.order_by("pk")}
    for one in outlines:
        tower = known.get(one.tower)
        if tower is None:
            raise Refused(
                "no_such_tower", _("No tower of this area has the code %(code)s.", code=one.tower),
                mend=_("Compare the codes with the list of towers."),
            )  # fmt: skip
        tower.footprint = convert_shape(one.shape["coordinates"], crs, tower.crs)
    Tower.objects.bulk_update(known.values(), ["footprint"], batch_size=500)


def _feature(one: Drawn, area: Area, crs: str, label: str, source: Source) -> MapFeature:
    zh, hant, en = one.names
    return MapFeature(
        district_id=area.district_id, area_path=area.path, kind=one.kind, name_zh=zh, name_hant=hant, name_en=en,
        shape=one.shape, crs=crs, note=one.note, hours=one.hours, accessible=one.accessible, label=label[:80],
        source=source,
    )  # fmt: skip
