"""The one next step by the standing of a case."""

from __future__ import annotations

import pytest

from mashang.cases.rules.next_step import Standing, next_step
from mashang.cases.rules.states import ENDED, MOVES, OPEN


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        (Standing(state="received"), ("office", "take")),
        (Standing(state="in_hand"), ("office", "answer")),
        (Standing(state="supplement"), ("firm", "papers_in")),
        (Standing(state="called", called=2, answered=1), ("department", "urge")),
        (Standing(state="called", called=2, answered=2), ("office", "answer")),
        (Standing(state="called", called=2, answered=1, rulings=1), ("head", "rule")),
        (Standing(state="in_hand", at_gate=True), ("head", "gate")),
        (Standing(state="special"), ("outside", "end_special")),
        (Standing(state="done_waiting"), ("firm", "")),
        (Standing(state="closed"), ("nobody", "")),
        (Standing(state="closed", callback=True), ("head", "call_back")),
    ],
)
def test_whose_turn_it_is_and_what_leads_on(standing: Standing, told: tuple[str, str]) -> None:
    step = next_step(standing)
    assert (step.turn, step.act) == told


def test_papers_are_offered_once_a_round() -> None:
    assert "ask_papers" in next_step(Standing(state="in_hand")).others
    assert "ask_papers" not in next_step(Standing(state="in_hand", papers_asked=True)).others


@pytest.mark.parametrize("state", [*OPEN, *ENDED])
def test_every_state_has_a_next_step_that_leads_on_from_it(state: str) -> None:
    step = next_step(Standing(state=state))
    for act in filter(None, (step.act, *step.others)):
        assert (state, act) in MOVES
