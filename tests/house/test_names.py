"""Names say what a thing is for."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import tree

# A module of one of these names gathers what has no home.
HOMELESS = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "base",
    "manager",
    "managers",
    "service",
    "services",
}


def homeless(path: Path) -> bool:
    return bool(HOMELESS & {path.stem, *path.parts[:-1]})


def foreign_names(module: ast.Module) -> list[str]:
    named = [n.name for n in ast.walk(module) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
    named += [n.id for n in ast.walk(module) if isinstance(n, ast.Name)]
    named += [n.arg for n in ast.walk(module) if isinstance(n, ast.arg)]
    return sorted({name for name in named if not name.isascii()})


def test_no_module_is_a_place_for_leftovers() -> None:
    assert [str(path) for path in tree.python(tests=True) if homeless(path)] == []


def test_code_is_named_in_english() -> None:
    found = {str(path): foreign_names(tree.tree(path)) for path in tree.python(tests=True)}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("path", ["mashang/register/utils.py", "mashang/common/x.py", "mashang/ui/base.py"])
def test_a_place_for_leftovers_is_seen(path: str) -> None:
    assert homeless(Path(path))


def test_a_foreign_name_is_seen() -> None:
    assert foreign_names(ast.parse("def 楼(层): return 层")) == ["层", "楼"]
