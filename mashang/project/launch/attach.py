"""Lets a command of the operator reach the database that `script/run` uses, whether it runs now or not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from mashang.project import env
from mashang.project.launch.folder import DataFolder
from mashang.project.launch.postgres import Postgres, running_address


@contextmanager
def database(*, start: bool) -> Iterator[str | None]:
    """Sets DATABASE_URL for this process and yields it.

    A given DATABASE_URL is left as it is. Otherwise the embedded server is meant, in demo mode as `script/run` has it:
    the one that runs, or with `start` one of our own until the block ends; None when it is not there and not started.
    """
    values = env.read()
    if values["DATABASE_URL"]:
        yield values["DATABASE_URL"]
        return
    os.environ.setdefault("MASHANG_DEMO", "1")
    folder = DataFolder(env.folder(values, "MASHANG_DATA"))
    if found := running_address(folder):
        os.environ["DATABASE_URL"] = found
        yield found
    elif start:
        with Postgres(folder.path) as server:
            os.environ["DATABASE_URL"] = server.url()
            yield server.url()
    else:
        yield None
