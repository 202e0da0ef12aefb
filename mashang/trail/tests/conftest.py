from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The tests read texts by their ids, whether the catalogues are compiled or not."""
    with translation.override("en"):
        yield
