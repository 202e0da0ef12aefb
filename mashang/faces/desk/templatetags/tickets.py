"""Small words of the pages of tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mashang.cases.reads.choices import list_items
from mashang.cases.reads.ticket_review import STATES, VERDICTS
from mashang.doors.wording import say
from mashang.faces.desk import ticket_words as words
from mashang.kernel.text import Message
from mashang.register.reads.choices import label_of
from mashang.ui.templatetags.ui import lamp, tag

register = template.Library()


@register.simple_tag
def file_state(state: str) -> SafeString:
    """The state of a file of tickets: shape, colour and word."""
    return lamp(words.LAMPS[state], label_of(STATES, state))


@register.simple_tag
def row_tag(verdict: str) -> SafeString:
    """What a row means, as a label."""
    return tag(words.ROW_TONES[verdict], label_of(VERDICTS, verdict))


@register.simple_tag
def said(message: Message) -> str:
    """A reason or a hint in the reader's language."""
    return say(message)


@register.simple_tag
def change_words(change: Mapping[str, Any]) -> str:
    """What a ticket says anew."""
    return words.change(change)


@register.simple_tag
def item_name(code: str) -> str:
    """What a ticket is about, in the reader's language."""
    return dict(list_items(get_language() or "zh-hans")).get(code, code)
