"""R3: PostgreSQL is restarted; once it is back no request fails on a connection that is stale."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter

from tests.faults.campaign.clients import Load
from tests.faults.campaign.ground import Ground
from tests.faults.campaign.killing import verdict_of
from tests.faults.campaign.ledger import Ledger
from tests.faults.campaign.results import Result

RECOVERY = 30.0
WATCHED = 8.0  # seconds after each restart in which every answer is looked at


def restart_postgres(ground: Ground, *, times: int) -> Result:
    """Restart as an operator does (fast shutdown) under load, several times."""
    result = Result("R3", f"PostgreSQL restarted {times} times under load")
    load = Load(ground, Ledger(ground.folder / "ledger"), clients=8, pace=0.2)
    load.start()
    time.sleep(4)
    recoveries, stale = list[float](), Counter[int]()
    for _turn in range(times):
        begun, pid = time.monotonic(), ground.postgres.pid
        os.kill(pid, signal.SIGINT)
        while ground.postgres.pid == pid or ground.postgres.poll() is not None:
            time.sleep(0.02)
        ground.rows("select 1")
        back = time.monotonic()
        time.sleep(WATCHED)
        after = [one for one in list(load.tries) if one.begun >= back]
        good = [one.ended for one in load.tries if one.begun >= begun and one.status == 200 and one.ended > back]
        recoveries.append(min(good, default=begun + 999) - begun)
        stale.update(one.status for one in after if one.status != 200)
    load.stop()
    verdict = verdict_of(ground, load.ledger)
    during = sum(1 for one in load.tries if one.status != 200) - stale.total()
    result.tell("attempts, of them failed while it was away", f"{len(load.tries)}, {during}")
    result.hold("failed after it was back", stale.total(), "0", not stale)
    slowest = max(recoveries)
    result.hold("longest from the order to the first good answer, s", f"{slowest:.1f}", "<= 30", slowest <= RECOVERY)
    result.hold("lost", len(verdict.lost), "0", not verdict.lost)
    result.hold(
        "half made or made twice", len(verdict.half) + len(verdict.doubled), "0", not (verdict.half or verdict.doubled)
    )
    return result
