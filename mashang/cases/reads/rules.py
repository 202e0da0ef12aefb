"""The routing rules that hold for a place: those of its areas, the nearest first, then the general ones."""

from __future__ import annotations

import json

from django.db import connection

from mashang.cases.rules.routing import Rule, load_rules

# Asked at each opening of a case, so said to the database as it is.
RULES = """
    select rule.code, rule.name, rule."when", rule."then" from cases_routingrule rule join accounts_area area on area.id = rule.area_id
    where area.path = any(%s) and rule.ended_at is null order by area.path desc, rule.place_no
"""


def rules_of(area_path: str) -> list[Rule]:
    """In the order in which they are asked. One query."""
    above = [area_path[:end] for end in range(2, len(area_path) + 1, 2)]
    with connection.cursor() as cursor:
        cursor.execute(RULES, [above])
        own = [
            Rule(code=code, name=name, when=json.loads(when), then=json.loads(then))
            for code, name, when, then in cursor.fetchall()
        ]
    return [*own, *load_rules()]
