"""Financial institutions and head offices: like names, unlike scopes, each with a figure of its own."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.insight.kpis.description import Additive, Better, Kpi, Part
from mashang.insight.kpis.firms import OFFICE

LISTS = _("Lists of institutions of the financial regulators, kept as facts of the firm")
_SAID = "from stay s join firm_said said on said.subject_id = s.firm_id"
_INSTITUTION = f"""select s.area_path, s.tower_id, 'firm' as kind, s.firm_id as id, said.institution_class as dim,
            1 as num, 0 as den, false as unknown {_SAID}"""
_BANK = "said.institution_class = 'bank'"

KPIS = (
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
        source=LISTS,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Institutions"), unit="firm"),
        rows=f"{_INSTITUTION} where said.institution_kind in ('licensed', 'quasi')",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
        dim="institution_class",
    ),
    Kpi(
        key="bank_heads",
        no=32,
        topic="firms",
        name=_("Bank head offices"),
        formula=_("Number of banks in place whose head office is here"),
        scope=_("Head offices alone; regional head offices, branches and other institutions are not in it."),
        source=LISTS,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Banks"), unit="firm"),
        rows=f"{_INSTITUTION} where {_BANK} and said.headquarters_type = 'head'",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="bank_heads_and_regional_heads",
        no=33,
        topic="firms",
        name=_("Bank head offices and regional head offices"),
        formula=_("Number of banks in place whose head office or regional head office is here"),
        scope=_("Firms, not buildings: two banks in one tower are two."),
        source=LISTS,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Banks"), unit="firm"),
        rows=f"{_INSTITUTION} where {_BANK} and said.headquarters_type in ('head', 'regional')",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
    ),
    Kpi(
        key="financial_heads",
        no=35,
        topic="firms",
        name=_("Financial head offices"),
        formula=_("Number of financial and quasi-financial institutions in place whose head office is here"),
        scope=_(
            "Head offices of banks, insurers, brokers and all other institutions; regional head offices are not in it."
        ),
        source=LISTS,
        owner=OFFICE,
        unit="firm",
        additive=Additive.DISTINCT,
        better=Better.MORE,
        num=Part(name=_("Institutions"), unit="firm"),
        rows=f"{_INSTITUTION} where said.institution_kind in ('licensed', 'quasi') and said.headquarters_type = 'head'",
        needs=("stay", "firm_said"),
        kinds=("firm",),
        splits=("tower",),
        dim="institution_class",
    ),
    Kpi(
        key="bank_head_seats",
        no=34,
        topic="firms",
        name=_("Bank head-office buildings occupied"),
        formula=_("Number of towers in which each bank head office or regional head office is in place, added up"),
        scope=_(
            "Seats of banks: two banks in one tower are two, and one bank in two towers is two as well. Not the number of"
            " banks, and not the number of different towers."
        ),
        source=LISTS,
        owner=OFFICE,
        unit="place",
        additive=Additive.SUM,
        better=Better.MORE,
        num=Part(name=_("Buildings"), unit="place"),
        rows=f"""select distinct s.area_path, s.tower_id, 'firm' as kind, s.firm_id as id, '' as dim, 1 as num, 0 as den,
            false as unknown {_SAID} where {_BANK} and said.headquarters_type in ('head', 'regional')""",
        needs=("stay", "firm_said"),
        fold="sum",
        kinds=("firm",),
        splits=("tower",),
    ),
)
