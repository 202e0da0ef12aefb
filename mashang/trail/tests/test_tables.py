"""What guards the tables, and words for every deed: read from the database and from the code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from mashang.accounts.rules.roles import Permission
from mashang.notices.topics import TOPICS
from mashang.trail.models import AppendOnly
from mashang.trail.words import ACT_WORDS

PACKAGE = Path(__file__).resolve().parents[2]
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
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
    """Every text in a call inside a room of acts that looks like the code of a deed, with its place.

    Acts hand their code to pieces that write the entry, so that looking at calls of `record` alone misses most.
    """
    found = {}
    for path in PACKAGE.glob("*/acts/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = [*node.args, *(k.value for k in node.keywords if k.arg not in {"topic", "template"})]
                for value in given:
                    if isinstance(value, ast.Constant) and CODE.fullmatch(str(value.value)):
                        found[str(value.value)] = f"{path.relative_to(PACKAGE)}:{node.lineno}"
    return {code: place for code, place in found.items() if code not in {*Permission, *TOPICS}}


def test_every_recorded_deed_has_words() -> None:
    acts = recorded_acts()
    assert {"trail.export", "notice.retry", "tenancy.end"} <= set(acts)
    assert {code: place for code, place in acts.items() if code not in ACT_WORDS} == {}
