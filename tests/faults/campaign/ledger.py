"""What clients were told, kept outside the database and on the disk before the next request goes out."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The platform said yes to this request: the case and the number that it named."""

    token: str
    case: int
    number: str


class Ledger:
    """A file of acknowledged requests, one a line, each on the disk before `write` returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._lock = threading.Lock()
        self.count = 0

    def write(self, one: Acknowledged) -> None:
        """Keep it."""
        with self._lock:
            os.write(self._file, (json.dumps(asdict(one)) + "\n").encode())
            os.fsync(self._file)
            self.count += 1

    def read(self) -> list[Acknowledged]:
        """Everything that was ever kept."""
        return [Acknowledged(**json.loads(line)) for line in self.path.read_text().splitlines()]
