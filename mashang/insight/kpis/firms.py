"""Firms in place: how many, of which kind, registered where."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.insight.kpis.description import Additive, Better, Kpi, Part

REGISTER = _("Tower register: tenant sheets, papers and checks on site, each with its source")
OFFICE = "enterprise_service"
FIRMS = Part(name=_("Firms in place"), unit="firm")
# A firm in place: it holds at least one unit on the day, by lease, sublease, own use, free of rent or a shared desk.
_STAY = "select s.area_path, s.tower_id, 'firm' as kind, s.firm_id as id"

KPIS = (
    Kpi(
        key="firms",
        no=21,
        topic="firms",
        name=_("Firms in place"),
        formula=_("Number of firms that hold at least one unit on the day"),
        scope=_("A firm in several units or towers counts once in the area; in each of its towers it counts as well."),
        source=REGISTER,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=FIRMS,
        rows=f"{_STAY}, '' as dim, 1 as num, 0 as den, false as unknown from stay s",
        needs=("stay",),
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="registration_rate",
        no=22,
        topic="firms",
        name=_("Registered here"),
        formula=_("Firms in place that are registered here ÷ firms in place"),
        scope=_(
            "Registered here when any of the firm's places says so. Firms of which nobody knows are in neither part; how"
            " many they are is told. The office may not press a firm to register elsewhere, so there is no target."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.DISTINCT,
        num=Part(name=_("Registered here"), unit="firm"),
        den=Part(name=_("Firms in place of which it is known"), unit="firm"),
        rows=f"""{_STAY}, '' as dim, (s.registered_here is true)::int as num, (s.registered_here is not null)::int as den,
            s.registered_here is null as unknown from stay s""",
        needs=("stay",),
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="local_tax_rate",
        no=23,
        topic="firms",
        name=_("Taxed here, by number of firms"),
        formula=_("Firms in place that pay their taxes here ÷ firms in place"),
        scope=_(
            "Taxed here when any of the firm's places says so. Firms of which nobody knows are in neither part; how many"
            " they are is told. Counted by firms, not by the amount of tax."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.DISTINCT,
        num=Part(name=_("Taxed here"), unit="firm"),
        den=Part(name=_("Firms in place of which it is known"), unit="firm"),
        rows=f"""{_STAY}, '' as dim, (s.taxed_here is true)::int as num, (s.taxed_here is not null)::int as den,
            s.taxed_here is null as unknown from stay s""",
        needs=("stay",),
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="retention_rate",
        no=24,
        topic="firms",
        name=_("Firms kept over twelve months"),
        formula=_("Firms in place twelve months ago that are still in place ÷ firms in place twelve months ago"),
        scope=_(
            "In place in the same area, or for a tower in the same tower, on both days. A firm that moved within the area is"
            " kept by the area and lost by the tower. Firms that came since are in neither part."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Still in place"), unit="firm"),
        den=Part(name=_("In place twelve months ago"), unit="firm"),
        rows=f"""{_STAY}, '' as dim, 0 as num, 1 as den, false as unknown from stay_year_ago s
            union all {_STAY}, '' as dim, 1 as num, 0 as den, false as unknown from stay s""",
        needs=("stay", "stay_year_ago"),
        paired=True,
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="firms_by_size",
        no=25,
        topic="firms",
        name=_("Firms in place by number of staff"),
        formula=_("Number of firms that hold at least one unit on the day, by their newest stated number of staff"),
        scope=_(
            "Under 10, 10 to 99, 100 to 299, 300 and more. Firms whose staff nobody stated are a class of their own."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        num=FIRMS,
        rows=f"""{_STAY}, case when said.staff < 10 then 'under_10' when said.staff < 100 then '10_99'
                when said.staff < 300 then '100_299' when said.staff >= 300 then '300_up' end as dim,
            1 as num, 0 as den, false as unknown from stay s left join firm_said said on said.subject_id = s.firm_id""",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
        dim="staff_size",
    ),
    Kpi(
        key="firms_by_industry",
        no=26,
        topic="firms",
        name=_("Firms in place by branch of industry"),
        formula=_("Number of firms that hold at least one unit on the day, by section of GB/T 4754-2017"),
        scope=_(
            "The section of the firm's industry on the day. Firms whose industry nobody stated are a class of their own."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        num=FIRMS,
        rows=f"""{_STAY}, trade.section as dim, 1 as num, 0 as den, false as unknown
            from stay s left join trade on trade.firm_id = s.firm_id""",
        needs=("stay", "trade"),
        kinds=("firm",),
        splits=("tower",),
        dim="industry",
    ),
    Kpi(
        key="industry_concentration",
        no=27,
        topic="firms",
        name=_("Industry concentration, by area"),
        formula=_("Area held by firms of the leading branch of industry ÷ area held by all firms in place"),
        scope=_(
            "The leading branch is the section of GB/T 4754-2017 whose firms hold most of the place's area. Where a"
            " lease states no area, the unit's own is taken. Firms without a known industry count in the whole alone; firms"
            " without a known area are in neither part."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.DISTINCT,
        num=Part(name=_("Area of the leading branch"), unit="sqm", scale=100),
        den=Part(name=_("Area held by firms"), unit="sqm", scale=100),
        rows=f"""{_STAY}, min(trade.section) as dim, coalesce(round(sum(s.sqm) * 100), 0)::bigint as num,
            coalesce(round(sum(s.sqm) * 100), 0)::bigint as den, bool_or(s.sqm is null) as unknown
            from held s left join trade on trade.firm_id = s.firm_id group by s.area_path, s.tower_id, s.firm_id""",
        needs=("held", "trade"),
        fold="sum",
        leading=True,
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="industry_concentration_firms",
        no=28,
        topic="firms",
        name=_("Industry concentration, by firms"),
        formula=_("Firms of the leading branch of industry ÷ firms in place"),
        scope=_(
            "The leading branch is the section of GB/T 4754-2017 to which most firms of the place belong. Firms without a"
            " known industry count in the whole alone."
        ),
        source=REGISTER,
        owner=OFFICE,
        unit="percent",
        scale=100,
        factor=10_000,
        additive=Additive.DISTINCT,
        num=Part(name=_("Firms of the leading branch"), unit="firm"),
        den=FIRMS,
        rows=f"""{_STAY}, trade.section as dim, 1 as num, 1 as den, false as unknown
            from stay s left join trade on trade.firm_id = s.firm_id""",
        needs=("stay", "trade"),
        leading=True,
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="above_threshold_firms",
        no=29,
        topic="firms",
        name=_("Above-threshold firms"),
        formula=_("Number of firms in place that are in the statistics of above-threshold firms"),
        scope=_(
            "By the class under which the statistics office lists the firm (industry, construction, trade, lodging and"
            " catering, real estate, services). Finance is outside these classes: institutions are counted apart."
        ),
        source=_("Lists of the statistics office, kept as facts of the firm"),
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Above-threshold firms"), unit="firm"),
        rows=f"""{_STAY}, said.above_threshold_class as dim, 1 as num, 0 as den, false as unknown
            from stay s join firm_said said on said.subject_id = s.firm_id
            where said.above_threshold_class is not null""",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
        dim="above_threshold_class",
    ),
)
