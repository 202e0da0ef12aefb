"""R6: the clock of web and worker jumps by an hour and by a day, and back."""

from __future__ import annotations

import json
import time
from typing import Any

from mashang.clocks.rules.escalating import most_at_once
from tests.faults.campaign.clients import Load
from tests.faults.campaign.ground import Ground
from tests.faults.campaign.judge import ROWS, gaps_of, read_found
from tests.faults.campaign.ledger import Ledger
from tests.faults.campaign.results import Result

HOUR, DAY = 3600.0, 86_400.0
JUMPS = (0.0, HOUR, 0.0, DAY, 0.0, -HOUR, 0.0)
DISORDER = """
    select count(*) from (
        select number, lag(number) over (partition by area_id order by id) as before, area_id from cases_case
        where title not like 'r4%%'
    ) c where split_part(number, '-', 3)::int < split_part(before, '-', 3)::int
"""
CLOCKS = """
    select count(*) filter (where d.due_at <= d.start_at or d.warn_at > d.due_at),
        count(*) filter (where d.due_at <> h.due_after),
        count(*) filter (where d.state = 'running')
    from clocks_deadline d join lateral (
        select due_after from clocks_deadlinechange where deadline_id = d.id order by id desc limit 1
    ) h on true
"""
TOLD = "select count(*) from clocks_deadline where overdue_told_at is not null"
HELD = (
    "select count(*) from clocks_deadline where held_at is not null and overdue_told_at is null and state = 'running'"
)


def jump(ground: Ground, *, cases: int) -> Result:
    """At each place of the clock some urgent cases are opened, then the clocks are swept."""
    result = Result("R6", "the clock jumps by an hour and by a day, and back")
    told, worst, kept_back, held_after = _told(ground), "", True, list[int]()
    for seconds in JUMPS:
        ground.move_clock(seconds)
        _open(ground, cases)
        open_clocks = ground.rows(CLOCKS)[0][2]
        allowed = most_at_once(open_clocks)
        swept = _sweep(ground)
        now = _told(ground)
        kept_back &= now - told <= allowed
        worst = f"{worst} {now - told}/{swept['held']}"
        told = now
        held_after.append(ground.rows(HELD)[0][0])
    wrong, unlike, running = ground.rows(CLOCKS)[0]
    backward = ground.rows(DISORDER)[0][0]
    result.tell("clocks that run at the end", running)
    result.tell("told/held at 0 +1h 0 +1d 0 -1h 0", worst.strip())
    result.hold(
        "told at once of overdue clocks", "within bound" if kept_back else "too many", "<= max(20, 1 %)", kept_back
    )
    # What was opened while the clock stood an hour behind is past due when it is right again, and may be held: no jump.
    right_again = [held_after[2], held_after[4]]
    result.hold("held once the clock is right again, after +1h, +1d", right_again, "[0, 0]", right_again == [0, 0])
    result.hold("numbers that go backward in order of opening", backward, "0", backward == 0)
    gaps = gaps_of(read_found(ground.rows(ROWS)))
    result.hold("gaps in the numbers", len(gaps), "0", not gaps)
    result.hold("due before they begin, or warning after they are due", wrong, "0", wrong == 0)
    result.hold("due instants that no change explains", unlike, "0", unlike == 0)
    ground.move_clock(0)
    return result


def _open(ground: Ground, cases: int) -> None:
    """Emergency cases: their clocks are an hour and a day by the wall clock."""
    ledger = Ledger(ground.folder / "ledger.jumps")
    load = Load(ground, ledger, clients=4, said={"priority": "emergency"}).start()
    load.until(lambda: ledger.count >= cases, 180)
    load.stop()


def _sweep(ground: Ground) -> dict[str, Any]:
    time.sleep(1)  # the clock's file is read anew by every process
    _status, said = ground.ask("POST", "/faults/sweep")
    answer: dict[str, Any] = json.loads(said)
    return answer


def _told(ground: Ground) -> int:
    return int(ground.rows(TOLD)[0][0])
