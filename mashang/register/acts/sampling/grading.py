"""The sample's grades, proposed and given by its role accounts through the acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mashang.accounts.models import User
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.acts.grading import approve_grade, grade_tower
from mashang.register.rules.grading import Judgement

DAYS_OF_A_YEAR = 365


def grade_sample_towers(wanted: Sequence[Mapping[str, Any]], towers: Mapping[str, int], day: date) -> int:
    """Give the grades of content/demo/grades.yaml; how many were proposed.

    The scheme and the facts are those of the days before `day`: loaded for another day, a tower that they do not carry goes
    without a grade.
    """
    return sum(_grade(says, towers[says["tower"]], day - timedelta(days=says["days_ago"])) for says in wanted)


def _grade(says: Mapping[str, Any], tower_id: int, since: date) -> bool:
    judged = {key: Judgement(points=points, reason=reason) for key, (points, reason) in says["judged"].items()}
    try:
        with transaction.atomic():
            row = grade_tower(
                actor=_actor(says["proposed_by"]), tower_id=tower_id, scheme=says["scheme"], judged=judged, valid_from=since,
                valid_until=since + timedelta(days=says["years"] * DAYS_OF_A_YEAR),
            )  # fmt: skip
            if "approved_by" in says:
                approve_grade(actor=_actor(says["approved_by"]), grade_id=row.pk)
    except Refused:
        return False
    return True


def _actor(login: str) -> Actor:
    return actor_for(User.objects.get(login=login))
