"""Lines at the terminal: a step that takes longer than two seconds shows that it is alive."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

QUIET_SECONDS = 2.0


def tell(zh: str, en: str) -> None:
    """One thing to know, Chinese first."""
    sys.stdout.write(f"{zh}  {en}\n")
    sys.stdout.flush()


@contextmanager
def step(zh: str, en: str) -> Iterator[None]:
    """Runs a step; after two seconds shows the seconds so far, and at the end how long it took."""
    done = threading.Event()
    began = time.monotonic()
    ticker = threading.Thread(target=_tick, args=(f"  {zh}  {en}", began, done), daemon=True)
    ticker.start()
    word = "✗"
    try:
        yield
        word = "✓"
    finally:
        done.set()
        ticker.join()
        back = "\r" if sys.stdout.isatty() else ""
        sys.stdout.write(f"{back}{word} {zh}  {en}  {time.monotonic() - began:.1f} s\n")
        sys.stdout.flush()


def _tick(label: str, began: float, done: threading.Event) -> None:
    wait = QUIET_SECONDS
    while not done.wait(wait):
        # A terminal redraws one line each second; a log file gets a line each five.
        if sys.stdout.isatty():
            sys.stdout.write(f"\r{label} … {time.monotonic() - began:.0f} s")
            wait = 1.0
        else:
            sys.stdout.write(f"{label} … {time.monotonic() - began:.0f} s\n")
            wait = 5.0
        sys.stdout.flush()
