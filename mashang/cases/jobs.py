"""What the worker does for cases, found by procrastinate when it starts."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from procrastinate.contrib.django import app

from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="cases.end_what_ran_out")
@app.task(name="cases.end_what_ran_out", queueing_lock="cases.end_what_ran_out", queue="default", pass_context=False)
def end_what_ran_out(timestamp: int) -> None:
    """Every ten minutes: close what the firm said nothing to, end what its papers did not come for, recheck what was carried."""
    from mashang.cases.acts.closing import close_silent_cases, let_papers_lapse
    from mashang.cases.acts.rulings import recheck_carried

    closed, lapsed = close_silent_cases(actor=Actor.system("cases")), let_papers_lapse(actor=Actor.system("cases"))
    taken_up = recheck_carried(actor=Actor.system("cases"))
    if closed or lapsed or taken_up:
        log.info("cases: %s closed in silence, %s lapsed, %s taken up again", closed, lapsed, taken_up)


@app.periodic(cron="27 19 * * *", periodic_id="cases.sweep_files")  # UTC: at night here
@app.task(name="cases.sweep_files", queueing_lock="cases.sweep_files", queue="default", pass_context=False)
def sweep_bytes(timestamp: int) -> None:
    """Each night: delete bytes that no row points to."""
    from mashang.cases.acts.attaching import sweep_files

    gone = sweep_files(actor=Actor.system("files"))
    if gone:
        log.info("cases: %s files without a row deleted", gone)


@app.periodic(cron="7 * * * *", periodic_id="cases.close_silent_visits")
@app.task(
    name="cases.close_silent_visits", queueing_lock="cases.close_silent_visits", queue="default", pass_context=False
)
def close_the_silent_visits(timestamp: int) -> None:
    """Each hour: visits of which the firm said nothing within its time count as confirmed."""
    from mashang.cases.acts.visit_closing import close_silent_visits

    if closed := close_silent_visits(actor=Actor.system("visits")):
        log.info("visits: %s closed, nothing was said against them", closed)


@app.periodic(cron="43 18 * * *", periodic_id="cases.adopt_orphans")  # UTC: at night here
@app.task(name="cases.adopt_orphans", queueing_lock="cases.adopt_orphans", queue="default", pass_context=False)
def adopt_orphans(timestamp: int) -> None:
    """Each night: open cases whose officer may not handle them go to whoever may; heads hear of departments without anybody."""
    from mashang.cases.acts.absences import adopt_orphan_cases
    from mashang.cases.acts.orphans import tell_of_orphans

    if adopted := adopt_orphan_cases(actor=Actor.system("cases")):
        log.info("cases: %s without a fit officer given to another", adopted)
    if alone := tell_of_orphans(actor=Actor.system("cases")):
        log.info("cases: %s summonses of departments for which nobody answers", alone)


@app.task(name="cases.take_tickets_in", queue="default")
def take_tickets_in(*, import_id: int) -> None:
    """Take in a file of tickets that is too large to wait for, as the one who asked; a fault is told on its page."""
    from mashang.cases.acts.ticket_taking import actor_of, finish_tickets, stop_taking
    from mashang.cases.models import TicketImport
    from mashang.register.jobs import fault

    try:
        finish_tickets(actor=actor_of(TicketImport.objects.get(pk=import_id)), import_id=import_id)
    except Refused as refusal:
        stop_taking(import_id, refusal)
    except Exception:
        log.exception("tickets %s could not be taken in", import_id)
        stop_taking(import_id, fault())


@app.periodic(cron="*/5 * * * *", periodic_id="cases.sweep_tickets")
@app.task(name="cases.sweep_tickets", queueing_lock="cases.sweep_tickets", queue="default", pass_context=False)
def sweep_ticket_files(timestamp: int) -> None:
    """Take up files of tickets whose job was lost, and forget the cells of old ones."""
    from mashang.cases.acts.ticket_taking import sweep_tickets

    if done := sweep_tickets(actor=Actor.system("cases")):
        log.info("files of tickets: %s taken up again or forgotten", done)


@app.periodic(cron="13 * * * *", periodic_id="cases.recount_rates")
@app.task(name="cases.recount_rates", queueing_lock="cases.recount_rates", queue="default", pass_context=False)
def recount_the_rates(timestamp: int) -> None:
    """Each hour: count the promises of this month and the one before anew; at night (20 o'clock UTC) those of a whole year."""
    from mashang.cases.acts.counting import recount_rates

    at_night = datetime.fromtimestamp(timestamp, UTC).hour == 20
    recount_rates(actor=Actor.system("rates"), months=13 if at_night else 2)
