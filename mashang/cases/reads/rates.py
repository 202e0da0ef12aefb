"""The rates of the promises by month, by item and by department: kept of judged, and beside it what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils import timezone

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Permission
from mashang.cases.reads.naming import name_item
from mashang.cases.reads.promises import promises
from mashang.cases.rules.items import load_items
from mashang.cases.rules.rates import NOTHING, Tally, too_few
from mashang.clocks.reads.office_time import ZONE
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _

MONTHS = 13
WHOLE = -1
OF_CASES = ("response", "resolution", "satisfaction", "on_time")
OF_DEPARTMENTS = ("report_in", "answer")
MEASURES = (*OF_CASES, *OF_DEPARTMENTS)

# A case counts for the department that leads it, where one was called in.
_LEADS = """
    select distinct on (s.case_id) s.case_id, s.department_id from cases_summons s
    where s.part = 'lead' and s.called_at is not null and s.state not in ('upheld', 'withdrawn')
    order by s.case_id, s.round desc, s.id desc"""
_RATES = f"""
    select to_char(p.at at time zone {ZONE}, 'YYYY-MM'), p.item, coalesce(p.department_id, l.department_id, 0), p.measure,
           coalesce(sum(p.good) filter (where not p.left_out), 0), count(*) filter (where not p.left_out),
           coalesce(sum(p.good) filter (where p.left_out), 0), count(*) filter (where p.left_out)
    from ({promises(first="%(first)s::timestamptz", now=True)}) p left join ({_LEADS}) l on l.case_id = p.case_id
    where p.measure = any(%(measures)s) group by 1, 2, 3, 4"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLine:
    """A month, item or department: the tally of each measure; None for what is too small to be told."""

    key: str
    name: str
    told: Mapping[str, Tally | None]

    @property
    def out(self) -> int:
        """How often something is left out of a rate here, as far as it is told."""
        return sum(one.out for one in self.told.values() if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates of an area in the months from `since` until `until`, the month of today with it."""

    area_path: str
    since: date
    until: date
    at: datetime
    months: list[RateLine]
    items: list[RateLine]
    departments: list[RateLine]
    whole: RateLine


def get_rates(actor: Actor, area_path: str = "", *, item: str = "", now: datetime | None = None) -> Rates:
    """The rates of an area, of one item where it is named, live; by person there are none. Two queries.

    A promise counts in the month in which it was kept or fell due. NotThere for an area outside the actor's, refuses who
    may not read requests.
    """
    actor.require(Permission.CASE_READ)
    path, moment = area_path or actor.area_path, now or timezone.now()
    if not path.startswith(actor.area_path):
        raise NotThere("no_such_area", _("There is no such area, or it lies outside your reach."))
    today = timezone.localdate(moment)
    months = _months(today)
    found = [row for row in _fetch(path, today, moment, months[0]) if not item or row[1] == item]
    named = {one.pk: local_name(one) for one in Department.objects.filter(pk__in={row[2] for row in found})}
    seen = {row[1] for row in found}
    items = [*(code for code in load_items() if code in seen), *sorted(seen - {*load_items()})]
    return Rates(
        area_path=path, since=months[0], until=today, at=moment,
        months=_lines(found, 0, [(day.strftime("%Y-%m"), day.strftime("%Y-%m")) for day in months]),
        items=_lines(found, 1, [(code, name_item(actor.locale, code) or code) for code in items]),
        departments=_lines(found, 2, [*((0, "") for _row in found[:1]), *sorted(named.items(), key=itemgetter(1))]),
        whole=_lines(found, WHOLE, [("", "")])[0],
    )  # fmt: skip


def _months(today: date) -> list[date]:
    """The first days of the last thirteen months, the oldest first."""
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1)]


def _fetch(path: str, today: date, moment: datetime, first: date) -> list[tuple[Any, ...]]:
    begin = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    asked: dict[str, Any] = {"top": path, "on": today, "at": moment, "first": begin, "measures": list(MEASURES)}
    with connection.cursor() as cursor:
        cursor.execute(_RATES, asked)
        return list(cursor.fetchall())


def _lines(rows: Iterable[tuple[Any, ...]], place: int, named: Iterable[tuple[Any, str]]) -> list[RateLine]:
    """One line for each of `named`, by the column at `place` (the whole for none); small ones are not told."""
    names = dict(named)
    sums = {key: dict.fromkeys(MEASURES, NOTHING) for key in names}
    for row in rows:
        measure, kept, judged, kept_out, out = row[3:]
        told = sums[row[place] if place >= 0 else ""]
        told[measure] += Tally(kept=int(kept), judged=judged, kept_out=int(kept_out), out=out)
    few = {measure: too_few({key: told[measure] for key, told in sums.items()}) for measure in MEASURES}
    return [
        RateLine(
            key=str(key), name=names[key], told={one: None if key in few[one] else tally for one, tally in told.items()}
        )
        for key, told in sums.items()
    ]
