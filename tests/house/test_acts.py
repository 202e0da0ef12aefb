"""Acts are called one way, and every promise is written down."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house import tree

# Deeds at which nobody has come in yet, so that there is no actor to give.
BEFORE_THE_DOOR = {"note_sign_in", "note_sign_out", "note_failed_sign_in", "note_lockout"}


def in_transaction(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Does the function open a transaction, by decorator or by a block?"""
    blocks = [item.context_expr for n in ast.walk(node) if isinstance(n, ast.With) for item in n.items]
    return any("transaction.atomic" in ast.unparse(part) for part in [*node.decorator_list, *blocks])


def badly_called(module: ast.Module) -> list[str]:
    """Acts, that is public functions with a transaction or an actor, that are not keyword-only with `actor`."""
    bad = []
    for node in tree.public(module):
        if isinstance(node, ast.ClassDef):
            continue
        positional = [argument.arg for argument in node.args.posonlyargs + node.args.args]
        keywords = {argument.arg for argument in node.args.kwonlyargs}
        if not (in_transaction(node) or "actor" in {*positional, *keywords}):
            continue
        if positional or node.args.vararg or ("actor" not in keywords and node.name not in BEFORE_THE_DOOR):
            bad.append(node.name)
    return bad


def undocumented(module: ast.Module) -> list[str]:
    """Public functions and classes without a docstring."""
    return [node.name for node in tree.public(module) if not ast.get_docstring(node)]


def named(paths: list[Path], look: object) -> list[str]:
    return [f"{path}: {name}" for path in paths for name in look(tree.tree(path))]  # type: ignore[operator]


def test_every_act_is_keyword_only_with_its_actor() -> None:
    assert named(tree.room("acts"), badly_called) == []


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
def _f(actor): ...
"""
    assert badly_called(ast.parse(source)) == ["a", "b", "c"]


def test_a_missing_docstring_is_seen() -> None:
    assert undocumented(ast.parse("def a(): 'Says it.'\ndef b(): ...\nclass C: ...\ndef _d(): ...")) == ["b", "C"]
