"""Taxes of the firms in place: sums in which no single firm may be seen.

Source: Law on the Administration of Tax Collection, article 8 (the tax authorities keep a taxpayer's matters secret).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.insight.kpis.description import Additive, Better, Kpi, Part, Sensitivity
from mashang.insight.kpis.space import LETTABLE_SQM

STATED = _("Taxes by firm and year, entered by the finance office or stated by the firm")
OFFICE = "finance"
FEN = 100
TAX = Part(name=_("Tax of the last full year"), unit="yuan", scale=FEN)
_PAID = "coalesce(tax_fen, 0) as num"
_PAYERS = "select area_path, tower_id, section as dim, firm_id, tax_fen as amount from payer where tax_fen is not null"

KPIS = (
    Kpi(
        key="tax_paid",
        no=41,
        topic="tax",
        name=_("Tax of the firms in place"),
        formula=_("Sum of the tax that the firms in place paid in the last full calendar year"),
        scope=_(
            "The year before that of the day. A firm in several towers counts once in the area, and in each of its towers"
            " with its whole tax. Firms whose tax is not stated add nothing; how many they are is told."
        ),
        source=STATED,
        owner=OFFICE,
        unit="yuan",
        scale=FEN,
        additive=Additive.DISTINCT,
        better=Better.MORE,
        sensitivity=Sensitivity.TAX,
        num=TAX,
        rows=f"""select area_path, tower_id, 'firm' as kind, firm_id as id, section as dim, {_PAID}, 0 as den,
            tax_fen is null as unknown from payer""",
        needs=("payer",),
        measure="tax",
        told_by=_PAYERS,
        kinds=("firm",),
        splits=("tower",),
        dim="industry",
        crossed=False,
    ),
    Kpi(
        key="tax_per_sqm",
        no=42,
        topic="tax",
        name=_("Tax per square metre"),
        formula=_("Tax that the firms in place paid in the last full calendar year ÷ lettable area"),
        scope=_(
            "In yuan. The lettable area is that of the day, let or not. A firm in several towers counts once in the area, and"
            " in each of its towers with its whole tax. The rows are the firms with their tax and the towers with their area."
        ),
        source=STATED,
        owner=OFFICE,
        unit="yuan_sqm",
        scale=100,
        factor=100,
        additive=Additive.DISTINCT,
        better=Better.MORE,
        sensitivity=Sensitivity.TAX,
        num=TAX,
        den=LETTABLE_SQM,
        rows=f"""select area_path, tower_id, 'firm' as kind, firm_id as id, '' as dim, {_PAID}, 0 as den,
                tax_fen is null as unknown from payer
            union all select area_path, tower_id, 'tower', tower_id, '', 0, round(lettable_sqm * 100)::bigint, false
            from house""",
        needs=("payer", "house"),
        measure="tax",
        told_by=_PAYERS,
        kinds=("firm", "tower"),
        splits=("tower",),
    ),
    Kpi(
        key="towers_over_100m_tax",
        no=43,
        version=2,
        topic="tax",
        name=_("Towers with 100 million yuan of tax"),
        formula=_(
            "Number of towers whose firms at the end of the last full tax year paid at least 100 million yuan of tax for it"
        ),
        scope=_(
            "Exactly 100 million counts. Taxes of all levels, of the firms in place on the last day of that year. A firm in several"
            " towers counts once, with its whole tax, where it held the most area; one that is stated to be taxed elsewhere does"
            " not count. Firms whose tax is not stated add nothing. The same rule as on the page of ¥100M-tax towers."
        ),
        source=STATED,
        owner=OFFICE,
        unit="tower",
        additive=Additive.SUM,
        better=Better.MORE,
        sensitivity=Sensitivity.TAX,
        num=Part(name=_("Towers"), unit="tower"),
        rows="""select h.area_path, h.tower_id, 'tower' as kind, h.tower_id as id, '' as dim, 1 as num, 0 as den,
            false as unknown from house h join rich_tower r on r.tower_id = h.tower_id""",
        needs=("house", "rich_tower", "taxpayer"),
        measure="rich_towers",
        told_by="""select p.area_path, p.tower_id, '' as dim, p.firm_id, p.tax_fen as amount
            from taxpayer p join rich_tower r on r.tower_id = p.tower_id where p.tax_fen is not null""",
    ),
)
