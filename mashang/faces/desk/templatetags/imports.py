"""Small words of the import pages."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from mashang.faces.desk import import_words as words
from mashang.ui.page import Text
from mashang.ui.templatetags.ui import lamp, tag

register = template.Library()
TONES = {"applied": "ok", "undone": "stop", "compared": "warn"}
CSS = {
    "left": "d-ref",
    "new": "d-new",
    "changed": "d-chg",
    "moved": "d-mov",
    "gone": "d-gone",
    "conflict": "d-conf",
    "refused": "d-ref",
}


@register.simple_tag
def import_state(state: str, left: int = 0) -> SafeString:
    """The state of an import: shape, colour and word; amber where something applied could not be carried out."""
    name, text = words.STATES[state]
    return lamp("soon" if left else name, text)


@register.simple_tag
def state_tag(state: str, left: int = 0) -> SafeString:
    """The state of an import beside its title, in the same colours."""
    return tag("warn" if left else TONES.get(state, "plain"), words.STATES[state][1])


@register.simple_tag
def decision_word(decision: str) -> Text:
    """What was decided about a row."""
    return words.DECISIONS.get(decision, "")


@register.filter
def difference_css(verdict: str) -> str:
    """The tint of a group of differences."""
    return CSS.get(verdict, "d-gone")
