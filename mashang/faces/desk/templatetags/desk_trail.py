"""Words that the pages of the trail need."""

from __future__ import annotations

from django import template

from mashang.doors.wording import role_label

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """The name of a role in the reader's language; nothing for the platform itself, whose name says it."""
    return "" if role == "system" else role_label(role)
