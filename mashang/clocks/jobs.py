"""What the worker does for clocks, found by procrastinate when it starts."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor

log = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="clocks.follow_calendar", queueing_lock="clocks.follow_calendar", queue="default")
def follow_the_calendar(timestamp: int) -> None:
    """Every five minutes, so soon after a start with a new calendar: what was reckoned by an older one is reckoned by it."""
    from mashang.clocks.acts.following import follow_calendar

    while reckoned := follow_calendar(actor=Actor.system("clocks")):
        log.info("calendar: %s time limits reckoned anew", reckoned)


@app.periodic(cron="* * * * *")
@app.task(name="clocks.sweep", queueing_lock="clocks.sweep", queue="quick")
def sweep_the_clocks(timestamp: int) -> None:
    """Each minute: tell of the clocks that run short and of those overdue."""
    from mashang.clocks.acts.sweeping import sweep_deadlines

    done = sweep_deadlines(actor=Actor.system("clocks"))
    if done.held:
        log.error("clocks: %s overdue at once are held until an operator releases them", done.held)
