from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast, make_cast

NUMBERED = ("pk", "version")


@pytest.fixture
def cast(settings: Any, db: None) -> Cast:
    """Two districts with everyone in them; no second factor, so that a page is reached at once."""
    settings.DEMO = True
    return make_cast()


@pytest.fixture
def head(cast: Cast) -> Client:
    """A section head, who may open most pages of the register."""
    return client_of(cast, "section_head")


def client_of(cast: Cast, login: str) -> Client:
    """A browser in which this person is signed in; a page that breaks answers 500 instead of raising."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.user(login))
    return client


def addresses(number: int = 1, word: str = "tower") -> list[str]:
    """Every address of the platform, its numbers and words filled in."""
    return sorted({f"/{route}" for route in _routes(get_resolver().url_patterns, "", str(number), word)})


def _routes(patterns: list[Any], before: str, number: str, word: str) -> list[str]:
    import re

    found: list[str] = []
    for one in patterns:
        route = before + str(one.pattern).replace("^", "").replace("$", "")
        if isinstance(one, URLResolver):
            found += _routes(one.url_patterns, route, number, word)
        elif isinstance(one, URLPattern) and "(" not in route:
            filled = re.sub(r"<int:\w+>", number, route)
            filled = re.sub(r"<uuid:\w+>", "01890000-0000-7000-8000-000000000001", filled)
            found.append(re.sub(r"<(?:\w+:)?\w+>", word, filled))
    return found
