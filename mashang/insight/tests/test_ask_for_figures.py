"""Figures that are asked for now: the worker counts them once, and whoever waits sees how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from mashang.accounts.models import Area
from mashang.insight.acts import freezing as act
from mashang.insight.acts.asking import ask_for_figures
from mashang.insight.jobs import freeze_now
from mashang.insight.kpis.registry import KPIS
from mashang.insight.models import Run
from mashang.insight.reads.freezing import find_freezing, lock_of
from mashang.insight.tests.make import make_tree
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.register.tests.make import make_actor

pytestmark = pytest.mark.django_db(transaction=True)


def forget_jobs() -> None:
    """The tables of jobs are not the models' own: no test empties them."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_events; delete from procrastinate_jobs")


@pytest.fixture
def tree() -> Iterator[dict[str, Area]]:
    forget_jobs()
    yield make_tree()
    forget_jobs()


def head(area: Area) -> Actor:
    return make_actor(area, permissions=frozenset({"figures.freeze", "figures.read"}))


def jobs() -> list[ProcrastinateJob]:
    return [*ProcrastinateJob.objects.filter(task_name="insight.freeze_now").order_by("id")]


def run(job: ProcrastinateJob) -> None:
    """What the worker does with a job."""
    freeze_now(**job.args)
    ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")


def test_a_double_click_starts_one(tree: dict[str, Area]) -> None:
    actor = head(tree["street"])
    assert ask_for_figures(actor=actor)
    assert not ask_for_figures(actor=actor)
    (job,) = jobs()
    assert find_freezing(actor.area_path) is not None
    ProcrastinateJob.objects.filter(pk=job.pk).update(status="doing")
    assert not ask_for_figures(actor=actor), "the worker has it in hand"
    run(job)
    assert find_freezing(actor.area_path) is None
    freeze_now(**job.args)  # delivered twice
    made = Run.objects.get()
    assert (made.area_path, made.kind, made.valid_on) == (tree["city"].path, "on_demand", timezone.localdate())
    assert ask_for_figures(actor=actor), "a later question is a new one"


def test_two_jobs_that_slipped_through_make_one_run(tree: dict[str, Area]) -> None:
    ask_for_figures(actor=head(tree["city"]))
    args = jobs()[0].args
    freeze_now(**args)
    freeze_now(**args)
    assert Run.objects.count() == 1


def test_whoever_waits_sees_how_many_are_counted(tree: dict[str, Area], monkeypatch: pytest.MonkeyPatch) -> None:
    ask_for_figures(actor=head(tree["city"]))
    (job,) = jobs()
    assert (one := find_freezing(tree["park"].path)) is not None
    assert (one.done, one.total, one.failed) == (0, len(KPIS), False)
    ProcrastinateJob.objects.filter(pk=job.pk).update(status="doing")
    seen = []
    plain = act._keep

    def look(*given: Any) -> None:
        with ThreadPoolExecutor(max_workers=1) as others:
            seen.append(others.submit(done_as_others_see_it).result())
        plain(*given)

    def done_as_others_see_it() -> int | None:
        found = find_freezing(tree["park"].path)
        connection.close()
        return found.done if found else None

    monkeypatch.setattr(act, "_keep", look)
    run(job)
    assert seen == [len(KPIS) - 1]
    assert find_freezing(tree["park"].path) is None


def test_a_fault_is_told_until_it_went_well(tree: dict[str, Area]) -> None:
    actor = head(tree["city"])
    ask_for_figures(actor=actor)
    ProcrastinateJob.objects.all().update(status="failed")
    assert (one := find_freezing(actor.area_path)) is not None
    assert one.failed
    assert ask_for_figures(actor=actor), "it may be tried again"
    run(jobs()[-1])
    assert find_freezing(actor.area_path) is None


def test_a_job_whose_worker_died_does_not_stand_in_the_way(tree: dict[str, Area]) -> None:
    actor = head(tree["city"])
    ask_for_figures(actor=actor)
    ProcrastinateJob.objects.all().update(status="doing")
    ProcrastinateEvent.objects.all().update(at=timezone.now() - timedelta(minutes=31))
    assert find_freezing(actor.area_path) is None
    assert ask_for_figures(actor=actor)


def test_it_takes_the_right_to_freeze_and_a_tree_of_ones_own(tree: dict[str, Area]) -> None:
    with pytest.raises(NotAllowed):
        ask_for_figures(actor=make_actor(tree["city"], permissions=frozenset({"figures.read"})))
    with pytest.raises(NotThere):
        ask_for_figures(actor=head(tree["city"]), area_path="ZZ")
    assert jobs() == []
    assert lock_of("AA") != lock_of("AB")
