"""A mail server of its own process that writes down the Message-ID of every letter it takes."""

from __future__ import annotations

import os
import signal
import sys
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    """Takes everything; what it answers with 250 stands in the file."""

    def __init__(self, path: str) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        name = message_from_bytes(envelope.content)["Message-ID"]
        os.write(self.file, f"{name}\n".encode())
        return "250 OK"


if __name__ == "__main__":
    Controller(Keeper(sys.argv[2]), hostname="127.0.0.1", port=int(sys.argv[1])).start()
    signal.pause()
