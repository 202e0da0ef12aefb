"""What guards the tables, and words for every deed: read from the database and from the code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from mashang.trail.models import AppendOnly
from mashang.trail.words import ACT_WORDS

PACKAGE = Path(__file__).resolve().parents[2]
APPEND_ONLY = {"trail_entry", "trail_view", "trail_seal", "trail_era"}


@pytest.mark.django_db
def test_every_append_only_model_has_its_trigger_in_the_database_and_it_is_on() -> None:
    declared = {
        model._meta.db_table
        for model in apps.get_models()
        if any(type(t) is AppendOnly for t in getattr(model._meta, "triggers", ()))
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid"
            " where p.proname = 'refuse_change' and tgenabled in ('O', 'A')"
            # before (2) delete (8), update (16) and truncate (32), for the whole statement (not 1)
            " and tgtype = 2 + 8 + 16 + 32"
        )
        guarded = {row[0] for row in cursor.fetchall()}
    assert declared >= APPEND_ONLY
    assert guarded == declared


def recorded_acts() -> dict[str, str]:
    """Act codes written as a text in a call of `record` or `record_many`, with the place."""
    found = {}
    for path in PACKAGE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "record_many"}:
                for keyword in node.keywords:
                    if keyword.arg == "act" and isinstance(keyword.value, ast.Constant):
                        found[str(keyword.value.value)] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return found


def test_every_recorded_deed_has_words() -> None:
    acts = recorded_acts()
    assert "trail.export" in acts
    assert {code: place for code, place in acts.items() if code not in ACT_WORDS} == {}
