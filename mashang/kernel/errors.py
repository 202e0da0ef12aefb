"""Refusals written for people: what is wrong, where, and how to mend it."""

from __future__ import annotations

from typing import Protocol


class Text(Protocol):
    """A message: a plain string or a lazily translated one."""

    def __str__(self) -> str: ...


class Refused(Exception):
    """An act that may not be done, in words that a person can act on.

    `code` is stable and machine readable, `message` says what is wrong, `mend` how to put it
    right, `field` names the form field concerned (empty when it is the whole act).
    """

    def __init__(self, code: str, message: Text, *, field: str = "", mend: Text = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.mend = mend

    def __str__(self) -> str:
        mend = str(self.mend)
        return f"{self.message} {mend}" if mend else str(self.message)


class NotAllowed(Refused):
    """The actor's role or area does not permit this act."""


class NotThere(Refused):
    """The thing does not exist, or the actor may not know that it does."""
