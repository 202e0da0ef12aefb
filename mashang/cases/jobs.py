"""What the worker does for cases and visits, found by procrastinate when it starts."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor

log = logging.getLogger(__name__)


@app.periodic(cron="7 * * * *")
@app.task(name="cases.close_silent_visits", queueing_lock="cases.close_silent_visits", queue="default")
def close_the_silent_visits(timestamp: int) -> None:
    """Each hour: visits of which the firm said nothing within its time count as confirmed."""
    from mashang.cases.acts.visit_closing import close_silent_visits

    while closed := close_silent_visits(actor=Actor.system("visits")):
        log.info("visits: %s closed, nothing was said against them", closed)
