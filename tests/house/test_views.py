"""Faces parse, call and render; they never write by themselves."""

from __future__ import annotations

import ast

from tests.house import tree

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


def test_no_face_and_no_page_writes() -> None:
    paths = [path for path in tree.python() if path.parts[:2] in {("mashang", "faces"), ("mashang", "ui")}]
    assert len(paths) > 10
    assert [f"{path}: {found}" for path in paths for found in writes(tree.tree(path))] == []


def test_a_write_in_a_view_is_seen() -> None:
    source = "def view(request):\n    firm = Firm.objects.get(id=1)\n    firm.save()\n    return firm.name"
    assert sorted(writes(ast.parse(source))) == ["line 2: .objects", "line 3: .save()"]
    assert writes(ast.parse("picture.save(file)")) == []
