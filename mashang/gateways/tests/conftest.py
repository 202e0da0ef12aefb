from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from mashang.gateways.tests.receiver import Receiver, Reply

Answering = Callable[..., Receiver]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """Starts a service that answers so, in turn."""
    started: list[Receiver] = []

    def start(*replies: Reply) -> Receiver:
        started.append(Receiver(*replies))
        return started[-1]

    yield start
    for one in started:
        one.stop()
