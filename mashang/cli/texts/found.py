"""Finds the message ids in Python code and Django templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from mashang.cli.texts.homes import Home, sources

KEYWORDS = {
    "_": (1,), "message": (1,), "word": (1,), "gettext": (1,), "gettext_lazy": (1,), "gettext_noop": (1,),
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One message id in the code: `plural` and `context` are empty where there are none."""

    id: str
    plural: str
    context: str
    path: Path
    line: int

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.id)


def find(home: Home, package: Path) -> list[Found]:
    """Every message of a home, in the order of its files."""
    return [found for path in sources(home, package) for found in find_in(path)]


def find_in(path: Path) -> Iterator[Found]:
    """The messages of one file; a template is first turned into Python by Django's own reader."""
    from babel.messages.extract import extract

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        from django.utils.translation.template import templatize

        text = templatize(text, origin=str(path))
    source = BytesIO(text.encode())
    for line, ids, _comments, context in extract("python", source, KEYWORDS, options={"encoding": "utf-8"}):
        first, plural = (ids[0], ids[1]) if isinstance(ids, tuple) else (ids, "")
        if first:
            yield Found(first, plural or "", context or "", path, line)
