"""What the worker does for cases, found by procrastinate when it starts."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor


@app.periodic(cron="27 19 * * *")  # UTC: at night here
@app.task(name="cases.sweep_files", queueing_lock="cases.sweep_files", queue="default")
def sweep_files(timestamp: int) -> None:
    """Delete bytes that no row points to."""
    from mashang.cases.acts.attaching import sweep_orphans

    sweep_orphans(actor=Actor.system("files"))
