"""No entry of a navigation names a page that does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.urls import get_resolver

from mashang.ui.framing import Entry, Furniture
from tests.house import tree


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
    assert unknown(Furniture(home="desk_home", nav=(Entry(label="Nowhere", name="nowhere"),))) == {"nowhere"}


STYLE = re.compile(r"\.(k-[a-z0-9-]+)")
CLASSES = re.compile(r'class="([^"]*)"')


def styled() -> set[str]:
    """The design system's classes that have a rule."""
    return {
        name for sheet in tree.ROOT.glob("mashang/ui/static/ui/css/*.css") for name in STYLE.findall(sheet.read_text())
    }


def worn(source: str) -> set[str]:
    """The design system's classes that a template or a module puts on an element."""
    return {
        name for said in CLASSES.findall(source) for name in re.split(r"[^a-z0-9-]+", said) if name.startswith("k-")
    }


def test_every_class_of_the_design_system_that_is_worn_has_a_rule() -> None:
    sources = [*tree.ROOT.glob("mashang/**/templates/**/*.html"), *tree.ROOT.glob("mashang/ui/**/*.py")]
    bare = {name for path in sources if "tests" not in path.parts for name in worn(path.read_text()) - styled()}
    assert sorted(bare) == []


def test_a_class_without_a_rule_is_seen() -> None:
    assert worn('<ul class="k-dools {{ more }}"><li class="k-card link">') - styled() == {"k-dools"}
