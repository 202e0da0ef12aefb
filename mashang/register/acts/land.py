"""Loading the parcels of land of an area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.acts.sources import source_of
from mashang.register.models import LandParcel, Source
from mashang.register.rules.parcels import read_parcels
from mashang.trail.acts import record


def load_land_parcels(
    *, actor: Actor, area_path: str, lines: Iterable[Mapping[str, str]], label: str,
    source_kind: str = Source.Kind.DEPARTMENT,
) -> int:  # fmt: skip
    """Keep the parcels of a list (columns name, mu, since, granted) as the land of an area.

    What a list of the same `label` stated there before is retracted: loading is repeatable, and what was known before
    stays known. Refuses an area that is not the actor's, and lines that cannot be read. Returns the number of parcels.
    """
    parcels = read_parcels(lines)
    with transaction.atomic():
        area = Area.objects.select_for_update(no_key=True).filter(path=area_path).first()
        if area is None or not actor.covers(area.path):
            raise NotThere("no_such_area", _("There is no such area, or it is not yours."), field="area")
        actor.require(Permission.REGISTER_EDIT, area_path=area.path)
        source, at = source_of(actor, kind=source_kind, label=label)
        held = LandParcel.objects.filter(area_path=area.path, label=label[:80], retracted_at=None)
        gone = held.update(retracted_at=at)
        LandParcel.objects.bulk_create(
            LandParcel(
                district_id=area.district_id, area_path=area.path, name=one.name[:120], mu_e4=one.mu_e4,
                valid_from=one.since, granted_on=one.granted_on, label=label[:80], source=source,
            )
            for one in parcels
        )  # fmt: skip
        record(
            actor=actor, act="land.load", subject_kind="area", subject_id=area.pk,
            diff={"label": label[:80], "rows": len(parcels), "gone": gone}, area_path=area.path,
            district_id=area.district_id,
        )  # fmt: skip
    return len(parcels)
