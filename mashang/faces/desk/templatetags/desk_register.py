"""Small words of the register's pages: `{% load desk_register %}`."""

from __future__ import annotations

from decimal import Decimal

from django import template

from mashang.faces.desk import writing

register = template.Library()

register.filter("area_text", writing.area)
register.filter("percent_text", writing.percent)


@register.filter
def percents(rate: Decimal) -> float:
    """A rate of 0 to 1 as 0 to 100, for bars."""
    return float(rate * 100)


@register.filter
def fresh_tone(rate: Decimal) -> str:
    """The tone of a bar of freshness: the goal is 75 of 100."""
    return "ok" if rate >= Decimal("0.75") else "warn"
