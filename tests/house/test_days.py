"""Days are counted on dates. An instant moves by hours, and its day is Shanghai's, never that of UTC."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house import tree

DAYS = {"days", "weeks"}
INSTANT = re.compile(r"(?i)\b(\w*_)?(at|now)(\(\))?$|\bnow\(")


def counts_days(node: ast.AST) -> bool:
    """Is it a length in days: `timedelta(3)`, `timedelta(days=3)`, `timedelta(weeks=1)`?"""
    if not (isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta")):
        return False
    return bool(node.args) or any(keyword.arg in DAYS for keyword in node.keywords)


def lengths(module: ast.Module) -> set[str]:
    """Names of the module's constants that are lengths in days."""
    assigned = (node for node in module.body if isinstance(node, ast.Assign) and counts_days(node.value))
    return {ast.unparse(target) for node in assigned for target in node.targets} | {"ONE_DAY"}


def is_instant(node: ast.expr) -> bool:
    return bool(INSTANT.search(ast.unparse(node))) and "localtime" not in ast.unparse(node)


def muddled(module: ast.Module) -> list[str]:
    """Days added to an instant, and the day of an instant taken without its place."""
    named, found = lengths(module), []
    for node in ast.walk(module):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            sides = [node.left, node.right]
            in_days = any(counts_days(side) or ast.unparse(side).rsplit(".", 1)[-1] in named for side in sides)
            if in_days and any(is_instant(side) for side in sides):
                found.append(ast.unparse(node))
        asked = node.func if isinstance(node, ast.Call) and not node.args else None
        if isinstance(asked, ast.Attribute) and asked.attr == "date" and is_instant(asked.value):
            found.append(ast.unparse(node))
    return found


def test_no_instant_is_moved_by_days_or_asked_for_its_day_without_its_place() -> None:
    found = {str(path): muddled(tree.tree(path)) for path in tree.python() if path.parts[0] == "mashang"}
    assert {path: places for path, places in found.items() if places} == {}


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("due = timezone.now() + timedelta(days=3)", True),
        ("due = row.recorded_at - dt.timedelta(7)", True),
        ("LIFE = timedelta(days=7)\ndef f():\n    return timezone.now() + LIFE", True),
        ("day = row.recorded_at.date()", True),
        ("day = timezone.now().date()", True),
        ("until = ends_on + ONE_DAY", False),
        ("until = row.recorded_at + versions.ONE_DAY", True),
        ("due = timezone.now() + timedelta(hours=24)", False),
        ("day = timezone.localdate() + timedelta(days=3)", False),
        ("day = timezone.localtime(row.recorded_at).date()", False),
        ("day = row.span.lower + timedelta(days=1)", False),
    ],
)
def test_a_muddled_day_is_seen(source: str, seen: bool) -> None:
    assert bool(muddled(ast.parse(source))) is seen
