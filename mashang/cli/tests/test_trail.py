"""`mashang trail` and `mashang notices` from the operator's side."""

from __future__ import annotations

import json
from contextlib import nullcontext

import pytest
from click.testing import CliRunner
from django.db import connection, transaction

from mashang.cli import notices as notices_command
from mashang.cli import trail as trail_command
from mashang.kernel.actor import Actor
from mashang.trail.acts import record, sealing
from mashang.trail.acts.sealing import seal_new_entries

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_the_test_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail_command, "platform", nullcontext)
    monkeypatch.setattr(notices_command, "platform", nullcontext)


def run(*words: str) -> tuple[int, str]:
    command = notices_command.notices if words[0] == "notices" else trail_command.trail
    result = CliRunner().invoke(command, list(words[1:]))
    return result.exit_code, result.output


def write() -> None:
    with transaction.atomic():
        record(actor=Actor.system(), act="trail.export", subject_kind="trail", subject_id=0, reason="r")


def test_a_whole_trail_ends_with_0_and_a_broken_one_with_1() -> None:
    write()
    code, text = run("trail", "verify", "--json")
    assert code == 0
    assert json.loads(text)["sound"] is True
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica; update trail_entry set reason = 'x';"
                       "set session_replication_role = origin")  # fmt: skip
    code, text = run("trail", "verify", "--json")
    assert code == 1
    assert [f["kind"] for f in json.loads(text)["findings"]] == ["changed"]
    assert run("trail", "verify")[1].startswith("✗")


def test_a_head_is_printed_and_can_be_held_against_the_trail(monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    monkeypatch.setattr(sealing, "HORIZON", "pg_snapshot_xmax(pg_current_snapshot())")
    seal_new_entries(actor=Actor.system())
    head = run("trail", "heads")[1].strip()
    assert head.startswith("entry/1/1/")
    assert run("trail", "verify", "--head", head)[0] == 0
    assert run("trail", "verify", "--head", head.replace("/1/1/", "/1/9/"))[0] == 1
    assert run("trail", "seal")[0] == 0


def test_a_trial_message_says_what_came_of_it() -> None:
    code, text = run("notices", "try", "n@example.org")
    assert (code, text.strip()) == (1, "shown"), "in a demo nothing is sent"
    assert "shown" in run("notices", "outbox")[1]
