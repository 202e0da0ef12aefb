"""The routing rules that hold for a place: those of its areas, the nearest first, then the general ones."""

from __future__ import annotations

from mashang.cases.models import RoutingRule
from mashang.cases.rules.routing import Rule, load_rules


def rules_of(area_path: str) -> list[Rule]:
    """In the order in which they are asked. One query."""
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    rows = RoutingRule.objects.filter(area__path__in=above, ended_at=None).order_by("-area__path", "place_no")
    own = [Rule(code=row.code, name=row.name, when=row.when, then=row.then) for row in rows]
    return [*own, *load_rules()]
