"""Marks texts for translation below Django: the id is kept, the face translates it when it is shown."""

from __future__ import annotations

from collections.abc import Mapping


class Message(str):
    """An English message id with its parameters; `str()` gives the English text.

    The faces translate `id` and then fill in `params` (named `%(name)s`). Subclassing str keeps it
    usable wherever a plain text is expected.
    """

    id: str
    params: Mapping[str, object]

    def __new__(cls, message_id: str, params: Mapping[str, object] | None = None) -> Message:
        params = params or {}
        self = super().__new__(cls, message_id % params if params else message_id)
        self.id = message_id
        self.params = params
        return self


def _(message_id: str, **params: object) -> Message:
    """Mark a text for translation; extracted like gettext."""
    return Message(message_id, params)
