"""Acts are called one way, and every promise is written down."""

from __future__ import annotations

import ast
from collections.abc import Set
from functools import cache
from pathlib import Path

import pytest

from tests.house import tree

# Deeds at which nobody has come in yet, so that there is no actor to give.
BEFORE_THE_DOOR = {"note_sign_in", "note_sign_out", "note_failed_sign_in", "note_lockout"}


def in_transaction(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does the function open a transaction, by decorator or by a block?"""
    blocks = [item.context_expr for n in ast.walk(node) if isinstance(n, ast.With) for item in n.items]
    return any("transaction.atomic" in ast.unparse(part) for part in [*node.decorator_list, *blocks])


def badly_called(module: ast.Module, outside: Set[str]) -> list[str]:
    """Deeds that others call without naming every argument, or without an actor.

    `outside` are the names that modules outside the acts' own package import. A piece that only acts of the same
    app share may be called as it likes.
    """
    bad = []
    for node in tree.public(module):
        if isinstance(node, ast.ClassDef):
            continue
        positional = [argument.arg for argument in node.args.posonlyargs + node.args.args]
        keywords = {argument.arg for argument in node.args.kwonlyargs}
        if node.name not in outside or not (in_transaction(node) or "actor" in {*positional, *keywords}):
            continue
        if positional or ("actor" not in keywords and node.name not in BEFORE_THE_DOOR):
            bad.append(node.name)
    return bad


def imported_from(package: str, module: ast.Module) -> set[str]:
    """The names that a module imports from a package or from inside it."""
    return {
        alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{package}.")
        for alias in node.names
    }


@cache
def outsiders(folder: Path) -> frozenset[str]:
    """Names of this acts' package that product code outside it imports."""
    others = [other for other in tree.python() if other.parts[0] == "mashang" and not other.is_relative_to(folder)]
    mark = ".".join(folder.parts)
    return frozenset(n for other in others if mark in tree.text(other) for n in imported_from(mark, tree.tree(other)))


def acts_folder(path: Path) -> Path:
    return Path(*path.parts[: path.parts.index("acts") + 1])


def undocumented(module: ast.Module) -> list[str]:
    """Public functions and classes without a docstring."""
    return [node.name for node in tree.public(module) if not ast.get_docstring(node)]


def named(paths: list[Path], look: object) -> list[str]:
    return [f"{path}: {name}" for path in paths for name in look(tree.tree(path))]  # type: ignore[operator]


def test_every_act_is_keyword_only_with_its_actor() -> None:
    paths = tree.room("acts")
    bad = {str(path): badly_called(tree.tree(path), outsiders(acts_folder(path))) for path in paths}
    assert {path: names for path, names in bad.items() if names} == {}


@pytest.mark.parametrize("room", ["acts", "rules", "reads", "kernel"])
def test_every_act_rule_and_read_says_what_it_promises(room: str) -> None:
    assert named(tree.room(room), undocumented) == []


def test_every_model_says_what_it_holds() -> None:
    assert named(tree.room("models"), undocumented) == []


def test_a_badly_called_act_is_seen() -> None:
    source = """
def a(actor): ...
@transaction.atomic
def b(*, firm): ...
def c(*, firm):
    with transaction.atomic(): ...
def d(*, actor, firm): ...
def e(firm): ...
def shared(actor): ...
"""
    assert badly_called(ast.parse(source), {*"abcde"}) == ["a", "b", "c"]
    assert imported_from("x.acts", ast.parse("from x.acts.deeds import a, b\nfrom x.actsy import c")) == {"a", "b"}


def test_a_missing_docstring_is_seen() -> None:
    assert undocumented(ast.parse("def a(): 'Says it.'\ndef b(): ...\nclass C: ...\ndef _d(): ...")) == ["b", "C"]
