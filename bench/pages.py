"""How soon the heavy pages show, against a static page of the same run (P11).

    DATABASE_URL=... .venv/bin/python bench/pages.py [--rounds 7] [--json]

Starts a server and chromium of its own on a database `test_<name>` beside that of DATABASE_URL, made and dropped.
The largest contentful paint of the list of towers, of a tower of 40 floors with 8 units each, and of the review of a
sheet of 400 rows is taken in turns with that of a static page (a heading and a paragraph with the same style sheets,
answered by the browser itself); medians are given, and ratios to the static page. Every round opens a browser window
that has kept nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PAINT = """() => new Promise((done) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({type: 'largest-contentful-paint', buffered: true});
  setTimeout(() => done(last), 300);
})"""


def still(head: str) -> str:
    """The static page: the style sheets of the real ones, a heading and a paragraph."""
    return (
        f"<!doctype html><html lang='zh-Hans'><head>{head}</head><body><h1>楼宇底册</h1><p>一段话。</p></body></html>"
    )


def measure(browser: Any, url: str, cookies: list[dict[str, str]], body: str = "") -> float:
    """Milliseconds until the largest thing of the page stands, in a window that has kept nothing."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies(cookies)
    page = context.new_page()
    if body:
        page.route(url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto(url, wait_until="load")
    shown = float(page.evaluate(PAINT))
    context.close()
    return shown


def run(rounds: int) -> dict[str, float]:
    """Medians of all pages, in milliseconds."""
    import re

    from django.conf import settings
    from django.test import Client
    from playwright.sync_api import sync_playwright
    from pytest_django.live_server_helper import LiveServer

    from mashang.register.tests.tenant_sheets import hand_in
    from tests.browser.conftest import BACKEND
    from tests.browser.test_page_weight import many_rows, tall_tower
    from tests.cast import make_cast
    from tests.chromium import ARGUMENTS, find_chromium

    cast = make_cast()
    addresses = {"tower": f"/desk/towers/{tall_tower(cast)}", "towers": "/desk/towers"}
    addresses["review"] = f"/desk/imports/{hand_in(cast.actor('tower_steward'), many_rows()).pk}"
    client = Client()
    client.force_login(cast.user("tower_steward"), backend=BACKEND)
    head = "".join(re.findall(r"<link[^>]*stylesheet[^>]*>", client.get("/desk/towers").content.decode()))
    server = LiveServer("localhost")
    name = settings.SESSION_COOKIE_NAME
    cookies = [{"name": name, "value": client.cookies[name].value, "url": server.url}]
    taken: dict[str, list[float]] = {"static": [], **{key: [] for key in addresses}}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for _round in range(rounds + 1):
            taken["static"].append(measure(browser, f"{server.url}/still", cookies, still(head)))
            for key, address in addresses.items():
                taken[key].append(measure(browser, server.url + address, cookies))
        browser.close()
    server.stop()
    return {key: statistics.median(values[1:]) for key, values in taken.items()}  # the first round warms up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashang.project.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment(debug=False)
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    old = setup_databases(verbosity=0, interactive=False)
    try:
        medians = run(options.rounds)
    finally:
        teardown_databases(old, verbosity=0)
    found = {key: {"ms": round(ms), "ratio": round(ms / medians["static"], 2)} for key, ms in medians.items()}
    if options.json:
        print(json.dumps(found))
        return
    for key, one in found.items():
        print(f"{key:8} {one['ms']:6} ms  {one['ratio']:5.2f} x static")


if __name__ == "__main__":
    main()
