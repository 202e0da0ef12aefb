"""/healthz and /readyz for whoever watches over the processes: plain words, no session, nothing confidential."""

from __future__ import annotations

import time

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

ASK_AGAIN_SECONDS = 3.0
_migrations: dict[str, float | bool] = {"applied": False, "asked": float("-inf")}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while this process answers at all; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and all migrations are applied; else 503 with one sentence for the operator."""
    problem = what_is_missing()
    return HttpResponse(
        f"{problem or 'ready'}\n",
        status=503 if problem else 200,
        content_type="text/plain; charset=utf-8",
    )


def what_is_missing() -> str:
    """One sentence on why this process cannot serve yet; empty when it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        if not migrations_are_applied():
            return "The database lacks migrations: run `python manage.py migrate`, then look again."
    except Error:
        return "The database does not answer: check that it runs and that DATABASE_URL is right (`mashang doctor`)."
    return ""


def migrations_are_applied() -> bool:
    """Asked until the answer is yes, then kept: what is applied stays applied while this process lives."""
    now = time.monotonic()
    if not _migrations["applied"] and now - _migrations["asked"] > ASK_AGAIN_SECONDS:
        executor = MigrationExecutor(connection)
        _migrations["applied"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        _migrations["asked"] = now
    return bool(_migrations["applied"])
