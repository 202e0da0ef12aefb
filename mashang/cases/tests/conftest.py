from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from mashang.cases.tests.make import own_firm
from mashang.register.tests.stewards import load_keys
from tests.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The areas and one person per role."""
    return make_cast()


@pytest.fixture
def firm(cast: Cast) -> int:
    """A firm with an owner and a member of the story, and the keys of what may be known of firms."""
    load_keys()
    return own_firm(cast)


@pytest.fixture
def monday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The office's own time: Monday 6 July 2026, 08:40."""
    now = datetime(2026, 7, 6, 8, 40, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now
