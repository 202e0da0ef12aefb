"""What the worker does for clocks, found by procrastinate when it starts."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor

log = logging.getLogger(__name__)


@app.periodic(cron="23 16 * * *")  # UTC: after midnight here
@app.task(name="clocks.follow_calendar", queueing_lock="clocks.follow_calendar", queue="default")
def follow_the_calendar(timestamp: int) -> None:
    """Each night: what was reckoned by an older calendar is reckoned by today's."""
    from mashang.clocks.acts.following import follow_calendar

    while reckoned := follow_calendar(actor=Actor.system("clocks")):
        log.info("calendar: %s time limits reckoned anew", reckoned)
