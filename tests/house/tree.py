"""The files of the house, as the rules look at them."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "mashang"
Source = tuple[Path, ast.Module]


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project: what git holds or would hold, relative to the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = sorted(set(listed.stdout.split("\0")) - {""})
    return tuple(Path(name) for name in names if (ROOT / name).is_file())


@cache
def text(path: Path) -> str:
    """The text of a file, relative or absolute; bytes that are no UTF-8 count as one odd character."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@cache
def tree(path: Path) -> ast.Module:
    """The parsed Python of a file."""
    return ast.parse(text(path), filename=str(path))


def python(*, migrations: bool = False, tests: bool = False) -> list[Path]:
    """Python files of the product; migrations and tests only when asked for."""
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and ("migrations" in path.parts) <= migrations
        and ("tests" in path.parts or path.name == "conftest.py") <= tests
    ]


def tests() -> list[Path]:
    """Python files of tests, wherever they stand."""
    return [path for path in python(tests=True) if "tests" in path.parts or path.name == "conftest.py"]


def templates() -> list[Path]:
    """Every HTML template."""
    return [path for path in files() if path.suffix == ".html" and "templates" in path.parts]


def room(name: str) -> list[Path]:
    """Product modules in the rooms of one name (`acts`, `reads`, `rules`, `models`, `views`)."""
    return [path for path in python() if path.parts[0] == "mashang" and (name in path.parts or path.stem == name)]


def functions(module: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def public(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Functions and classes that others may import: defined at the top, without a leading underscore."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


@cache
def project() -> dict[str, object]:
    """The parsed pyproject.toml."""
    return tomllib.loads(text(Path("pyproject.toml")))


def percentile_95(values: list[int]) -> int:
    """The value that 95 of 100 do not exceed; 0 for none."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)] if values else 0
