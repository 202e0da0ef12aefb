"""No entry of a navigation names a page that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.urls import get_resolver

from mashang.ui.framing import Entry, Furniture


def names(furniture: Furniture) -> Iterator[str]:
    """Every url name that the furniture of a face speaks of."""

    def of(entries: tuple[Entry, ...]) -> Iterator[str]:
        for entry in entries:
            yield from (name for name in (entry.name, *entry.also) if name and not name.startswith("#"))
            yield from of(entry.children)

    yield furniture.home
    yield from of((*furniture.nav, *furniture.tabbar, *furniture.foot_links))
    if furniture.search:
        yield furniture.search


def unknown(furniture: Furniture) -> set[str]:
    return set(names(furniture)) - {key for key in get_resolver().reverse_dict if isinstance(key, str)}


@pytest.mark.parametrize("face", ["desk", "portal", "public", "account", "link"])
def test_every_entry_of_a_navigation_leads_somewhere(face: str) -> None:
    assert unknown(import_module(f"mashang.faces.{face}.nav").FURNITURE) == set()


def test_an_entry_that_leads_nowhere_is_seen() -> None:
    assert unknown(Furniture(home="desk_home", nav=(Entry(label="Conflicts", name="conflicts"),))) == {"conflicts"}
