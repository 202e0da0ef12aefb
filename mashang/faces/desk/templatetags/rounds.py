"""Words of census rounds in templates."""

from __future__ import annotations

from django import template

from mashang.faces.desk.round_words import STATES
from mashang.register.reads.rounds.progress import RoundTowerLine
from mashang.ui.page import Text

register = template.Library()


@register.filter
def state_words(line: RoundTowerLine) -> Text:
    """Where a tower stands in its round."""
    return STATES[line.state][1]
