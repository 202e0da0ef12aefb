"""The judge of the campaigns sees what it is there to see."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mashang.notices.rules.keys import message_id
from tests.faults.campaign.__main__ import SHORT, campaigns, carry_out
from tests.faults.campaign.clients import percentile
from tests.faults.campaign.judge import MAIL_DOMAIN, WHOLE, Found, Verdict, judge
from tests.faults.campaign.ledger import Acknowledged, Ledger
from tests.faults.campaign.results import Result

MAILS = {n: (f"case.received:case:{n}:open:1:mail", f"case.given:case:{n}:open:2:mail") for n in (1, 2, 3)}


def found(n: int) -> Found:
    """A whole case."""
    return Found(n, f"token{n}", f"Q-2026-{n:04d}", 5, due_is_kept=True, parts=dict(WHOLE), mails=MAILS[n])


def told(n: int) -> Acknowledged:
    """What a client was told of it."""
    return Acknowledged(f"token{n}", n, f"Q-2026-{n:04d}")


ALL = [found(n) for n in MAILS]
LETTERS = [message_id(key, MAIL_DOMAIN) for keys in MAILS.values() for key in keys]


def test_a_world_in_which_all_is_well_is_held_to_be_so() -> None:
    verdict = judge([told(n) for n in MAILS], ALL, LETTERS)
    assert verdict == Verdict(acknowledged=3, there=3)
    assert verdict.holds


def test_a_letter_delivered_twice_is_counted_and_no_fault() -> None:
    verdict = judge([told(1)], ALL, [*LETTERS, LETTERS[0], LETTERS[0]])
    assert verdict.holds
    assert verdict.told_again == 2


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (lambda cases: cases[:2], "lost"),
        (lambda cases: [*cases[:2], replace(cases[2], number="Q-2026-0009")], "lost"),
        (lambda cases: [*cases, replace(cases[0], id=9, number="Q-2026-0004")], "doubled"),
        *(
            (lambda cases, part=part: [*cases[:2], replace(cases[2], parts={**WHOLE, part: 0})], "half")
            for part in WHOLE
        ),
        (lambda cases: [*cases[:2], replace(cases[2], due_is_kept=False)], "half"),
        (lambda cases: [*cases[:2], replace(cases[2], mails=MAILS[3][:1])], "half"),
        (lambda cases: cases[1:], "gaps"),
        (lambda cases: [*cases[:2], replace(cases[2], number="Q-2026-0002")], "gaps"),
    ],
)
def test_a_planted_fault_is_seen(plant: Callable[[list[Found]], list[Found]], fault: str) -> None:
    verdict = judge([told(n) for n in MAILS], plant(ALL), LETTERS)
    assert getattr(verdict, fault)
    assert not verdict.holds


def test_a_letter_that_never_went_is_seen() -> None:
    verdict = judge([told(n) for n in MAILS], ALL, LETTERS[1:])
    assert verdict.untold == ["token1"]
    assert not verdict.holds


def test_the_ledger_keeps_what_it_was_told_across_processes(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.write(told(1))
    Ledger(tmp_path / "ledger").write(told(2))
    assert ledger.read() == [told(1), told(2)]


def test_a_campaign_is_good_only_when_each_bar_is_met_and_there_is_one() -> None:
    result, good = Result("R0", "nothing"), list[bool]()
    result.tell("seen", 3)
    good.append(result.good)
    result.hold("lost", 0, "0", good=True)
    good.append(result.good)
    result.hold("late", 1, "0", good=False)
    good.append(result.good)
    assert good == [False, True, False]
    assert "✗ late" in result.table()


def test_the_ninety_ninth_part_is_that_of_the_slow_ones() -> None:
    assert percentile([float(n) for n in range(100)], 0.99) == 99
    assert percentile([], 0.99) == 0


def test_a_trap_kills_the_process_that_passes_it_once(tmp_path: Path) -> None:
    (tmp_path / "trap.here").touch()
    step = "from tests.faults.campaign.child.traps import pass_by; pass_by('here'); print('alive')"
    environment = {**os.environ, "FAULTS_FOLDER": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    ends = [
        subprocess.run([sys.executable, "-c", step], env=environment, capture_output=True, text=True, check=False)
        for _turn in range(2)
    ]
    assert [(end.returncode, end.stdout.strip()) for end in ends] == [(-9, ""), (0, "alive")]


@pytest.mark.slow
@pytest.mark.skipif("FAULTS" not in os.environ, reason="takes minutes: script/faults --short runs it, or FAULTS=1")
@pytest.mark.parametrize("code", ["R1", "R4"])
def test_a_short_campaign_meets_every_bar(code: str) -> None:
    results = carry_out(campaigns(replace(SHORT, kills=8, requests=60))[code])
    assert [result.table() for result in results if not result.good] == []
