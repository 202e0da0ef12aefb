"""Every field that an act writes into the trail has words, so that no page shows a raw key."""

from __future__ import annotations

import ast

import pytest
from django.utils import translation

from mashang.register.acts.towers import FIELDS as TOWER_FIELDS
from mashang.register.reads.descriptions import DESCRIBED
from mashang.trail.words import FIELD_WORDS
from tests.house import tree
from tests.spoken import unspoken

TOLD_BY = {"record", "record_many", "_tell", "_note", "Deed", "_put_on_record", "write_down"}


def keys(value: ast.expr) -> set[str]:
    """The plain keys of a dictionary that is written out, also where it is joined of several."""
    return {
        key.value
        for node in ast.walk(value)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def fields_told(module: ast.Module) -> set[str]:
    """The fields of the diffs that a module of acts writes: in calls that record, and in variables named diff."""
    told: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in TOLD_BY:
            for given in [*node.args, *(k.value for k in node.keywords if k.arg in ("diff", None))]:
                told |= keys(given)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and target.id == "diff":
                    told |= keys(node.value)
                if isinstance(target, ast.Subscript) and ast.unparse(target.value) == "diff":
                    told |= {str(target.slice.value)} if isinstance(target.slice, ast.Constant) else set()
    return told


def all_fields() -> set[str]:
    return {field for path in tree.room("acts") for field in fields_told(tree.tree(path))}


def test_every_field_that_an_act_tells_has_words() -> None:
    assert sorted((all_fields() | {*TOWER_FIELDS, *DESCRIBED}) - FIELD_WORDS.keys() - {"owner"}) == []


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_the_words_of_a_field_are_not_its_key(language: str) -> None:
    with translation.override(language):
        assert sorted(name for name, words in FIELD_WORDS.items() if str(words).isascii() and len(str(words)) > 4) == []


def test_a_field_without_words_is_seen() -> None:
    module = ast.parse(
        "def act():\n    diff = {'seen': 1}\n    diff['also'] = 2\n    record(actor=a, diff={'told': 3, **more})"
    )
    assert fields_told(module) == {"seen", "also", "told"}


def test_what_no_page_could_say_is_refused_wherever_a_test_does_a_deed() -> None:
    raw = unspoken(
        "tower.paint", "wall", {"hue": 1, "kind": ["office", "no_such"], "name": {"sealed": "00"}}, "as_wished"
    )
    assert raw == ["tower.paint", "wall", "as_wished", "hue", "kind: no_such"]
    assert unspoken("tower.edit", "tower", {"kind": ["office", "hotel"], "counts": {"new": 1}}, "as wished") == []
