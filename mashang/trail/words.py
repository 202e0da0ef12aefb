"""Words for the codes that stand in the trail.

Each app adds its own in `AppConfig.ready()`: `ACT_WORDS.update({"tenancy.start": _("Tenancy started")})`.
An act code is `<noun>.<verb>`; a house test requires words for every code that an act records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mashang.kernel.actor import Actor

Text = str | Promise

ACT_WORDS: dict[str, Text] = {
    "trail.export": _("Trail exported"),
}
SUBJECT_WORDS: dict[str, Text] = {
    "saved_view": _("Saved view"),
    "user": _("Person"),
    "trail": _("Trail"),
}
FIELD_WORDS: dict[str, Text] = {}
# Of a field that holds ids: the names of those that this actor may see, and no other's. One query for any number.
Namer = Callable[[Actor, set[int]], Mapping[int, str]]
NAMERS: dict[str, Namer] = {}
VALUE_WORDS: dict[str, dict[str, Text]] = {}  # of a field that holds a code: the words of each code


def act_words(code: str) -> Text:
    """The words of an act code; the code itself when no app gave any."""
    return ACT_WORDS.get(code, code)


def subject_words(kind: str) -> Text:
    """The words of a kind of subject; the code itself when no app gave any."""
    return SUBJECT_WORDS.get(kind, kind)


def field_words(name: str) -> Text:
    """The words of a field named in a diff; the name itself when no app gave any."""
    return FIELD_WORDS.get(name, name)


def value_words(name: str, value: str) -> Text:
    """The words of a code that a field holds; the value itself when no app gave any."""
    return VALUE_WORDS.get(name, {}).get(value, value)


def add_value_words(name: str, words: Mapping[str, Text]) -> None:
    """Give words to the codes of a field; several apps may name codes of a field of the same name."""
    VALUE_WORDS.setdefault(name, {}).update(words)
