"""R1: what was acknowledged is there, once, whole and told, whoever is killed; and a control that shows the faults."""

from __future__ import annotations

import time

from tests.faults.campaign.clients import Load
from tests.faults.campaign.ground import Ground
from tests.faults.campaign.judge import ROWS, Verdict, judge, read_found
from tests.faults.campaign.killers import QUEUE_STEPS, WEB_STEPS, Killers
from tests.faults.campaign.ledger import Ledger
from tests.faults.campaign.results import Result

OUTBOX = "select count(*) from notices_notice where state in ('queued', 'sending', 'failed')"
ORPHANS = """
    select count(*) from trail_requestkey k
    where k.result_kind = 'case' and not exists (select 1 from cases_case c where c.id = k.result_id)
"""
CONTROL_STEPS = ("between", "after_commit")


def kill_everything(ground: Ground, *, kills: int, requests: int, patience: float) -> Result:
    """Clients ask while web workers, the queue's worker and PostgreSQL are killed: `kills` in all, spread over the three."""
    result = Result("R1", "killed with -9 while clients ask")
    each = max(kills // 3, 4)
    killers = Killers(ground, web=kills - 2 * each if kills >= 12 else each, queue=each, postgres=each)
    load = Load(ground, Ledger(ground.folder / "ledger"))
    begun = time.monotonic()
    load.start()
    killers.start()
    try:
        load.until(lambda: killers.are_done() and load.ledger.count >= requests, patience)
    finally:
        load.stop()
    tell_load(result, load, time.monotonic() - begun)
    settle(ground, 180)
    verdict = verdict_of(ground, load.ledger)
    for who, steps in (("web", WEB_STEPS), ("queue", QUEUE_STEPS), ("postgres", ("postmaster",))):
        told = " ".join(f"{step} {killers.done[who, step]}" for step in steps)
        result.hold(
            f"{who} killed: {told}", killers.killed(who), "every step", all(killers.done[who, s] for s in steps)
        )
    result.hold("killed in all", sum(killers.done.values()), f">= {kills}", sum(killers.done.values()) >= kills)
    result.tell("longest until PostgreSQL served again, s", f"{max(killers.recovered, default=0):.1f}")
    hold_verdict(result, verdict, requests)
    result.hold("keys whose case is not there", ground.rows(ORPHANS)[0][0], "0", ground.rows(ORPHANS)[0][0] == 0)
    result.hold("notices not sent at the end", ground.rows(OUTBOX)[0][0], "0", ground.rows(OUTBOX)[0][0] == 0)
    return result


def kill_unguarded(ground: Ground, *, kills: int, patience: float) -> Result:
    """The control: the same clients and the same judge, without key and with the act in two commits."""
    result = Result("R1c", "the same without the guards: the faults must show")
    before = {one.id for one in read_found(ground.rows(ROWS))}
    killers = Killers(ground, web=kills, queue=0, postgres=0, web_steps=CONTROL_STEPS)
    load = Load(ground, Ledger(ground.folder / "ledger.control"), path="/faults/torn")
    load.start()
    killers.start()
    try:
        load.until(killers.are_done, patience)
    finally:
        load.stop()
    found = [one for one in read_found(ground.rows(ROWS)) if one.id not in before]
    verdict = judge(load.ledger.read(), found, ())
    result.tell("acknowledged", verdict.acknowledged)
    result.hold("web killed", killers.killed("web"), f"{kills}", killers.killed("web") == kills)
    result.hold("requests that made two cases", len(verdict.doubled), "> 0", bool(verdict.doubled))
    result.hold("cases half made", len(verdict.half), "> 0", bool(verdict.half))
    return result


def settle(ground: Ground, patience: float) -> None:
    """Wait until the outbox is empty; give up when nothing has left it for `patience` seconds (a lease lasts a minute)."""
    left, since = ground.rows(OUTBOX)[0][0], time.monotonic()
    while left and time.monotonic() - since < patience:
        time.sleep(0.5)
        now = ground.rows(OUTBOX)[0][0]
        if now < left:
            left, since = now, time.monotonic()


def verdict_of(ground: Ground, ledger: Ledger) -> Verdict:
    """The judge's word on everything that lies in the database."""
    return judge(ledger.read(), read_found(ground.rows(ROWS)), ground.taken_letters())


def tell_load(result: Result, load: Load, seconds: float) -> None:
    """How much was asked, and how often in vain."""
    vain = sum(1 for one in load.tries if one.status != 200)
    result.tell("seconds", f"{seconds:.0f}")
    result.tell("attempts, of them without an answer or refused", f"{len(load.tries)}, {vain}")
    result.tell("clients that gave up", load.given_up)


def hold_verdict(result: Result, verdict: Verdict, requests: int) -> None:
    """The lines of the promise."""
    result.hold("acknowledged", verdict.acknowledged, f">= {requests}", verdict.acknowledged >= requests)
    result.tell("cases there", verdict.there)
    for name, faults in (
        ("lost", verdict.lost), ("made twice", verdict.doubled), ("half made", verdict.half),
        ("gaps in the numbers", verdict.gaps), ("with a notice that was never delivered", verdict.untold),
    ):  # fmt: skip
        result.hold(name, len(faults), "0", not faults)
    result.tell("letters delivered a second time, with the same Message-ID", verdict.told_again)
