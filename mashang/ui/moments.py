"""What a page of the register is asked with: a day, and where it makes sense what was known when. No domain here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.ui.forms import normal_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The day a page shows, and the end of the day up to whose knowledge; None is what is known now."""

    as_of: date
    today: date
    known_on: date | None = None
    problem: str = ""

    @property
    def known_at(self) -> datetime | None:
        """The last instant of the day of knowledge, as clocks here show it."""
        if self.known_on is None:
            return None
        return timezone.make_aware(datetime.combine(self.known_on, time.max))

    @property
    def is_today(self) -> bool:
        """Does the page show today as it is known now?"""
        return self.as_of == self.today and self.known_on is None

    @property
    def words(self) -> str:
        """The day in words, for the head of a page and of an export."""
        day = _("as of %(day)s") % {"day": self.as_of.isoformat()}
        if self.known_on is None:
            return day
        return _("%(as_of)s, as it was known on %(day)s") % {"as_of": day, "day": self.known_on.isoformat()}

    @property
    def kept(self) -> dict[str, str]:
        """What links to other pages carry along."""
        kept = {} if self.as_of == self.today else {"as_of": self.as_of.isoformat()}
        return kept | ({"known_at": self.known_on.isoformat()} if self.known_on else {})

    @property
    def tail(self) -> str:
        """The same as the query of an address: `?as_of=2023-11-20`, or nothing for today."""
        query = QueryDict(mutable=True)
        query.update(self.kept)
        return f"?{query.urlencode()}" if query else ""


def read_moment(query: QueryDict) -> Moment:
    """The day in the address; today where none is given, or one that is no day (then `problem` says so)."""
    today = timezone.localdate()
    as_of, wrong = _day(query.get("as_of", ""))
    known_on, wrong_too = _day(query.get("known_at", ""))
    problem = _("That is no day: write it as 2026-11-20. The page shows today.") if wrong or wrong_too else ""
    return Moment(as_of=as_of or today, today=today, known_on=known_on, problem=problem)


def _day(text: str) -> tuple[date | None, bool]:
    if not text.strip():
        return None, False
    try:
        day = date.fromisoformat(normal_day(text))
    except ValueError:
        return None, True
    return (day, False) if 1900 <= day.year <= 2200 else (None, True)
