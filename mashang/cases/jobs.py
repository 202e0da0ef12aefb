"""What the worker does for cases, found by procrastinate when it starts."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="cases.end_what_ran_out")
@app.task(name="cases.end_what_ran_out", queueing_lock="cases.end_what_ran_out", queue="default", pass_context=False)
def end_what_ran_out(timestamp: int) -> None:
    """Every ten minutes: close what the firm said nothing to, end what its papers did not come for."""
    from mashang.cases.acts.closing import close_silent_cases, let_papers_lapse

    closed, lapsed = close_silent_cases(actor=Actor.system("cases")), let_papers_lapse(actor=Actor.system("cases"))
    if closed or lapsed:
        log.info("cases: %s closed in silence, %s lapsed", closed, lapsed)
