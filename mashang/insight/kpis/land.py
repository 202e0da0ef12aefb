"""The land: how much of it there is, and how much was granted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.insight.kpis.description import Additive, Kpi, Part, Sensitivity
from mashang.insight.kpis.space import OFFICE

MU = 10_000
STATED = _("Lists of land parcels of the planning and land office")
_PARCEL = """select area_path, null::bigint as tower_id, 'parcel' as kind, parcel_id as id, '' as dim, mu_e4 as num,
            0 as den, false as unknown from parcel"""

KPIS = (
    Kpi(
        key="land_area",
        no=13,
        topic="space",
        name=_("Land of the area"),
        formula=_("Sum of the stated area of all parcels"),
        scope=_(
            "In mu, as the papers state it (1 mu = 2000/3 m²): land, not floors. Roads and green space that the lists hold"
            " are in it."
        ),
        source=STATED,
        owner=OFFICE,
        unit="mu",
        scale=MU,
        additive=Additive.SUM,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Area of the parcels"), unit="mu", scale=MU),
        rows=_PARCEL,
        needs=("parcel",),
        kinds=("parcel",),
    ),
    Kpi(
        key="land_granted",
        no=14,
        topic="space",
        name=_("Land granted"),
        formula=_("Sum of the stated area of the parcels that had been granted by the day"),
        scope=_("In mu. A parcel counts from the day on which it was granted, built upon or not."),
        source=STATED,
        owner=OFFICE,
        unit="mu",
        scale=MU,
        additive=Additive.SUM,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Area of the granted parcels"), unit="mu", scale=MU),
        rows=f"{_PARCEL} where granted_on <= %(on)s::date",
        needs=("parcel",),
        kinds=("parcel",),
    ),
)
