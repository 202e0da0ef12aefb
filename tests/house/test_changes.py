"""Nothing changes behind an act's back, and nothing is set behind env.py's."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import tree

# Where the process's own environment is met: settings are read in one place, the launcher makes those of its children.
# The terminal's language is the user's, not a setting of the platform.
MEETS_THE_ENVIRONMENT = ("mashang/project/env.py", "mashang/project/launch/", "mashang/cli/terminal.py")


def overrides(module: ast.Module) -> list[str]:
    """Classes of a models module that write `save` or `delete` anew."""
    return [
        f"{node.name}.{part.name}"
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name in {"save", "delete", "asave", "adelete"}
    ]


def model_signals(module: ast.Module) -> bool:
    """Is business hung on Django's signals of models?"""
    return any(
        isinstance(node, ast.ImportFrom)
        and (
            node.module == "django.db.models.signals"
            or (node.module == "django.db.models" and "signals" in names(node))
        )
        for node in ast.walk(module)
    )


def names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def environment_reads(module: ast.Module) -> list[int]:
    """Lines that read `os.environ` or `os.getenv`; `setdefault` and assignments to one's own process are no reading."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"os.getenv", "os.environ.get"}:
            found.append(node.lineno)
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Load)
            and ast.unparse(node.value) == "os.environ"
        ):
            found.append(node.lineno)
    return found


def product() -> list[Path]:
    return [path for path in tree.python() if path.parts[0] == "mashang"]


def test_no_model_writes_save_or_delete_anew() -> None:
    assert [f"{p}: {name}" for p in tree.room("models") for name in overrides(tree.tree(p))] == []


def test_no_business_hangs_on_signals_of_models() -> None:
    assert [str(path) for path in product() if model_signals(tree.tree(path))] == []


def test_settings_are_read_in_one_place() -> None:
    others = [path for path in product() if not str(path).startswith(MEETS_THE_ENVIRONMENT)]
    assert [f"{p}:{line}" for p in others for line in environment_reads(tree.tree(p))] == []


def test_a_save_written_anew_is_seen() -> None:
    assert overrides(ast.parse("class Firm(Model):\n    def save(self): ...\n    def full_name(self): ...")) == [
        "Firm.save"
    ]


@pytest.mark.parametrize(
    "line", ["from django.db.models.signals import post_save", "from django.db.models import signals"]
)
def test_a_signal_of_models_is_seen(line: str) -> None:
    assert model_signals(ast.parse(line))
    assert not model_signals(ast.parse("from django.db.models import Q"))


def test_a_setting_read_elsewhere_is_seen() -> None:
    source = "a = os.environ['A']\nb = os.environ.get('B')\nos.environ['C'] = '1'\nos.environ.setdefault('D', '1')"
    assert sorted(environment_reads(ast.parse(source))) == [1, 2]
