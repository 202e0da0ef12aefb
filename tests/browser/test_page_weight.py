"""What the first view of the heavy pages weighs, compressed as a server in front sends it: at most 300 KB."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from playwright.sync_api import Page, Response

from mashang.register.tests import make
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import hand_in, sheet
from tests.browser.conftest import come_in
from tests.browser.street import LINES, PAST
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST = 300 * 1024
FLOORS, PER_FLOOR = 40, 8
# Pictures and fonts are compressed already; everything else travels as text.
TEXTS = ("text/", "application/javascript", "image/svg+xml", "application/json")


def tall_tower(cast: Cast) -> int:
    """A tower of 40 floors with 8 units each, all let."""
    tower = make.make_tower(cast.aofeng, "长天大厦", district_id=cast.taijiang.pk)
    source = make.make_source(PAST)
    for number in range(FLOORS * PER_FLOOR):
        floor = number // PER_FLOOR + 1
        unit = make.make_unit(
            tower, f"{floor}{number % PER_FLOOR + 1:02d}", floor=floor, sqm=90 + number, source=source
        )
        firm = make.make_firm(f"长天{number}号（示例）科技有限公司", cast.aofeng, industry="6513")
        make.make_tenancy(firm, unit, start=PAST, source=source, line=LINES + number)
    return tower.pk


def many_rows() -> bytes:
    """A sheet of 400 new tenants."""
    return sheet(
        *(
            (
                f"流云{n}号（示例）有限公司",
                make_uscc(),
                "流云大厦",
                str(n // 20 + 1),
                f"{n // 20 + 1}{n % 20:02d}",
                50 + n,
            )
            for n in range(400)
        )
    )


def weight(page: Page, address: str) -> dict[str, int]:
    """The compressed size of each thing that the page fetches, by address."""
    fetched: list[Response] = []
    page.on("response", lambda response: fetched.append(response))  # noqa: PLW0108 - playwright needs a Python function
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found: dict[str, int] = {}
    for response in fetched:
        if response.status != 200:
            continue
        body = response.body()
        text = response.headers.get("content-type", "").startswith(TEXTS)
        found[response.url] = len(gzip.compress(body, 6)) if text else len(body)
    return found


@pytest.mark.parametrize("which", ["towers", "tower", "import"])
def test_the_first_view_weighs_little(page: Page, server: str, cast: Cast, which: str, record_property: Any) -> None:
    pk = tall_tower(cast) if which != "import" else hand_in(cast.actor("tower_steward"), many_rows()).pk
    come_in(page, server, cast.user("tower_steward"))
    at = {"towers": "/desk/towers", "tower": f"/desk/towers/{pk}", "import": f"/desk/imports/{pk}"}[which]
    found = weight(page, at)
    record_property("kilobytes", round(sum(found.values()) / 1024))
    assert len(found) > 5
    assert all(url.startswith(server) for url in found)
    assert sum(found.values()) <= MOST
