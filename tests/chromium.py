"""One chromium for all tests that need one, whichever folder they stand in.

Loaded by the root conftest: two browsers driven from one process would stand in each other's way.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """The path of the chromium to drive: MASHANG_BROWSER, or what the PATH has; empty where there is none."""
    return os.environ.get("MASHANG_BROWSER") or next((path for name in NAMES if (path := shutil.which(name))), "")


def lacking() -> NoReturn:
    """No browser here: a fault in CI and where script/test installs one as root, else tests that are left out."""
    if os.environ.get("CI") or os.environ.get("BROWSER_REQUIRED"):
        pytest.fail("no chromium here: apt install chromium fonts-noto-cjk")
    pytest.skip("no chromium on this machine: apt install chromium fonts-noto-cjk, or set MASHANG_BROWSER")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests. Without one they are skipped, or fail where script/test could have brought it."""
    found = find_chromium()
    if not found:
        lacking()
    # Playwright's loop runs in this thread; Django would refuse every query beside it.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as driver:
        one = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield one
        one.close()
