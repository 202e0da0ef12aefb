"""What the worker does for the trail, found by procrastinate when it starts."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor


@app.periodic(cron="* * * * * */2")
@app.task(name="trail.seal", queueing_lock="trail.seal", queue="quick")
def seal_trail(timestamp: int) -> None:
    """Seal what is new, every other second."""
    from mashang.trail.acts.sealing import seal_new_entries

    seal_new_entries(actor=Actor.system("sealer"))


@app.periodic(cron="37 3 * * *")
@app.task(name="trail.sweep", queueing_lock="trail.sweep", queue="quick")
def sweep_keys(timestamp: int) -> None:
    """Delete request keys older than 30 days."""
    from mashang.trail.acts.sweeping import sweep_request_keys

    sweep_request_keys(actor=Actor.system("sweeper"))
