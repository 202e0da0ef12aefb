from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from mashang.clocks import followers
from mashang.clocks.reads import grounds
from mashang.clocks.tests.make import CLOCK, OTHER, at


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clocks alone, whatever the content says."""
    monkeypatch.setattr(grounds, "load_clocks", lambda: (CLOCK, OTHER))


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets what the time is."""

    def set_to(text: str) -> None:
        monkeypatch.setattr(timezone, "now", lambda: at(text))

    return set_to


@pytest.fixture
def following(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody follows but who the test says."""
    monkeypatch.setattr(followers, "_followers", {})
