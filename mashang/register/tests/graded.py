"""Towers with the facts that a scorecard asks for, and the two people who give them a grade."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.acts.grading import approve_grade, grade_tower
from mashang.register.models import FactKey, GradeResult, Tower
from mashang.register.rules.grading import Judgement
from mashang.register.tests import make
from tests.cast import Cast

FROM, UNTIL = date(2026, 3, 1), date(2029, 2, 28)
SINCE = date(2024, 1, 1)
# 10 + 10 + 10 + 10 + 5 + 8 + 5 of 70 points; up to 30 more are judged.
FACTS: dict[str, Any] = {
    "clear_height": {"num": 280}, "efficiency": {"num": 7200}, "lifts_passenger": {"num": 8},
    "power_dual": {"flag": True}, "parking_charging": {"num": 3}, "green_grade": {"code": "two_star"},
    "metro_minutes": {"num": 12},
}  # fmt: skip


def judged(drill: int = 10, management: int = 14) -> dict[str, Judgement]:
    """The two lines of the star scheme that a person judges."""
    return {
        "fire_drill": Judgement(points=drill, reason="一年两次演练，记录齐全"),
        "management": Judgement(points=management, reason="现场查看，服务台有人值守"),
    }


def make_rated_tower(area: Area, name: str = "", **changed: Any) -> Tower:
    """A tower with the facts of the star scheme; 82 points with what `judged` gives. `changed` replaces facts by key."""
    tower = make.make_tower(area, name)
    for key, value in (FACTS | changed).items():
        if value is not None:
            make.make_fact(tower, FactKey.objects.get(key=key, subject="tower"), since=SINCE, **value)
    return tower


def propose(actor: Actor, tower: Tower, **more: Any) -> GradeResult:
    """A proposal by the star scheme."""
    values: dict[str, Any] = {"scheme": "star_local", "judged": judged(), "valid_from": FROM, "valid_until": UNTIL}
    return grade_tower(actor=actor, tower_id=tower.pk, **(values | more))


def give(cast: Cast, tower: Tower, **more: Any) -> GradeResult:
    """A grade that the steward proposed and the section head gave."""
    row = propose(cast.actor("tower_steward"), tower, **more)
    return approve_grade(actor=cast.actor("section_head"), grade_id=row.pk)


def code_of(deed: Any, **values: Any) -> str:
    """The code with which a deed is refused."""
    with pytest.raises(Refused) as refused, transaction.atomic():
        deed(**values)
    return refused.value.code


def refused_proposal(cast: Cast, tower: Tower, **more: Any) -> Refused:
    """How the steward's proposal is refused."""
    with pytest.raises(Refused) as refused, transaction.atomic():
        propose(cast.actor("tower_steward"), tower, **more)
    return refused.value
