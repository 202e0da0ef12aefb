"""What the worker does for notices, found by procrastinate when it starts."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor

REMINDED_FROM_HOUR = 8
MOST_REMINDERS = 500
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * * */2")
@app.task(name="notices.drain", queueing_lock="notices.drain", queue="quick")
def drain_outbox(timestamp: int) -> None:
    """Send what is due, every other second."""
    from mashang.notices.acts.sending import drain

    done = drain(actor=Actor.system("outbox"))
    if done.failed or done.dead:
        log.warning("notices: %s sent, %s put off, %s given up", done.sent, done.failed, done.dead)


@app.periodic(cron="17 3 * * *")
@app.task(name="notices.sweep", queueing_lock="notices.sweep", queue="quick")
def sweep_old_notices(timestamp: int) -> None:
    """Delete notices that were closed half a year ago."""
    from mashang.notices.acts.sweeping import sweep

    sweep(actor=Actor.system("outbox"))


@app.periodic(cron="7 6 * * *")
@app.task(name="notices.heads", queueing_lock="notices.heads", queue="quick")
def tell_heads_of_trail(timestamp: int) -> None:
    """Mail the newest seals of the trail to the auditors, each morning."""
    from django.utils import timezone

    from mashang.notices.acts.telling_heads import tell_heads

    tell_heads(actor=Actor.system("sealer"), on=timezone.localdate())


@app.periodic(cron="*/10 * * * *")
@app.task(name="notices.remind", queueing_lock="notices.remind", queue="quick")
def tell_reminders_of_today(timestamp: int) -> None:
    """Tell people of what they wanted to be reminded of, from eight in the morning, as clocks here show it."""
    from django.utils import timezone

    from mashang.notices.acts.reminding import tell_reminders

    if timezone.localtime().hour >= REMINDED_FROM_HOUR:
        while tell_reminders(actor=Actor.system("reminders")) == MOST_REMINDERS:
            continue


@app.periodic(cron="* * * * * */20")
@app.task(name="jobs.stand_up", queueing_lock="jobs.stand_up", queue="quick")
async def stand_up_stalled_jobs(timestamp: int) -> None:
    """Run again what a killed worker left half done; every job bears that, because acts are whole or nothing."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(job)
