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
        key="financial_institutions",
        no=31,
        topic="firms",
        name=_("Financial and quasi-financial institutions"),
        formula=_("Number of firms in place that are licensed financial or quasi-financial institutions"),
        scope=_(
            "Licensed: banks, insurers, brokers, funds and others under the financial regulators, branches included."
            " Quasi-financial: local financial organisations and registered private funds."
        ),
        source=_("Lists of institutions of the financial regulators, kept as facts of the firm"),
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Institutions"), unit="firm"),
        rows=f"""{_STAY}, said.institution_class as dim, 1 as num, 0 as den, false as unknown
            from stay s join firm_said said on said.subject_id = s.firm_id
            where said.institution_kind in ('licensed', 'quasi')""",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
        dim="institution_class",
    ),
)
