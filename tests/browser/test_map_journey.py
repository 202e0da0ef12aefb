"""The map in a browser: drawn under the strict content policy, chosen by mouse and keyboard, the same without it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from mashang.register.models import MapFeature, Tower
from mashang.register.tests import make
from tests.browser.conftest import axe, come_in, overflows
from tests.browser.street import Street, make_street
from tests.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def street(cast: Cast) -> Street:
    """Two towers with positions, one of them with an outline, a road, a river and a station."""
    street = make_street(cast)
    west, south = 119.344, 26.053
    ring = [
        [west, south],
        [west + 0.0006, south],
        [west + 0.0006, south + 0.0005],
        [west, south + 0.0005],
        [west, south],
    ]
    Tower.objects.filter(pk=street.tower.pk).update(lon=Decimal("119.344"), lat=Decimal("26.053"), footprint=[ring])
    Tower.objects.filter(pk=street.other.pk).update(lon=Decimal("119.348"), lat=Decimal("26.055"), floors_above=20)
    shapes = {
        "metro": {"type": "Point", "coordinates": [119.346, 26.054]},
        "road": {"type": "LineString", "coordinates": [[119.34, 26.052], [119.35, 26.056]]},
        "water": {
            "type": "Polygon",
            "coordinates": [[[119.34, 26.05], [119.35, 26.05], [119.35, 26.051], [119.34, 26.05]]],
        },
    }
    for kind, shape in shapes.items():
        MapFeature.objects.create(
            area_path=cast.aofeng.path, kind=kind, name_zh="望江站" if kind == "metro" else "", crs="gcj02", label="图",
            shape=shape, source=make.make_source(),
        )  # fmt: skip
    return street


def drawn(page: Page) -> None:
    expect(page.locator("#map.ready canvas")).to_be_visible(timeout=60_000)


def test_the_map_is_drawn_and_a_tower_chosen_in_the_list_shows_its_card(
    page: Page, server: str, street: Street
) -> None:
    come_in(page, server, street.cast.user("tower_steward"))
    page.goto("/desk/map")
    drawn(page)
    expect(page.locator(".k-maplabel.tower")).to_have_count(2)
    expect(page.locator(".k-maplabel.metro")).to_have_text("望江站")
    link = page.locator(f'[data-tower="{street.other.pk}"]')
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-card h2")).to_have_text(street.other.name_zh)
    expect(link).to_have_attribute("aria-current", "true")
    expect(page).to_have_url(re.compile(f"tower={street.other.pk}"))
    assert page.locator(".k-maplabel.on").inner_text() == street.other.name_zh


def test_tools_the_theme_and_the_checker(page: Page, server: str, street: Street) -> None:
    come_in(page, server, street.cast.user("tower_steward"))
    page.goto("/desk/map?show=all")
    drawn(page)
    for name in ("放大", "缩小", "平面", "回到全片区"):
        page.get_by_role("button", name=name).click()
    expect(page.get_by_role("button", name="平面")).to_have_attribute("aria-pressed", "true")
    page.locator("canvas").focus()
    page.keyboard.press("ArrowLeft")
    page.locator("form.k-theme button").click()
    assert axe(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert axe(page) == []
    assert not overflows(page)


def test_another_figure_of_another_day_is_an_address(page: Page, server: str, street: Street) -> None:
    come_in(page, server, street.cast.user("tower_steward"))
    page.goto("/desk/map")
    page.get_by_role("link", name="入驻率").click()
    expect(page).to_have_url(re.compile("figure=occupancy"))
    page.get_by_label("截至").fill("2019-01-01")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("as_of=2019-01-01"))
    expect(page).to_have_url(re.compile("figure=occupancy"))
    expect(page.locator("#map-card")).to_contain_text("1.7%")


def test_without_scripts_list_card_and_table_say_the_same(
    open_page: Callable[..., Page], server: str, street: Street
) -> None:
    page = open_page(java_script_enabled=False)
    come_in(page, server, street.cast.user("tower_steward"))
    page.goto("/desk/map")
    page.locator(f'[data-tower="{street.other.pk}"]').click()
    expect(page.locator("#map-card h2")).to_have_text(street.other.name_zh)
    expect(page.locator("#table")).to_contain_text(street.tower.name_zh)
    expect(page.locator(".k-maptools")).to_be_hidden()
