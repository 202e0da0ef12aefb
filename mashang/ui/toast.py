"""Results of acts that the next page shows in its corner, with an undo where there is one."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from mashang.ui.page import Text

LEVELS: Final = {"ok": messages.SUCCESS, "info": messages.INFO, "warn": messages.WARNING, "bad": messages.ERROR}
UNDO_MARK: Final = "undo="


def toast(request: HttpRequest, text: Text, *, tone: str = "ok", undo_url: str = "") -> None:
    """Say the result of an act on the next page. `undo_url` answers a POST that takes it back.

    Tones: ok, info, warn, bad. The address travels in the message's tags, so it must hold no spaces.
    """
    if " " in undo_url:
        raise ValueError("The address of an undo holds no spaces.")
    messages.add_message(request, LEVELS[tone], str(text), extra_tags=f"{UNDO_MARK}{undo_url}" if undo_url else "")


def undo_url_of(extra_tags: str | None) -> str:
    """The address of the undo that `toast` put into the tags of a message, or an empty text."""
    return next((part.removeprefix(UNDO_MARK) for part in (extra_tags or "").split() if part.startswith(UNDO_MARK)), "")


def tone_of(message: Message) -> str:
    """The class of a toast, by the level of its message."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(message.level_tag, "info")


def icon_of(message: Message) -> str:
    """The sign of a toast, by the level of its message."""
    icons = {"success": "circle-check", "warning": "alert-triangle", "error": "alert-circle"}
    return icons.get(message.level_tag, "info-circle")
