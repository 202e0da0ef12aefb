"""Which pages there are for a person, with the numbers of real rows in their addresses, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page

from mashang.doors.guarding import GUARDS
from tests.browser.conftest import HEIGHTS, WIDTHS, axe, overflows

# Text that people see in Chinese pages: three words of Latin letters in a row are somebody's forgotten English.
LEAKS = """() => {
  const skip = 'code, kbd, script, style, svg title, textarea, .code, [lang=en], [lang=en] *';
  const words = /[A-Za-z]{2,}(\\s+[A-Za-z]{2,}){2,}/;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest(skip) && words.test(walker.currentNode.data)) found.push(walker.currentNode.data.trim());
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      if (!one.closest(skip) && words.test(one.getAttribute(name))) found.push(`${name}: ${one.getAttribute(name)}`);
    }
  }
  return found;
}"""
# Pages of a person with a second factor (test_sign_in has one), files that only a sheet of the firm's own has, and blank
# sheets, which only whoever brought them sees.
ABSENT = {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "totp_qr",
    "own_sheet_returned",
    "fill",
    "fill_file",
    "fill_progress",
    # Of one request, or of a proved number: test_asking_journey walks them.
    "own_case",
    "own_case_file",
    "phone_cases",
    "phone_case_new",
    "phone_hints",
    "phone_towers",
    "phone_case",
    "phone_case_file",
    "phone_case_do",
    "link_case_file",
    # Of one summons, by its link: test_whistle_journey walks it.
    "link_summons_file",
    # Of a batch: test_batch_journey walks them.
    "own_batch_item",
    "own_batch_item_move",
    "own_batch_item_ics",
}
CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
TAGS = re.compile(r"<(\w+)((?:\s[^<>]*)?)>")
CLASSES = re.compile(r'\sclass="([^"]*)"')


def patterns(face: str) -> Iterator[tuple[str, str]]:
    """Every address of a face: its name and its route."""

    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one, route)
            elif isinstance(one, URLPattern) and one.name in GUARDS[face].access:
                yield str(one.name), "/" + route

    return walk(get_resolver(), "")


def filled(route: str, values: dict[str, str]) -> str:
    """The address with the values of its parts; a part that has no value is 0, which nothing has."""
    return CONVERTED.sub(lambda part: values.get(part[1], "0"), route)


def shape(html: str) -> frozenset[tuple[str, str]]:
    """What a page is built of: its kinds of elements. Two pages of one shape differ in words only."""
    found = set()
    for tag, rest in TAGS.findall(html):
        classes = CLASSES.search(rest)
        found.add((tag, " ".join(sorted(classes[1].split())) if classes else ""))
    return frozenset(found)


@dataclass(slots=True)
class Walk:
    """A walk over pages: what was seen of each, and what is wrong."""

    findings: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    parts: set[tuple[str, str]] = field(default_factory=set)
    looked_at: int = 0

    def visit(self, page: Page, client: Client, name: str, address: str) -> None:
        """Ask for a page; look at it the first time, and again where a role has something on it that no page had yet."""
        answer = client.get(address)
        answer.close()
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code >= 500 or (answer.status_code == 404 and name not in ABSENT):
            self.findings.append(f"{name} {address}: {answer.status_code}")
        if answer.status_code != 200 or "text/html" not in kind or "Content-Disposition" in answer.headers:
            return
        parts = shape(answer.content.decode())
        if ("html", "") not in parts or (name in self.seen and parts <= self.parts):
            return
        self.seen.add(name)
        self.parts |= parts
        self.looked_at += 1
        page.goto(address)
        self.findings += [f"{name} {finding}" for finding in look(page)]


def look(page: Page) -> list[str]:
    """All that is wrong with the page that stands open, at a desk, on a phone and in the dark."""
    found = [f"english: {text}" for text in page.evaluate(LEAKS)]
    found += [] if page.get_attribute("html", "lang") == "zh-Hans" else ["the language of the page is not said"]
    for what, selector, most in (("h1", "h1", 1), ("button of the first rank", ".k-head .btn-primary", 1)):
        count = page.locator(selector).count()
        found += [f"{count} of {what}"] if count > most or (what == "h1" and not count) else []
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        found += [f"{width} wide: {finding}" for finding in axe(page)]
        found += [f"{page.url} scrolls sideways at {width}"] if overflows(page) else []
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    found += [f"dark: {finding}" for finding in axe(page, ["color-contrast"])]
    page.set_viewport_size({"width": WIDTHS["desk"], "height": HEIGHTS[WIDTHS["desk"]]})
    return list(dict.fromkeys(found))
