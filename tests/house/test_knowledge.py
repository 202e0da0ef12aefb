"""Who reads rows that are never edited says as of which knowledge: what stands now, or what stood then."""

from __future__ import annotations

import ast
import re

import pytest

from mashang.register.tests.test_tables import APPEND_ONLY
from tests.house import tree

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Tables whose rows are closed by a column: reading them without it mixes what stands with what was put right.
CLOSED = {table: column for table, column in APPEND_ONLY.items() if column}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
SAYS = re.compile(rf"\b({'|'.join(sorted({*CLOSED.values()}))}|known_at|known\w*\()")
FROM = re.compile(rf"\b(?:from|join)\s+register_({'|'.join(CLOSED)})\b", re.IGNORECASE)

EVERY_VERSION = {
    "acts/redrawing.py _versions_through": "locks all versions of its lines",
    "acts/units.py hold_unit": "writes a row",
    "acts/merging.py merge_firms": "writes a row",
    "acts/merging_towers.py _make_one": "every unit goes over, those of an earlier knowledge too",
    "acts/merging_rooms.py carry_units": "leases of every version go over with their unit",
    "acts/importing/undoing.py _find_anew": "names whose search rows are made anew, whatever became of the versions",
    "acts/sampling/district.py load_sample_district": "counts the rows it has just written",
    "reads/merges.py list_merges": "lists merges that were undone, too",
    "reads/grades.py _lines_of": "a grade stands on the facts of its day, whatever became of them",
    "reads/findable.py list_portions": "ids alone, of firms and towers",
    "reads/trail_names.py hold_names": "the trail tells of what was let go, too",
    "reads/trail_names.py firm_facts": "the trail tells of statements that were followed by others, too",
    "reads/trail_names.py tower_facts": "the trail tells of statements that were followed by others, too",
    "reads/trail_names.py unit_facts": "the trail tells of statements that were followed by others, too",
    "reads/trail_names.py lease_names": "the trail tells of versions put right, too",
    "reads/histories.py list_tower_happenings": "a history tells of versions put right, too",
    "reads/histories.py list_unit_happenings": "a history tells of versions put right, too",
    "reads/histories.py list_firm_happenings": "a history tells of versions put right, too",
    "reads/histories.py _events": "a history tells of versions put right, too",
    "reads/row_names.py _parcels": "names what a figure counted, also where a newer list took its place",
    "reads/tenancy_file.py _last_version": "the file of a tenancy that was taken back shows its last version",
    "reads/versions.py get_version_by_id": "is asked for one version",
}


def is_closed_table(node: ast.expr) -> bool:
    """A model of such a table by its name; or one picked from a table of models, which may be one."""
    return isinstance(node, ast.Subscript) or (isinstance(node, ast.Name) and node.id.lower() in CLOSED)


def reads_closed_rows(function: Function) -> bool:
    """Does it ask a manager of such a table, or name one in SQL?"""
    return any(
        (isinstance(node, ast.Attribute) and node.attr in MANAGERS and is_closed_table(node.value))
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and FROM.search(node.value))
        for node in ast.walk(function)
    )


def silent(module: ast.Module) -> list[str]:
    """Functions that read such rows and do not say as of which knowledge."""
    return [
        function.name
        for function in tree.functions(module)
        if reads_closed_rows(function) and not SAYS.search(ast.unparse(function))
    ]


def test_every_reader_of_rows_that_are_closed_says_as_of_which_knowledge() -> None:
    # Faces and cli reach no model; what lies below the register knows none of these tables.
    paths = [path for path in tree.python() if path.parts[:2] in {("mashang", "register"), ("mashang", "insight")}]
    found = {f"{'/'.join(path.parts[2:])} {name}" for path in paths for name in silent(tree.tree(path))}
    assert found == set(EVERY_VERSION), "say retracted_at or superseded_at, use scope.known, or give the reason here"


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("Occupancy.objects.filter(unit=1)", True),
        ("TABLES[kind].objects.filter(subject=1)", True),
        ("cursor.execute('select * from register_firmfact where subject_id = 1')", True),
        ("Occupancy.objects.filter(unit=1, retracted_at=None)", False),
        ("FirmFact.objects.filter(known(None, until='superseded_at'))", False),
        ("Tower.objects.filter(pk=1)", False),
    ],
)
def test_a_reader_that_forgets_it_is_seen(body: str, seen: bool) -> None:
    assert bool(silent(ast.parse(f"def read():\n    {body}"))) is seen
