"""How space moves within a quarter: what was taken up of the supply, and by how much occupied space grew."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.insight.kpis.description import Additive, Better, Kpi, Part, Sensitivity
from mashang.insight.kpis.space import OFFICE, REGISTER, SQM

_OCCUPIED = "status in ('let', 'own_use')"

KPIS = (
    Kpi(
        key="take_up_rate",
        no=11,
        topic="space",
        name=_("Take-up rate of the quarter"),
        formula=_("Area taken up since the quarter began ÷ (vacant area when it began + new supply since)"),
        scope=_(
            "From the first day of the quarter to the day itself. Taken up: vacant when the quarter began, or new on the"
            " market since, and let or used by the owner on the day. Renewals and a change of tenant in a let unit are no"
            " take-up. New units that are sealed or not handed over are no supply yet. A unit redrawn within the quarter"
            " carries on the vacancy of those that it was made from."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.RATIO,
        better=Better.MORE,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Taken up"), unit="sqm", scale=SQM),
        den=Part(name=_("Vacant or new in the quarter"), unit="sqm", scale=SQM),
        rows="""select area_path, tower_id, 'unit' as kind, unit_id as id, '' as dim,
            case when taken then coalesce(round(sqm * share * 100), 0) else 0 end::bigint as num,
            coalesce(round(sqm * share * 100), 0)::bigint as den, sqm is null as unknown
            from supply where share > 0""",
        needs=("supply",),
        kinds=("unit",),
        splits=("tower",),
    ),
    Kpi(
        key="net_absorption",
        no=12,
        topic="space",
        name=_("Net absorption of the quarter"),
        formula=_("Occupied area on the day − occupied area when the quarter began"),
        scope=_(
            "From the last day of the quarter before to the day itself; below zero where more was given up than taken. One"
            " row is a unit whose occupied area changed: what it gained, or with a minus what it lost."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="sqm",
        scale=SQM,
        additive=Additive.SUM,
        better=Better.MORE,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Change of the occupied area"), unit="sqm", scale=SQM),
        rows=f"""select area_path, tower_id, 'unit' as kind, unit_id as id, '' as dim,
            coalesce(round(sum(sqm) * 100), 0)::bigint as num, 0 as den,
            bool_or(sqm is null) as unknown from (
                select area_path, tower_id, unit_id, sqm from room where {_OCCUPIED}
                union all
                select area_path, tower_id, unit_id, -sqm from room_on_eve where {_OCCUPIED}
            ) moved
            group by area_path, tower_id, unit_id
            having coalesce(sum(sqm), 0) <> 0 or (count(*) = 1 and bool_or(sqm is null))""",
        needs=("room", "room_on_eve"),
        kinds=("unit",),
        splits=("tower",),
    ),
)
