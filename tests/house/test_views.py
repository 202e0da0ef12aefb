"""Faces parse, call and render; they never write by themselves."""

from __future__ import annotations

import ast

from tests.house import tree

LINES = 25  # docs/why/0016
WRITES = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


def writes(module: ast.Module) -> list[str]:
    """Reaching for the database: `.objects`, `._default_manager`, or calling a method that writes."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager"}:
            found.append(f"line {node.lineno}: .{node.attr}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            if node.func.attr == "save" and node.args:  # a picture or a workbook saved into something
                continue
            found.append(f"line {node.lineno}: .{node.func.attr}()")
    return found


def long_views(module: ast.Module) -> list[str]:
    """Functions that answer a request in more lines than LINES, not counting the docstring."""
    found = []
    for node in tree.functions(module):
        if [argument.arg for argument in node.args.args][:1] == ["request"]:
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if lines > LINES:
                found.append(f"{node.name}: {lines} lines")
    return found


def test_no_view_is_long() -> None:
    paths = [path for path in tree.room("views") if path.parts[1] == "faces"]
    assert len(paths) > 10
    assert [f"{path}: {found}" for path in paths for found in long_views(tree.tree(path))] == []


def test_a_long_view_is_seen() -> None:
    lines = "\n".join(f"    x = {n}" for n in range(LINES))
    assert long_views(ast.parse(f"def view(request):\n    'Says it.'\n{lines}")) == []
    assert long_views(ast.parse(f"def view(request):\n{lines}\n    return x")) == [f"view: {LINES + 1} lines"]


def test_no_face_and_no_page_writes() -> None:
    paths = [path for path in tree.python() if path.parts[:2] in {("mashang", "faces"), ("mashang", "ui")}]
    assert len(paths) > 10
    assert [f"{path}: {found}" for path in paths for found in writes(tree.tree(path))] == []


def test_a_write_in_a_view_is_seen() -> None:
    source = "def view(request):\n    firm = Firm.objects.get(id=1)\n    firm.save()\n    return firm.name"
    assert sorted(writes(ast.parse(source))) == ["line 2: .objects", "line 3: .save()"]
    assert writes(ast.parse("picture.save(file)")) == []
