"""Past months are frozen afterwards where nothing was, once."""

from __future__ import annotations

from datetime import date

import pytest

from mashang.insight.acts.catching_up import ends_of_months, freeze_past_figures
from mashang.insight.models import Run
from mashang.kernel.actor import Actor
from mashang.register.tests import make

pytestmark = pytest.mark.django_db


def test_the_months_before_this_one_end_on_their_last_days() -> None:
    assert ends_of_months(date(2024, 3, 31), 3) == [date(2024, 2, 29), date(2024, 1, 31), date(2023, 12, 31)]


def test_months_without_a_run_are_frozen_once_and_marked() -> None:
    area = make.make_area()
    make.make_unit(make.make_tower(area))
    actor = Actor.system("test")
    assert freeze_past_figures(actor=actor, area_path=area.path, months=2) == 2
    assert freeze_past_figures(actor=actor, area_path=area.path, months=2) == 0
    assert freeze_past_figures(actor=actor, area_path=area.path, months=3) == 1
    assert set(Run.objects.values_list("kind", flat=True)) == {"afterwards"}
    assert Run.objects.count() == 3
