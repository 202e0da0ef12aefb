"""Migrations are named by purpose, stand alone, and can be taken back."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house import tree

MACHINE_NAME = re.compile(r"^\d{4}_(initial|auto_.*|.*_and_more|(alter|remove|add|delete|rename)_\w+_\w+_\w+_\w+_\w+)$")
SCHEMA = {"CreateModel", "DeleteModel", "AddField", "RemoveField", "AlterField", "RenameField", "RenameModel"}


def problems(name: str, module: ast.Module) -> list[str]:
    found = []
    if not re.match(r"^\d{4}_[a-z0-9_]+$", name) or MACHINE_NAME.match(name):
        found.append("is not named by its purpose")
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    names = {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
    for node in ast.walk(module):
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        if any(m.split(".")[0] == "mashang" for m in modules):
            found.append("imports code that will change under it")
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"RunPython", "RunSQL"}:
            named = {keyword.arg for keyword in call.keywords}
            if len(call.args) < 2 and not named & {"reverse_code", "reverse_sql"}:
                found.append(f"{call.func.attr} has no way back; give one, or a function that refuses and says why")
    if "RunPython" in names and names & SCHEMA:
        found.append("changes data and schema at once")
    return found


def migrations() -> list[Path]:
    paths = tree.python(migrations=True)
    return [p for p in paths if "migrations" in p.parts and p.name != "__init__.py" and p.parts[0] == "mashang"]


def test_every_migration_keeps_the_rules() -> None:
    assert migrations()
    assert [f"{p}: {found}" for p in migrations() for found in problems(p.stem, tree.tree(p))] == []


@pytest.mark.parametrize(
    ("name", "source", "says"),
    [
        ("0002_auto_20260101_1200", "", "purpose"),
        ("0001_initial", "", "purpose"),
        ("0003_alter_firm_name_and_more", "", "purpose"),
        ("0002_towers", "from mashang.register.rules import grading", "imports"),
        ("0002_towers", "ops = [migrations.RunPython(forwards)]", "no way back"),
        ("0002_towers", "ops = [migrations.RunPython(a, b), migrations.AddField('x')]", "at once"),
    ],
)
def test_a_bad_migration_is_seen(name: str, source: str, says: str) -> None:
    assert any(says in found for found in problems(name, ast.parse(source)))


def test_a_good_migration_passes() -> None:
    assert problems("0002_towers_and_floors", ast.parse("ops = [migrations.RunSQL('a', 'b')]")) == []
