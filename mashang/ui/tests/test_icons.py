"""Icons: every one that is asked for exists, and the file holds none beyond use and a short reserve."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
SOURCES = [
    path
    for kind in ("*.py", "*.html")
    for path in PACKAGE.rglob(kind)
    if "tests" not in path.parts and "migrations" not in path.parts
]
ASKED = (
    re.compile(r"""{% icon ["']([a-z0-9-]+)["']"""),
    re.compile(r"""\bicon(?:_name)?=["']([a-z0-9-]+)["']"""),
)
RESERVE_AT_MOST = 30


def held() -> set[str]:
    drawn = (PACKAGE / "ui/static/ui/icons.svg").read_text()
    return set(re.findall(r'<symbol id="i-([^"]+)"', drawn))


def asked() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in SOURCES:
        text = path.read_text()
        for pattern in ASKED:
            found |= {name: str(path.relative_to(PACKAGE)) for name in pattern.findall(text)}
    return found


def test_every_icon_that_is_asked_for_exists() -> None:
    assert {name: place for name, place in asked().items() if name not in held()} == {}


def test_every_lamp_and_the_seal_are_drawn() -> None:
    drawn = (PACKAGE / "ui/static/ui/icons.svg").read_text()
    for name in ("lamp-ok", "lamp-soon", "lamp-late", "lamp-stop", "lamp-none", "lamp-done", "seal"):
        assert f'id="{name}"' in drawn


def test_the_reserve_of_unused_icons_stays_short() -> None:
    words = set(re.findall(r"[a-z0-9-]+", " ".join(path.read_text() for path in SOURCES)))
    assert len(held() - words) <= RESERVE_AT_MOST
