"""How numbers are written where there is little room."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from mashang.insight.kpis.registry import KPIS
from mashang.insight.reads.wording import UNITS, name_unit, write_short


@pytest.mark.parametrize(
    ("language", "value", "unit", "said"),
    [
        ("zh-hans", "2712716488", "yuan", ("27.13", "亿元")),
        ("zh-hans", "-3387464", "yuan", ("-338.7", "万元")),
        ("zh-hans", "9999", "yuan", ("9,999", "元")),
        ("zh-hans", "1464980", "sqm", ("146.5", "万㎡")),
        ("en", "2712716488", "yuan", ("2,712.7", "million yuan")),
        ("en", "1464980", "sqm", ("1,464,980", "㎡")),
        ("en", None, "yuan", ("—", "")),
    ],
)
def test_large_sums_and_areas_are_short_in_the_units_of_the_language(
    language: str, value: str | None, unit: str, said: tuple[str, str]
) -> None:
    with translation.override(language):
        assert write_short(None if value is None else Decimal(value), unit) == said


@pytest.mark.parametrize(("language", "mu"), [("zh-hans", "亩"), ("zh-hant", "畝"), ("en", "mu")])
def test_every_unit_of_a_figure_and_of_its_parts_has_a_name(language: str, mu: str) -> None:
    units = {kpi.unit for kpi in KPIS.values()} | {
        part.unit for kpi in KPIS.values() for part in (kpi.num, kpi.den) if part
    }
    assert units <= UNITS.keys()
    with translation.override(language):
        assert name_unit("mu") == mu
        assert language == "en" or not [unit for unit in units if name_unit(unit) == unit]
