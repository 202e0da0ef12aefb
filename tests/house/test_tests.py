"""A test that cannot fail is a defect; product code knows no tests."""

from __future__ import annotations

import ast
import re

from tests.house import tree

PROVES = re.compile(r"assert|raises|expect|warns|fail|check_", re.IGNORECASE)


def idle(module: ast.Module) -> list[str]:
    """Test functions in which nothing is asserted, expected or raised."""
    found = []
    for node in tree.functions(module):
        if not node.name.startswith("test_"):
            continue
        words = [type(n).__name__ for n in ast.walk(node) if isinstance(n, ast.Assert)]
        words += [n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)]
        words += [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
        if not any(PROVES.search(word) for word in words):
            found.append(node.name)
    return found


def unspoken(module: ast.Module) -> list[str]:
    """Test names that are no sentence: fewer than three words."""
    return [n.name for n in tree.functions(module) if n.name.startswith("test_") and n.name.count("_") < 3]


def imports_tests(module: ast.Module) -> bool:
    """Does the module import a package named tests?"""
    for node in ast.walk(module):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any("tests" in name.split(".") for name in names):
            return True
    return False


def marked_in_vain(module: ast.Module) -> list[str]:
    """Helpers that bear a mark of pytest, which says nothing of the tests that call them."""
    return [
        node.name
        for node in tree.functions(module)
        if not node.name.startswith("test_") and any("pytest.mark." in ast.unparse(d) for d in node.decorator_list)
    ]


def test_every_test_asserts_something() -> None:
    assert [f"{p}: {name}" for p in tree.tests() for name in idle(tree.tree(p))] == []


def test_every_test_is_named_by_a_sentence() -> None:
    assert [f"{p}: {name}" for p in tree.tests() for name in unspoken(tree.tree(p))] == []


def test_only_tests_are_marked() -> None:
    assert [f"{p}: {name}" for p in tree.tests() for name in marked_in_vain(tree.tree(p))] == []


def test_product_code_imports_no_tests() -> None:
    assert [str(p) for p in tree.python() if p.parts[0] == "mashang" and imports_tests(tree.tree(p))] == []


def test_an_idle_test_is_seen() -> None:
    assert idle(ast.parse("def test_a_b_c():\n    x = 1\ndef test_d_e_f():\n    assert x")) == ["test_a_b_c"]


def test_a_mark_on_a_helper_is_seen() -> None:
    assert marked_in_vain(ast.parse("@pytest.mark.slow\ndef own_file(): ...")) == ["own_file"]


def test_a_name_without_a_sentence_is_seen() -> None:
    assert unspoken(ast.parse("def test_lease(): ...\ndef test_a_lease_ends(): ...")) == ["test_lease"]


def test_product_code_that_imports_tests_is_seen() -> None:
    assert imports_tests(ast.parse("from mashang.register.tests.make import a_tower"))
    assert not imports_tests(ast.parse("from mashang.register import reads"))
