"""Clients that ask, and ask again under the same key until they are answered."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.faults.campaign.ground import Ground
from tests.faults.campaign.ledger import Acknowledged, Ledger

PATIENCE = 90.0  # seconds for which a client asks again before it gives up


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt: when it began and ended (monotonic seconds), and the status; 0 when nobody answered."""

    begun: float
    ended: float
    status: int


@dataclass
class Load:
    """Some clients at work. `pace` is the time from one request of a client to its next; as fast as it goes when nothing."""

    ground: Ground
    ledger: Ledger
    path: str = "/faults/open"
    clients: int = 8
    pace: float = 0.0
    said: dict[str, Any] = field(default_factory=dict)
    tries: list[Try] = field(default_factory=list)
    given_up: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> Load:
        """Let them begin."""
        self._threads = [threading.Thread(target=self._client, args=(n,), daemon=True) for n in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Each ends the request that it is at, with all its attempts."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE + 40)

    def until(self, done: Callable[[], bool], most: float) -> None:
        """Go on until something is so; TimeoutError after `most` seconds."""
        end = time.monotonic() + most
        while not done():
            if time.monotonic() > end:
                raise TimeoutError(f"after {most:.0f} s only {self.ledger.count} requests are acknowledged")
            time.sleep(0.2)

    def _client(self, number: int) -> None:
        askers = self.ground.askers
        for turn in itertools.count():
            if self._over.is_set():
                return
            begun = time.monotonic()
            self.ask_for(askers[(number + turn * self.clients) % len(askers)], str(uuid.uuid4()), uuid.uuid4())
            if self._over.wait(max(0.0, begun + self.pace - time.monotonic())):
                return

    def ask_for(self, asker: dict[str, Any], token: str, key: uuid.UUID) -> bool:
        """One request with its attempts; what is acknowledged goes into the ledger before anything else."""
        body = json.dumps({"login": asker["login"], "firm": asker["firm"], "token": token, **self.said}).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(key)}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            begun, status, said = time.monotonic(), 0, b""
            try:
                status, said = self.ground.ask("POST", self.path, body, headers)
            except (OSError, http.client.HTTPException):
                status = 0
            self.tries.append(Try(begun, time.monotonic(), status))
            if status == http.client.OK:
                answer = json.loads(said)
                self.ledger.write(Acknowledged(token, answer["case"], answer["number"]))
                return True
            time.sleep(0.2)
        self.given_up += 1
        return False


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of them lies; 0 of none."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0
