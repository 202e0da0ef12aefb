"""How long what is asked of the office takes, by item, for anyone to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from mashang.cases.reads.promises import DAYS, EARLIEST, everywhere, promises, took
from mashang.cases.rules.durations import Duration, Took, durations_of
from mashang.cases.rules.items import load_items, name_of
from mashang.clocks.reads.office_time import office_day, office_of
from mashang.clocks.rules.opening import load_hours
from mashang.kernel.workdays import load_calendar

# The promises of the whole case, those that were answered with their office time.
_TOOK = f"""
    with promise as ({promises(everywhere, now=True, only="on_time")}),
    office_of as ({office_of(load_hours())}),
    office_day as ({office_day(load_calendar(), load_hours(), first=f"({EARLIEST})")}),
    took as ({took()})
    select p.item, coalesce(p.firm_id::text, encode(p.phone_index, 'hex'), p.case_id::text), t.seconds, p.good
    from promise p left join took t on t.id = p.id"""


@dataclass(frozen=True, slots=True)
class HowLong:
    """The lines with the names of their items, and the days they speak of."""

    since: date
    until: date
    lines: list[tuple[str, Duration]]


def how_long(locale: str, *, on: date | None = None) -> HowLong:
    """By item, over the 90 days that end with a day: office time from the asking until the answer, waiting for papers included.

    Counted are answers of these days, and what fell due in them and is open still. Answers after reopening count by
    themselves. Source: the text from which the figures of the dictionary are counted. One query, however many rows.
    """
    last = on or timezone.localdate()
    first = last - timedelta(days=DAYS - 1)
    lines = durations_of([code for code, item in load_items().items() if item.until is None], _took(last))
    items = load_items()
    named = [(name_of(items[line.item].names, locale) if line.item in items else line.item, line) for line in lines]
    return HowLong(first, last, named)


def _took(on: date) -> list[Took]:
    with connection.cursor() as cursor:
        cursor.execute(_TOOK, {"on": on, "at": timezone.now()})
        rows = cursor.fetchall()
    return [Took(item=item, asker=asker, seconds=seconds, in_time=good == 1) for item, asker, seconds, good in rows]
