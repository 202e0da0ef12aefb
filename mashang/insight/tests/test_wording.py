"""How numbers are written where there is little room."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from mashang.insight.reads.wording import write_short


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
