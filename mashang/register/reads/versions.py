"""Live versions of tenancies, as values that the rules of versions work on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from mashang.register.models import Occupancy, Tenancy
from mashang.register.rules.versions import Space, Span, Version


def as_span(value: Any) -> Span:
    """A database range as a Span."""
    return Span(value.lower, value.upper)


def get_versions(lines: Iterable[int], *, lock: bool = False) -> dict[int, Version]:
    """The live version of each line; `lock` holds the rows until the act's transaction ends. Two queries."""
    tenancies = Tenancy.objects.filter(line__in=list(lines), retracted_at=None).order_by("line")
    if lock:
        tenancies = tenancies.select_for_update()
    rows = list(tenancies)
    spaces: dict[int, list[Space]] = defaultdict(list)
    for o in Occupancy.objects.filter(tenancy_id__in=[t.id for t in rows], retracted_at=None).order_by("id"):
        spaces[o.tenancy_id].append(Space(o.unit_id, o.tower_id, as_span(o.span), o.area_sqm, o.exclusive))
    return {t.line: _version(t, tuple(spaces[t.id])) for t in rows}


def get_version_by_id(tenancy_ids: Iterable[int]) -> dict[int, Version]:
    """Versions by the id of their tenancy row, retracted ones included; for putting an earlier one back."""
    rows = list(Tenancy.objects.filter(id__in=list(tenancy_ids)))
    spaces: dict[int, list[Space]] = defaultdict(list)
    for o in Occupancy.objects.filter(tenancy_id__in=[t.id for t in rows]).order_by("id"):
        spaces[o.tenancy_id].append(Space(o.unit_id, o.tower_id, as_span(o.span), o.area_sqm, o.exclusive))
    return {t.id: _version(t, tuple(spaces[t.id])) for t in rows}


def _version(t: Tenancy, spaces: tuple[Space, ...]) -> Version:
    return Version(
        firm_id=t.firm_id,
        span=as_span(t.span),
        spaces=spaces,
        kind=t.kind,
        start_known=t.start_known,
        lease_ends_on=t.lease_ends_on,
        area_sqm=t.area_sqm,
        rent_fen=t.rent_fen,
        rent_per=t.rent_per,
        rent_basis=t.rent_basis,
        registered_here=t.registered_here,
        taxed_here=t.taxed_here,
        operates_here=t.operates_here,
        renewal_wish=t.renewal_wish,
        id=t.id,
        line=t.line,
        district_id=t.district_id,
        area_path=t.area_path,
        source_id=t.source_id,
    )
