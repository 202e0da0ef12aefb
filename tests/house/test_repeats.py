"""What stands twice word for word belongs in one place that both import."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.house import tree

LINES = 6  # a shorter piece says the same thing twice by chance


def repeated(modules: Iterable[tuple[str, ast.Module]]) -> dict[str, list[str]]:
    """Functions and classes of several lines whose bodies are equal, whatever they are called."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, module in modules:
        for node in [n for n in module.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]:
            body = "\n".join(ast.unparse(part) for part in node.body)
            if body.count("\n") >= LINES - 1:
                places[body].append(f"{path} {node.name}")
    return {found[0]: found[1:] for found in places.values() if len(found) > 1}


def test_no_piece_of_the_product_stands_twice_word_for_word() -> None:
    paths: list[Path] = [path for path in tree.python() if path.parts[0] == "mashang"]
    assert repeated((str(path), tree.tree(path)) for path in paths) == {}


def test_a_piece_that_stands_twice_is_seen() -> None:
    long = "\n".join(f"    x{n} = {n}" for n in range(LINES))
    one, other = ast.parse(f"def a():\n{long}"), ast.parse(f"def b():\n{long}")
    assert repeated([("one", one), ("other", other)]) == {"one a": ["other b"]}
