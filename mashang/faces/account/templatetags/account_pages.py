"""Filters of the account pages."""

from __future__ import annotations

from django import template

from mashang.doors.rules.browsers import browser_and_system

register = template.Library()


@register.filter
def browser(user_agent: str) -> str:
    """A browser and its system by name, as a person knows them."""
    return " · ".join(part for part in browser_and_system(user_agent) if part) or user_agent[:60]
