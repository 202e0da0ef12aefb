"""Folders that the database's own account may enter, and none left behind."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mashang.project.launch.postgres import Postgres

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that everyone may enter: pytest's own is closed to the account nobody."""
    folder = Path(tempfile.mkdtemp(prefix="mashang-ground-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def postgres(place: Path) -> Iterator[Callable[..., Postgres]]:
    """Makes servers that are stopped and whose data is dropped when the test ends, also when it fails."""
    made: list[Postgres] = []

    def make(data: Path | None = None, **options: object) -> Postgres:
        options.setdefault("durable", False)
        server = Postgres(data or place / "data", **options)  # type: ignore[arg-type]
        made.append(server)
        return server

    yield make
    for server in made:
        server.stop()
    for server in made:
        if server.folder.path.exists():
            server.folder.drop()
