"""Light and dark: the reader's choice lives in a cookie, so that the server draws the page right the first time."""

from __future__ import annotations

from typing import Final

THEME_COOKIE: Final = "mashang_theme"
THEMES: Final = ("light", "dark")
ONE_YEAR_SECONDS: Final = 365 * 24 * 60 * 60
