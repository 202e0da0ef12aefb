"""Which processes belong to a folder: nothing else is a proof that none is left behind."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path


def processes_of(folder: Path) -> dict[int, str]:
    """Living processes that name this folder in their command, environment or working folder."""
    mark = os.fsencode(folder)
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            told += os.fsencode((entry / "cwd").readlink())
            if mark in told:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def none_left(folder: Path, seconds: float = 15.0) -> dict[int, str]:
    """What is still alive after at most `seconds`; empty when all is gone."""
    give_up = time.monotonic() + seconds
    while (left := processes_of(folder)) and time.monotonic() < give_up:
        time.sleep(0.1)
    return left
