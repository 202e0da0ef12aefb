"""What every measurement does alike: read its sizes, work in a database of its own, print a table or JSON."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

Found = dict[str, Any]


def run(
    doc: str | None, sizes: dict[str, int], measure: Callable[..., Found], report: Callable[[Found], object]
) -> Found:
    """Measure at the sizes that are asked for (`--name N` each) and print what was found; gives it back.

    `measure` is called with the sizes by name, in a fresh database.
    """
    parser = argparse.ArgumentParser(description=(doc or "").splitlines()[0])
    for name, usual in sizes.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--json", action="store_true")
    options = vars(parser.parse_args())
    as_json = options.pop("json")
    found = with_database(lambda: measure(**options))
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        report(found)
    return found


def with_database(job: Callable[[], Found]) -> Found:
    """Run a job in a fresh database `<name>_bench` beside that of DATABASE_URL, and drop it."""
    import psycopg

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")
    os.environ.setdefault("MASHANG_DEMO", "1")
    url = urlsplit(os.environ["DATABASE_URL"])
    name = url.path.lstrip("/") + "_bench"
    with psycopg.connect(urlunsplit(url), autocommit=True) as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template template0')
        os.environ["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{name}"))
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        try:
            call_command("migrate", verbosity=0)
            return job()
        finally:
            connections["default"].close_pool()  # type: ignore[attr-defined]
            server.execute(f'drop database if exists "{name}" with (force)')


def sign_in(user: Any) -> Any:
    """A client of the pages with this person signed in; no manifest of static files is built for a measurement."""
    from django.conf import settings
    from django.test import Client, override_settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    override_settings(STORAGES={**settings.STORAGES, **plain}).enable()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
