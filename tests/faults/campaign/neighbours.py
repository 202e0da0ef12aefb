"""R2: whoever letters go to is down, refusing or hanging; the desk does not notice, and all is delivered after."""

from __future__ import annotations

import time

from tests.faults.campaign.clients import Load, percentile
from tests.faults.campaign.ground import Ground
from tests.faults.campaign.killing import settle, verdict_of
from tests.faults.campaign.ledger import Ledger
from tests.faults.campaign.results import Result

SLOWER = 1.2
LEAST = 0.005  # seconds: below this a difference of percents is a difference of nothing


def take_mail_down(ground: Ground, *, minutes: float) -> Result:
    """Half of the time the mail server refuses, half of it hangs; stretches with it up lie before, between and after."""
    result = Result("R2", f"mail down for {minutes:g} minutes, refusing and hanging")
    load = Load(ground, Ledger(ground.folder / "ledger"), clients=4, pace=0.25)
    load.start()
    time.sleep(5)
    stretch = minutes * 60 / 2
    up: list[float] = []
    down: list[float] = []
    for change in (ground.stop_sink, ground.hang_sink):
        up += _watched(load, stretch / 2)
        change()
        down += _watched(load, stretch)
        ground.stop_sink()
        ground.start_sink()
        time.sleep(2)  # what waited begins to flow
    up += _watched(load, stretch / 2)
    load.stop()
    begun = time.monotonic()
    settle(ground, 180)
    verdict = verdict_of(ground, load.ledger)
    before, during = percentile(up, 0.99), percentile(down, 0.99)
    result.tell("requests with mail up, down", f"{len(up)}, {len(down)}")
    result.tell("p50 with mail up, down, ms", f"{percentile(up, 0.5) * 1000:.0f}, {percentile(down, 0.5) * 1000:.0f}")
    result.tell("p99 with mail up, ms", f"{before * 1000:.0f}")
    result.hold(
        "p99 with mail down, ms", f"{during * 1000:.0f}", "<= 1.2 x with mail up",
        during <= max(before * SLOWER, before + LEAST),
    )  # fmt: skip
    refused = sum(1 for one in load.tries if one.status != 200)
    result.hold("attempts not answered well", refused, "0", refused == 0)
    result.hold("lost", len(verdict.lost), "0", not verdict.lost)
    result.hold(
        "half made or made twice", len(verdict.half) + len(verdict.doubled), "0", not (verdict.half or verdict.doubled)
    )
    result.hold("with a notice that was never delivered", len(verdict.untold), "0", not verdict.untold)
    result.tell("seconds until the last letter was delivered", f"{time.monotonic() - begun:.0f}")
    return result


def _watched(load: Load, seconds: float) -> list[float]:
    """How long requests took that began and ended in the coming seconds."""
    begun = time.monotonic()
    time.sleep(seconds)
    return [one.ended - one.begun for one in list(load.tries) if one.begun >= begun]
