"""How long files, functions and templates may be."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house import tree

FILE, FILE_95, FUNCTION_95, TEMPLATE, TEST_FILE = 400, 250, 40, 150, 300
VIEW_HALF, VIEW_95 = 15, 30


def too_long(sizes: dict[Path, int], limit: int) -> list[str]:
    return [f"{path}: {size} lines, at most {limit}" for path, size in sizes.items() if size > limit]


def lines(paths: list[Path]) -> dict[Path, int]:
    return {path: tree.text(path).count("\n") for path in paths}


def function_sizes(module: ast.Module) -> list[int]:
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in tree.functions(module)]


def test_no_file_is_too_long() -> None:
    assert too_long(lines(tree.python()), FILE) == []


def test_most_files_are_short() -> None:
    assert tree.percentile_95(list(lines(tree.python()).values())) <= FILE_95


def test_most_functions_are_short() -> None:
    sizes = [size for path in tree.python() for size in function_sizes(tree.tree(path))]
    assert tree.percentile_95(sizes) <= FUNCTION_95


def test_most_views_are_very_short() -> None:
    paths = [path for path in tree.room("views") if path.parts[1] in {"faces", "ui"}]
    sizes = [size for path in paths for size in function_sizes(tree.tree(path))]
    assert sorted(sizes)[len(sizes) // 2] <= VIEW_HALF
    assert tree.percentile_95(sizes) <= VIEW_95


def test_no_template_is_too_long() -> None:
    assert too_long(lines(tree.templates()), TEMPLATE) == []


def test_no_test_file_is_too_long() -> None:
    assert too_long(lines(tree.tests()), TEST_FILE) == []


def test_the_measures_see_what_is_too_long() -> None:
    assert too_long({Path("a.py"): 401, Path("b.py"): 400}, FILE) == ["a.py: 401 lines, at most 400"]
    assert function_sizes(ast.parse("def f():\n    a = 1\n    return a\n")) == [3]
    assert tree.percentile_95([*range(1, 101)]) == 95
    assert tree.percentile_95([10] * 94 + [99] * 6) == 99
