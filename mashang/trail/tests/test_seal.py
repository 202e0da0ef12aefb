"""The sealer and the verifier: each kind of tampering is found, as the owner of the tables would do it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from mashang.kernel.actor import Actor
from mashang.trail.acts import note_view, record, sealing
from mashang.trail.acts.sealing import seal_new_entries
from mashang.trail.models import Entry, Seal
from mashang.trail.reads.verify import heads, sealing_lag, verify

SYSTEM = Actor.system()
real = pytest.mark.django_db(transaction=True)


def stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal at once: where nobody writes meanwhile, transactions of other databases need not be waited for."""
    monkeypatch.setattr(sealing, "HORIZON", "pg_snapshot_xmax(pg_current_snapshot())")


@pytest.fixture
def _alone_on_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_alone(monkeypatch)


def seal() -> int:
    return seal_new_entries(actor=SYSTEM)


def write(n: int = 1) -> None:
    for i in range(n):
        with transaction.atomic():
            record(actor=SYSTEM, act="tenancy.end", subject_kind="tenancy", subject_id=i + 1, diff={"i": i})


def write_together(n: int) -> None:
    """In one transaction, so that one seal covers them all."""
    with transaction.atomic():
        write(n)


def sql(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def triggers_off() -> Iterator[None]:
    """As a superuser who switched the guards off."""
    sql("set session_replication_role = replica")
    yield
    sql("set session_replication_role = origin")


def kinds() -> list[str]:
    return sorted(f.kind for f in verify().findings)


@real
@pytest.mark.usefixtures("_alone_on_the_server")
def test_what_is_written_is_sealed_and_sound() -> None:
    write(3)
    note_view(actor=SYSTEM, page="firm", subject_kind="firm", subject_id=1, fields=["tax_fen"])
    assert seal() == 4
    seals = Seal.objects.count()
    assert seal_new_entries(actor=SYSTEM) == 0
    assert Seal.objects.count() == seals, "nothing new, no seal"
    write(2)
    seal()
    verdict = verify()
    assert verdict.sound
    assert (verdict.rows, verdict.unsealed) == (6, 0)
    assert verdict.seals > seals


@real
@pytest.mark.usefixtures("_alone_on_the_server")
def test_an_unsealed_row_waits_and_its_lag_is_told() -> None:
    write()
    assert sealing_lag().total_seconds() > 0
    assert verify().unsealed == 1
    seal()
    assert sealing_lag().total_seconds() == 0


@real
def test_a_row_that_commits_late_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_new_entries(actor=SYSTEM)  # the first call begins the era, for which a first writer would hold up the second
    begun, go_on = threading.Event(), threading.Event()

    def slow_writer() -> None:
        with transaction.atomic():
            record(actor=SYSTEM, act="a.late", subject_kind="x", subject_id=1)
            begun.set()
            go_on.wait(120)
        connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    assert begun.wait(120)
    write(2)
    assert Entry.objects.count() == 2
    # Control: a sealer that went by the highest id would now seal up to it and never see the late row.
    assert seal_new_entries(actor=SYSTEM) == 0
    go_on.set()
    thread.join()
    assert Entry.objects.order_by("pk").values_list("act", flat=True)[0] == "a.late"
    # All have ended now, and what other databases of the server still have open is not waited for.
    stand_alone(monkeypatch)
    assert seal() == 3
    assert verify().sound


@real
@pytest.mark.usefixtures("_alone_on_the_server")
@pytest.mark.parametrize(
    "column", ["reason", "act", "diff", "at", "subject_id", "actor_id", "role", "area_path", "request_id"]
)
def test_an_altered_entry_is_found_and_named(column: str) -> None:
    write(3)
    seal()
    pk = Entry.objects.order_by("pk")[1].pk
    sql("insert into accounts_user (login, name, password, email, kind, locale, is_active, sample, created_at)"
        " values ('other', 'o', '', '', 'person', 'en', true, false, now())")  # fmt: skip
    values = {
        "diff": "'{\"i\": 9}'", "at": "at + interval '1 us'", "subject_id": "99", "request_id": "gen_random_uuid()",
        "actor_id": "(select id from accounts_user where login = 'other')",
    }  # fmt: skip
    with triggers_off():
        sql(f"update trail_entry set {column} = {values.get(column, chr(39) + 'Z' + chr(39))} where id = %s", pk)
    (finding,) = verify().findings
    assert (finding.kind, finding.row_id) == ("changed", pk)
    assert str(pk) in finding.words


def _delete_entry() -> None:
    sql("delete from trail_entry where id = (select min(id) + 1 from trail_entry)")


def _copy_entry() -> None:
    sql(
        "insert into trail_entry (at, role, membership_id, face, act, subject_kind, subject_id, diff, reason, request_id,"
        " district_id, area_path, form, digest, era, xid, actor_id) select at, role, membership_id, face, act, subject_kind,"
        " subject_id, diff, reason, request_id, district_id, area_path, form, digest, era, xid, actor_id from trail_entry limit 1"
    )


def _exchange_entries() -> None:
    sql("update trail_entry set id = -1 where id = (select min(id) from trail_entry)")


def _alter_seal() -> None:
    sql("update trail_seal set n = n + 0, xid_to = xid_to + 0, root = decode(repeat('ab', 32), 'hex') where no = 1")


def _delete_seal() -> None:
    sql("delete from trail_seal where no = 2")


@real
@pytest.mark.usefixtures("_alone_on_the_server")
@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (_delete_entry, ["deleted"]),
        (_copy_entry, ["inserted", "repeated"]),
        (_exchange_entries, ["seal_broken"]),
        (_alter_seal, ["seal_broken", "seal_broken"]),
        (_delete_seal, ["seal_missing"]),
    ],
)
def test_tampering_is_found_and_said_in_words(tamper: Callable[[], None], expected: list[str]) -> None:
    for _i in range(3):
        write_together(3)
        seal()
    with triggers_off():
        tamper()
    assert kinds() == expected


@real
@pytest.mark.usefixtures("_alone_on_the_server")
def test_a_row_inserted_without_the_key_is_found() -> None:
    write()
    seal()
    sql(
        "insert into trail_entry (at, role, face, act, subject_kind, subject_id, diff, reason, request_id, district_id, area_path, form, digest)"
        " select at, role, face, 'a.forged', subject_kind, subject_id, diff, reason, request_id, district_id, area_path, form, digest from trail_entry"
    )
    assert "changed" in kinds()


@real
@pytest.mark.usefixtures("_alone_on_the_server")
def test_only_a_head_kept_outside_shows_that_the_newest_were_taken_away() -> None:
    write_together(2)
    seal()
    write_together(2)
    seal()
    (head,) = heads()
    assert verify(published=[str(head)]).sound
    with triggers_off():
        sql("delete from trail_entry where id > (select min(id) + 1 from trail_entry)")
        sql("delete from trail_seal where no = 2")
    assert verify().sound
    assert [f.kind for f in verify(published=[str(head), "nonsense"]).findings] == ["head", "head"]


@real
@pytest.mark.usefixtures("_alone_on_the_server")
def test_under_another_key_nothing_is_sound(settings: Settings) -> None:
    write()
    seal()
    settings.TRAIL_KEY = "another key"
    assert "changed" in kinds()


@real
@pytest.mark.usefixtures("_alone_on_the_server")
def test_a_restored_database_goes_on_in_a_new_era() -> None:
    write_together(3)
    seal()
    with triggers_off():
        # Another cluster's identifier: what a dump restored elsewhere finds, with its transaction numbers far ahead.
        sql("update trail_era set system_identifier = 1")
        sql("update trail_entry set xid = xid + 1000000")
        sql("delete from trail_seal")
    assert seal() == 3
    write_together(2)
    assert seal() == 2
    assert list(Seal.objects.order_by("pk").values_list("era", "no", "n")) == [(1, 1, 3), (2, 1, 2)]
    assert verify().sound


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["trail_entry", "trail_view", "trail_seal", "trail_era"])
@pytest.mark.parametrize("statement", ["update {} set era = era", "delete from {}", "truncate {}"])
def test_append_only_tables_refuse_every_change_even_to_their_owner(table: str, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        sql(statement.format(table))


@pytest.mark.django_db
def test_the_switch_of_the_trigger_library_does_not_open_the_trail() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select array_agg(tgname::text) from pg_trigger where tgrelid = 'trail_entry'::regclass and not tgisinternal"
        )
        names = cursor.fetchone()[0]
        cursor.execute("select set_config('pgtrigger.ignore', %s::text[]::text, true)", [names])
    with pytest.raises(IntegrityError, match="append-only"):
        sql("delete from trail_entry")
