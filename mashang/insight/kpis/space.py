"""Towers and space: how many, how much, how much of it stands empty."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.insight.kpis.description import Additive, Better, Kpi, Part, Sensitivity

REGISTER = _("Tower register: tenant sheets, papers and checks on site, each with its source")
OFFICE = "tower_economy"

SQM = 100
VACANT_SQM = Part(name=_("Vacant area"), unit="sqm", scale=SQM)
OCCUPIED_SQM = Part(name=_("Occupied area"), unit="sqm", scale=SQM)
LETTABLE_SQM = Part(name=_("Lettable area"), unit="sqm", scale=SQM)
_HOUSE = "select area_path, tower_id, 'tower' as kind, tower_id as id, '' as dim"

KPIS = (
    Kpi(
        key="towers",
        no=8,
        topic="space",
        name=_("All towers"),
        formula=_("Number of towers that the register holds on the day"),
        scope=_(
            "Offices, malls, hotels and mixed buildings alike, high-end or not; each kind has its own number. Buildings"
            " that were merged into another entry count once."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="tower",
        additive=Additive.SUM,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Towers"), unit="tower"),
        rows="""select area_path, tower_id, 'tower' as kind, tower_id as id, kind as dim, 1 as num, 0 as den,
            false as unknown from house""",
        needs=("house",),
        dim="tower_kind",
    ),
    Kpi(
        key="project_towers",
        no=9,
        topic="space",
        name=_("Commercial towers among the settled projects"),
        formula=_("Number of towers that were settled as a commercial-tower project"),
        scope=_(
            "Counted by what the project was when it settled (bank head office, commercial tower, housing), not by how fine"
            " the building is: not the same as the high-end office towers."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="tower",
        additive=Additive.SUM,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Towers"), unit="tower"),
        rows=f"{_HOUSE}, 1 as num, 0 as den, false as unknown from house where project_kind = 'commercial'",
        needs=("house",),
    ),
    Kpi(
        key="high_end_towers",
        no=1,
        topic="space",
        name=_("High-end office towers"),
        formula=_("Number of office towers that are marked as high-end on the day"),
        scope=_(
            "Towers of the kind office with the fact high-end. Not the same as the commercial towers among the settled"
            " projects: that figure counts projects, this one buildings in use."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="tower",
        additive=Additive.SUM,
        sensitivity=Sensitivity.OPEN,
        num=Part(name=_("Towers"), unit="tower"),
        rows=f"{_HOUSE}, 1 as num, 0 as den, false as unknown from house where kind = 'office' and high_end",
        needs=("house",),
    ),
    Kpi(
        key="towers_graded",
        no=10,
        topic="space",
        name=_("Graded towers"),
        formula=_("Number of towers with a grade in force on the day"),
        scope=_(
            "Grades that the office gave by one of its scorecards, proposed by one person and approved by another; not"
            " those that others published. Proposed, rejected, expired and revoked ones are not in it. A tower with grades"
            " of several schemes counts once, in the class of the one that began last."
        ),
        source=_("Grades of towers, each with the lines of its score"),
        owner=OFFICE,
        unit="tower",
        additive=Additive.SUM,
        better=Better.MORE,
        num=Part(name=_("Towers"), unit="tower"),
        rows="""select h.area_path, h.tower_id, 'tower' as kind, h.tower_id as id, g.grade as dim, 1 as num, 0 as den,
            false as unknown from graded g join house h on h.tower_id = g.tower_id""",
        needs=("graded", "house"),
        dim="tower_grade",
    ),
    Kpi(
        key="lettable_area",
        no=2,
        topic="space",
        name=_("Lettable area"),
        formula=_("Sum of the lettable area of all towers"),
        scope=_(
            "Of each tower what its papers state, where this is at least the sum of its units of known area; else that sum."
            " Own use counts as lettable."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="sqm",
        scale=SQM,
        additive=Additive.SUM,
        sensitivity=Sensitivity.OPEN,
        num=LETTABLE_SQM,
        rows=f"{_HOUSE}, round(lettable_sqm * 100)::bigint as num, 0 as den, false as unknown from house",
        needs=("house",),
        splits=("tower",),
    ),
    Kpi(
        key="occupancy_rate",
        no=3,
        topic="space",
        name=_("Occupancy rate"),
        formula=_("Occupied area ÷ lettable area"),
        scope=_(
            "Occupied: let, or used by the owner. Not one minus the vacancy rate where units are reserved, being fitted out,"
            " sealed or not handed over."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.RATIO,
        better=Better.MORE,
        sensitivity=Sensitivity.OPEN,
        num=OCCUPIED_SQM,
        den=LETTABLE_SQM,
        rows=f"""{_HOUSE}, round(occupied_sqm * 100)::bigint as num, round(lettable_sqm * 100)::bigint as den,
            false as unknown from house""",
        needs=("house",),
        splits=("tower",),
    ),
    Kpi(
        key="vacancy_rate",
        no=4,
        topic="space",
        name=_("Vacancy rate"),
        formula=_("Vacant lettable area ÷ lettable area"),
        scope=_(
            "Vacant: could be let on the day. Own use, reserved, being fitted out, sealed and not handed over are not"
            " vacant and are shown apart. Units of unknown area are in neither part."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.RATIO,
        better=Better.LESS,
        sensitivity=Sensitivity.OPEN,
        num=VACANT_SQM,
        den=LETTABLE_SQM,
        rows=f"""{_HOUSE}, round(vacant_sqm * 100)::bigint as num, round(lettable_sqm * 100)::bigint as den,
            false as unknown from house""",
        needs=("house",),
        splits=("tower",),
    ),
    Kpi(
        key="vacant_area",
        no=5,
        topic="space",
        name=_("Vacant area"),
        formula=_("Sum of the area of vacant units"),
        scope=_(
            "One row is one unit that could be let on the day. Units of unknown area are vacant too, but add nothing:"
            " how many they are is told beside the sum."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="sqm",
        scale=SQM,
        additive=Additive.SUM,
        better=Better.LESS,
        sensitivity=Sensitivity.OPEN,
        num=VACANT_SQM,
        rows="""select area_path, tower_id, 'unit' as kind, unit_id as id, '' as dim,
            coalesce(round(sqm * 100), 0)::bigint as num, 0 as den, sqm is null as unknown
            from room where status = 'vacant'""",
        needs=("room",),
        kinds=("unit",),
        splits=("tower",),
    ),
    Kpi(
        key="freshness",
        no=6,
        topic="space",
        name=_("Freshness of the register"),
        formula=_("Area of units checked in the last 90 days ÷ area of all units"),
        scope=_(
            "Checked: a sheet, a visit or a check on site of the last 90 days spoke of the unit or of a tenant in it."
            " Units of unknown area are in neither part."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.RATIO,
        better=Better.MORE,
        num=Part(name=_("Checked in 90 days"), unit="sqm", scale=SQM),
        den=Part(name=_("Known area"), unit="sqm", scale=SQM),
        rows=f"""{_HOUSE}, round(fresh_sqm * 100)::bigint as num, round(known_sqm * 100)::bigint as den,
            false as unknown from house""",
        needs=("house",),
        splits=("tower",),
        looks_back=False,
    ),
    Kpi(
        key="conflicts",
        no=7,
        topic="space",
        name=_("Open conflicts of the register"),
        formula=_("Number of conflicts that nobody had settled or left"),
        scope=_(
            "Sources that disagree on a fact, two firms of one name, a room of one's own let twice, rooms that come to more than"
            " their floor. Each counts once, at the firm, tower, floor or unit that it is about. Tax figures and"
            " personal contacts are left out."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="place",
        additive=Additive.SUM,
        better=Better.LESS,
        num=Part(name=_("Open conflicts"), unit="place"),
        rows="""select area_path, tower_id, subject as kind, subject_id as id, '' as dim, 1 as num, 0 as den,
            false as unknown from conflict""",
        needs=("conflict",),
        fold="sum",
        kinds=("firm", "tower", "floor", "unit"),
        splits=("tower",),
        looks_back=False,
    ),
)
