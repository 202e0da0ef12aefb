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
    "trail.export_views": _("Views of sensitive fields exported"),
    "trail.check": _("Trail checked"),
}
SUBJECT_WORDS: dict[str, Text] = {
    "saved_view": _("Saved view"),
    "user": _("Person"),
    "trail": _("Trail"),
}
FIELD_WORDS: dict[str, Text] = {
    "act": _("Deed"),
    "checked_rows": _("Rows checked"),
    "seals": _("Seals"),
    "findings": _("Findings"),
    "subject_kind": _("Kind of record"),
    "subject_id": _("Number of the record"),
    "from_on": _("From day"),
    "to_on": _("To day"),
    "request_id": _("Request"),
}
# Fields whose names are codes of their own, such as topics of notices: the words of one, or None.
FIELD_TELLERS: list[Callable[[str], Text | None]] = []
# Of a field that holds ids: the names of those that this actor may see, and no other's. One query for any number.
Namer = Callable[[Actor, set[int]], Mapping[int, str]]
NAMERS: dict[str, Namer] = {}
# The same of the subjects of entries by their kind, where a name alone would not say enough; else as in a field.
SUBJECT_NAMERS: dict[str, Namer] = {}
# The same of a field that holds codes which only the database can name.
CODE_NAMERS: dict[str, Callable[[Actor, set[str]], Mapping[str, str]]] = {}
VALUE_WORDS: dict[str, dict[str, Text]] = {}  # of a field that holds a code: the words of each code


def act_words(code: str) -> Text:
    """The words of an act code; the code itself when no app gave any."""
    return ACT_WORDS.get(code, code)


def subject_words(kind: str) -> Text:
    """The words of a kind of subject, which may be a whole list; the code itself when no app gave any."""
    return SUBJECT_WORDS.get(kind) or VALUE_WORDS.get("page", {}).get(kind, kind)


def field_words(name: str) -> Text:
    """The words of a field named in a diff; the name itself when no app gave any."""
    if name in FIELD_WORDS:
        return FIELD_WORDS[name]
    return next((words for tell in FIELD_TELLERS if (words := tell(name))), name)


def value_words(name: str, value: str) -> Text:
    """The words of a code that a field holds; the value itself when no app gave any."""
    if name == "act":
        return act_words(value)
    if name == "subject_kind":
        return subject_words(value)
    return VALUE_WORDS.get(name, {}).get(value, value)


def reason_words(reason: str) -> Text:
    """The words of a reason that a rule gave as a code; what a person wrote stays as it is."""
    return value_words("reason", reason)


def add_value_words(name: str, words: Mapping[str, Text]) -> None:
    """Give words to the codes of a field; several apps may name codes of a field of the same name."""
    VALUE_WORDS.setdefault(name, {}).update(words)
