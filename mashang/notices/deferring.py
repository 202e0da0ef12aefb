"""Jobs that an act asks for begin after its commit."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task


def defer_after_commit(task: Task[..., Any, ...] | Any, *, queueing_lock: str | None = None, **arguments: Any) -> None:
    """Give the worker a job once the act's transaction is committed; never when it is rolled back.

    Deferring inside the transaction would take the database-wide lock of NOTIFY at its commit. Under
    a `queueing_lock` a job that already waits is not queued twice. Outside a transaction it is
    deferred at once. Should the process die between commit and deferring, the act's own row must
    tell a sweep that work is left.
    """
    transaction.on_commit(partial(_defer, task, queueing_lock, arguments))


def _defer(task: Any, queueing_lock: str | None, arguments: dict[str, Any]) -> None:
    try:
        # Without a lock of its own the call takes the task's.
        ready = task.configure(queueing_lock=queueing_lock) if queueing_lock else task
        ready.defer(**arguments)
    except AlreadyEnqueued:
        return
