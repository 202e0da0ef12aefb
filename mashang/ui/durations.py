"""Lengths of time in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def hours_and_minutes(minutes: int) -> str:
    """Whole minutes as hours and minutes: 200 becomes `3 h 20 min`, 60 `1 h`, 0 `0 min`.

    Working time is never turned into days: a working day has as many hours as the calendar of its place says.
    """
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
