from __future__ import annotations

import pytest

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
