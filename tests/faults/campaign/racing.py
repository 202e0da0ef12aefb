"""R4: one key, raced by many at once; and a control that looks first instead of claiming the key."""

from __future__ import annotations

import threading
import uuid
from collections import Counter

from tests.faults.campaign.clients import Load
from tests.faults.campaign.ground import Ground
from tests.faults.campaign.ledger import Ledger
from tests.faults.campaign.results import Result

MADE = "select title, count(*) from cases_case where title like %s group by 1"


def race_one_key(ground: Ground, *, keys: int, threads: int = 32) -> Result:
    """`keys` requests, each sent by `threads` at the same moment under one key."""
    result = Result("R4", f"one key, {threads} at once, {keys} keys")
    made, answers = _raced(ground, "/faults/open", "r4-", keys, threads)
    result.hold(
        "requests that made one record", f"{list(made.values()).count(1)} of {keys}", "all", _one_each(made, keys)
    )
    result.hold("threads that were told the same case", answers, f"{keys * threads}", answers == keys * threads)
    control, _answers = _raced(ground, "/faults/looked", "r4c-", keys, threads)
    worst = max(control.values(), default=0)
    result.hold("control that looks first: most records of one request", worst, "> 1", worst > 1)
    return result


def _one_each(made: Counter[str], keys: int) -> bool:
    return len(made) == keys and set(made.values()) == {1}


def _raced(ground: Ground, path: str, mark: str, keys: int, threads: int) -> tuple[Counter[str], int]:
    """How many records each request made, and how many threads were told the first one's case."""
    load = Load(ground, Ledger(ground.folder / f"ledger.{mark}"), path=path)
    for n in range(keys):
        gate, key, token = threading.Barrier(threads), uuid.uuid4(), f"{mark}{n}"

        def one(gate: threading.Barrier = gate, key: uuid.UUID = key, token: str = token, n: int = n) -> None:
            gate.wait(30)
            load.ask_for(ground.askers[n % len(ground.askers)], token, key)

        racers = [threading.Thread(target=one) for _ in range(threads)]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
    told = Counter((one.token, one.case) for one in load.ledger.read())
    most = Counter[str]()
    for (token, _case), count in told.items():
        most[token] = max(most[token], count)
    return Counter(dict(ground.rows(MADE, f"{mark}%"))), most.total()
