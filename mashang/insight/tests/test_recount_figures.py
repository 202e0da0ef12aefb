"""A run can be made again years later and gives the same cells; the daily job makes one run a day for each tree."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from mashang.insight.acts import counting, freezing, recounting
from mashang.insight.acts.recounting import recount_figures
from mashang.insight.jobs import freeze_every_tree
from mashang.insight.models import CellSecret, Run
from mashang.insight.tests.make import DAY, freeze, make_reader, make_tree, say
from mashang.insight.tests.worlds import make_world
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.register.models import Occupancy
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")


def test_every_run_of_a_week_comes_out_the_same_after_all_that_was_learned_since() -> None:
    world = make_world(11, towers=6, firms=20)
    runs = [freeze(on=DAY - timedelta(day), kind="nightly") for day in (7, 6, 5, 0)]
    runs.append(freeze(on=DAY - timedelta(6), kind="on_demand"))
    for lease in [lease for lease in world.leases if lease.retracted_at is None][:4]:
        make.retract(lease)
    for tower in world.towers:
        late = make.make_firm(area=world.tree["street"])
        say(late, "tax", num=5_000_000, since=date(2025, 1, 1))
        make.make_tenancy(late, make.make_unit(tower, sqm=70), start=date(2025, 3, 1))
    make.make_area("新园区", kind="park", parent=world.tree["street"])
    freeze()
    for run in runs:
        again = recount_figures(actor=SYSTEM, run_id=run.pk)
        assert (again.same, again.same_texts) == (True, True), run
    assert Run.objects.count() == len(runs) + 1


def test_a_text_that_changed_since_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    make_world(2)
    run = freeze()
    monkeypatch.setattr(recounting, "code_version", lambda: "another")
    again = recount_figures(actor=SYSTEM, run_id=run.pk)
    assert (again.same, again.same_texts) == (True, False)


def test_a_cell_that_was_not_frozen_so_is_found() -> None:
    make_world(3)
    run = freeze()
    assert recount_figures(actor=SYSTEM, run_id=run.pk).same
    with connection.cursor() as cursor:  # what only the owner of the database could do
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update insight_cell set num = num + 1 where kpi = 'firms' and run_id = %s", [run.pk])
        cursor.execute("set local session_replication_role = origin")
    again = recount_figures(actor=SYSTEM, run_id=run.pk)
    assert again.sha256 == run.sha256 != again.held_sha256
    assert not again.same


def test_only_who_freezes_figures_of_that_tree_counts_them_again() -> None:
    tree = make_tree()
    run = freeze()
    with pytest.raises(NotAllowed):
        recount_figures(actor=make_reader(tree["street"]), run_id=run.pk)
    with pytest.raises(NotThere):
        recount_figures(actor=make_reader(make.make_area(), "figures.freeze"), run_id=run.pk)
    with pytest.raises(NotThere):
        recount_figures(actor=SYSTEM, run_id=0)
    assert recount_figures(actor=make_reader(tree["street"], "figures.freeze"), run_id=run.pk).same


def test_a_run_keeps_by_what_it_was_counted() -> None:
    make_world(4)
    run = freeze()
    assert run.holds["register_occupancy"] >= Occupancy.objects.latest("pk").pk
    assert (run.holds["least_firms"], run.holds["most_share"]) == (5, 85)
    assert len(run.code_version) == 16
    assert len(run.sha256) == 64


def test_the_job_of_the_day_makes_one_run_for_each_tree_however_often_it_starts() -> None:
    trees = [make_tree(), make_tree()]
    for _again in range(2):
        freeze_every_tree(timestamp=0)
    runs = Run.objects.filter(valid_on=timezone.localdate(), kind="nightly")
    assert sorted(run.area_path for run in runs) == sorted(tree["city"].path for tree in trees)
    assert Run.objects.count() == 2


def test_a_tree_that_cannot_be_counted_does_not_keep_the_others_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = make_tree(), make_tree()
    count_all = counting.count_all

    def fail_for_one(cursor: Any, kpis: Any, moment: Any, *more: Any) -> Any:
        if moment.top == first["city"].path:
            raise RuntimeError("broken")
        return count_all(cursor, kpis, moment, *more)

    monkeypatch.setattr(freezing, "count_all", fail_for_one)
    with pytest.raises(ExceptionGroup) as told, transaction.atomic():
        freeze_every_tree(timestamp=0)
    assert [str(error) for error in told.value.exceptions] == ["broken"]
    assert str(second["city"].path) not in str(told.value)


def test_the_worker_knows_the_job_and_when_to_start_it() -> None:
    periodic = {task.task.name: task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic["insight.freeze_figures"] == "0 23 * * *"


def test_what_is_withheld_is_sealed_and_left_alone_by_a_second_run_of_the_day() -> None:
    make_world(5)
    freeze(kind="nightly")
    before = CellSecret.objects.count()
    freeze(kind="nightly")
    assert CellSecret.objects.count() == before
