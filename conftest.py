"""What every test needs, whichever app it belongs to."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations

pytest_plugins = ["tests.chromium", "tests.spoken"]


@pytest.fixture(scope="session", autouse=True)
def _tables_may_be_emptied_between_tests() -> None:
    """Tests with real transactions are cleaned by truncate, which append-only tables refuse to everyone.

    As superuser the cleaning switches ordinary triggers off for its own transaction.
    """
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        return ["set local session_replication_role = replica", *plain(self, *args, **kwargs)]

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign,assignment]


@pytest.fixture(scope="session", autouse=True)
def _pages_are_drawn_without_collected_files(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Static files keep their plain names and come from the apps: a test needs no `collectstatic` before it."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
