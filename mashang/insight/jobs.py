"""What the worker does for figures: it freezes them each morning at seven, as clocks here show it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mashang.accounts.models import User
from mashang.kernel.actor import Actor


@app.periodic(cron="0 23 * * *", periodic_id="insight.freeze_figures")  # UTC
@app.task(name="insight.freeze_figures", queueing_lock="insight.freeze_figures", queue="default", pass_context=False)
def freeze_every_tree(timestamp: int) -> None:
    """Freeze the figures of every tree of areas; a tree that fails does not keep the others from it."""
    from mashang.insight.acts.freezing import freeze_figures
    from mashang.insight.reads.trees import list_tops

    failed = []
    for path in list_tops():
        try:
            freeze_figures(actor=Actor.system("worker"), area_path=path)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("figures could not be frozen", failed)


@app.task(name="insight.freeze_now", queue="default")
def freeze_now(*, area_path: str, asked_at: str, user_id: int | None, membership_id: int | None) -> None:
    """Freeze today's figures of a tree as the one who asked; nothing where that was done since it was asked for."""
    from mashang.doors.standing import actor_for
    from mashang.insight.acts.freezing import freeze_figures
    from mashang.insight.models import Run

    if Run.objects.filter(area_path=area_path, kind=Run.Kind.ON_DEMAND, frozen_at__gt=asked_at).exists():
        return
    actor = Actor.system("worker")
    if user_id is not None:
        actor = actor_for(User.objects.get(pk=user_id), membership_id=membership_id or 0, face="worker")
    freeze_figures(actor=actor, area_path=area_path, kind=Run.Kind.ON_DEMAND)


@app.task(name="insight.freeze_past_months", queueing_lock="insight.freeze_past_months", queue="default")
def freeze_past_months() -> None:
    """Freeze the ends of the past twelve months where nothing is frozen, so that the lines of the cockpit have points."""
    from mashang.insight.acts.catching_up import freeze_past_figures
    from mashang.insight.reads.trees import list_tops

    for path in list_tops():
        freeze_past_figures(actor=Actor.system("worker"), area_path=path)
