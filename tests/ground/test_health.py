"""/healthz and /readyz."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from mashang.project import health


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    kept = dict(health._migrations)
    health._migrations.update(applied=False, asked=float("-inf"))
    yield
    health._migrations.update(kept)


def test_healthz_asks_nothing_of_the_database(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.block():
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_200_when_the_database_has_all_migrations() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_readyz_is_503_while_a_migration_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'register'")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert b"manage.py migrate" in answer.content


@pytest.mark.django_db
def test_readyz_is_503_in_words_when_the_database_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert b"does not answer" in answer.content


def test_only_reading_is_answered() -> None:
    assert Client().post("/healthz").status_code == 405
