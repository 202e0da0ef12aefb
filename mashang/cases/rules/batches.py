"""When cases make a batch, how a batch goes, and what of an item is signed. Pure.

Source: 20 or more matters of one kind from one park or tower are handled together on site, each within 7 working days of
the acceptance. "以上" includes the number itself: 20 make a batch, 19 do not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from mashang.kernel.errors import Refused, Text
from mashang.kernel.text import _

SMALLEST: Final = 20
CLOCK: Final = "batch"
FREE: Final = ("received", "accepted", "in_hand")  # states in which a case may be gathered into a batch
ENDING: Final = ("done", "cannot")  # results after which nothing is left to do
GOING: Final = ("accepted", "planned", "on_site")

MOVES: dict[tuple[str, str], str] = {
    ("gathering", "propose"): "proposed",
    ("proposed", "gather"): "proposed",
    ("proposed", "accept"): "accepted",
    ("proposed", "decline"): "finished",
    ("accepted", "plan"): "planned",
    ("planned", "plan"): "planned",
    ("on_site", "plan"): "on_site",
    ("planned", "start_day"): "on_site",
    ("on_site", "start_day"): "on_site",
    ("accepted", "finish"): "finished",
    ("planned", "finish"): "finished",
    ("on_site", "finish"): "finished",
}
_WHY: Mapping[str, Text] = {
    "gathering": _("This batch is still being gathered."),
    "proposed": _("The department has not accepted this batch yet."),
    "accepted": _("This batch has no plan yet."),
    "planned": _("This batch is planned and has not begun."),
    "on_site": _("The team is on site."),
    "finished": _("This batch is finished."),
}


def makes_batch(count: int) -> bool:
    """Do so many cases of one item in one place make a batch? 20 do, 19 do not."""
    return count >= SMALLEST


def next_batch_state(state: str, act: str) -> str:
    """The state that a step of a batch leads to; refuses (`not_now`) one that does not lead on from here."""
    if (state, act) not in MOVES:
        raise Refused("not_now", _WHY[state], mend=_("Load the page again to see what may be done now."))
    return MOVES[state, act]


def may_step_batch(state: str, act: str) -> bool:
    """Does this step of a batch lead on from here?"""
    return (state, act) in MOVES


def digest_signed(
    *, batch: str, case: str, firm: str, item: str, result: str, words: str, at: datetime, picture: str = ""
) -> str:
    """The digest (SHA-256) of what a firm signs: whose matter it is, what came of it, when, and the picture's own digest.

    Equal contents give equal digests; anything changed afterwards gives another.
    """
    told = [batch, case, firm, item, result, words, at.astimezone().isoformat(timespec="seconds"), picture]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()
