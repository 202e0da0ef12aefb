"""The rates of the promises by month, by item and by department: kept of judged, and beside it what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import RateCount
from mashang.cases.reads.naming import name_item
from mashang.cases.reads.promises import promises
from mashang.cases.rules.durations import FEWEST
from mashang.cases.rules.items import load_items
from mashang.cases.rules.rates import NOTHING, Tally, hidden_cells, too_few
from mashang.clocks.reads.instants import first_of
from mashang.clocks.reads.office_time import ZONE
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.reads.then import of_area

MONTHS = 13
OF_CASES = ("response", "resolution", "satisfaction", "on_time")
OF_DEPARTMENTS = ("report_in", "answer")
MEASURES = (*OF_CASES, *OF_DEPARTMENTS)

# A case counts for the department that leads it, where one was called in.
_LEADS = """
    select distinct on (s.case_id) s.case_id, s.department_id from cases_summons s
    where s.part = 'lead' and s.called_at is not null and s.state not in ('upheld', 'withdrawn')
    order by s.case_id, s.round desc, s.id desc"""
# What the worker counts anew, and what is counted on the spot before it has done so once.
COUNTED = f"""
    select c.district_id, p.area_path, date_trunc('month', p.at at time zone {ZONE})::date as month, p.item,
           coalesce(p.department_id, l.department_id) as department_id, p.measure,
           coalesce(sum(p.good) filter (where not p.left_out), 0) as kept, count(*) filter (where not p.left_out) as judged,
           coalesce(sum(p.good) filter (where p.left_out), 0) as kept_out, count(*) filter (where p.left_out) as out
    from ({promises(first="%(first)s::timestamptz", now=True)}) p
    join cases_case c on c.id = p.case_id left join ({_LEADS}) l on l.case_id = p.case_id
    where p.measure = any(%(measures)s) group by 1, 2, 3, 4, 5, 6"""
_LIVE = f"""
    select to_char(month, 'YYYY-MM'), item, coalesce(department_id, 0), measure, sum(kept), sum(judged), sum(kept_out), sum(out)
    from ({COUNTED}) c group by 1, 2, 3, 4"""
_HELD = f"""
    select to_char(c.month, 'YYYY-MM'), c.item, coalesce(c.department_id, 0), c.measure, sum(c.kept), sum(c.judged),
           sum(c.kept_out), sum(c.out)
    from cases_ratecount c where {of_area("c")} and c.month >= %(first)s::timestamptz at time zone {ZONE} group by 1, 2, 3, 4"""


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
    """The rates of an area in the months from `since` until `until`; `out` is how often something is left out of a rate.

    There is no line of all, from which what is not told could be worked out.
    """

    area_path: str
    since: date
    until: date
    at: datetime
    months: list[RateLine]
    items: list[RateLine]
    departments: list[RateLine]
    out: int


def get_rates(actor: Actor, area_path: str = "", *, item: str = "", now: datetime | None = None) -> Rates:
    """The rates of an area, of one item where it is named, as the worker counted them last; by person there are none.

    Before it has counted for the first time they are counted on the spot. Three queries.
    A promise counts in the month in which it was kept or fell due. NotThere for an area outside the actor's, refuses who
    may not read requests.
    """
    actor.require(Permission.CASE_READ)
    path, moment = area_path or actor.area_path, now or timezone.now()
    if not path.startswith(actor.area_path):
        raise NotThere("no_such_area", _("There is no such area, or it lies outside your reach."))
    counted = _counted_at()
    today = timezone.localdate(moment)
    months = months_until(today)
    rows = _begun(_fetch(path, months[0], moment, counted is not None))
    found = [row for row in rows if not item or row[1] == item]
    tables = [_sums(found, place) for place in range(3)]
    few = _few(rows, item)
    named = {one.pk: local_name(one) for one in Department.objects.filter(pk__in=tables[2])}
    first = min(tables[0], default=months[-1].strftime("%Y-%m"))
    begun = [day for day in months if day.strftime("%Y-%m") >= first]
    items = [*(code for code in load_items() if code in tables[1]), *sorted({*tables[1]} - {*load_items()})]
    here = sorted(tables[2], key=lambda pk: named.get(pk, ""))

    def lines(place: int, names: Mapping[Any, str]) -> list[RateLine]:
        return [
            _line(key, name, tables[place].get(key, {}), {one: few[one][place] for one in MEASURES})
            for key, name in names.items()
        ]

    return Rates(
        area_path=path, since=begun[0], until=today, at=counted or moment, out=sum(row[7] for row in found),
        months=lines(0, {day.strftime("%Y-%m"): day.strftime("%Y-%m") for day in begun}),
        items=lines(1, {code: name_item(actor.locale, code) or code for code in items}),
        departments=lines(2, {pk: named.get(pk, "") for pk in here}),
    )  # fmt: skip


def months_until(today: date) -> list[date]:
    """The first days of the last thirteen months, the oldest first."""
    last = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(last - MONTHS + 1, last + 1)]


def _counted_at() -> datetime | None:
    """When the worker counted last; all rows bear the same instant."""
    return RateCount.objects.order_by().values_list("counted_at", flat=True).first()


def _fetch(path: str, first: date, moment: datetime, held: bool) -> list[tuple[Any, ...]]:
    asked: dict[str, Any] = {
        "top": path, "on": timezone.localdate(moment), "at": moment, "first": first_of(first), "measures": list(MEASURES),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_HELD if held else _LIVE, asked)
        return [
            (*group, int(kept), int(judged), int(kept_out), int(out))
            for *group, kept, judged, kept_out, out in cursor.fetchall()
        ]


def _begun(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows from the first month on in which there is enough of any measure to be told; all where there is none.

    What lies before, as the day on which an office began, would have to be withheld and take a good month with it.
    """
    enough = [
        month for month, told in _sums(rows, 0).items() if any(one.judged + one.out >= FEWEST for one in told.values())
    ]
    return [row for row in rows if row[0] >= min(enough, default="")]


Sums = dict[Any, dict[str, Tally]]


def _sums(rows: Iterable[tuple[Any, ...]], place: int) -> Sums:
    """The tallies of the rows by the column at `place`."""
    sums: Sums = {}
    for row in rows:
        measure, kept, judged, kept_out, out = row[3:]
        told = sums.setdefault(row[place], {})
        told[measure] = told.get(measure, NOTHING) + Tally(
            kept=int(kept), judged=judged, kept_out=int(kept_out), out=out
        )
    return sums


def _too_few(tables: Sequence[Sums], measure: str) -> list[set[Any]]:
    """What each table does not tell of a measure. All add up to the same whole: one that tells everything makes it known."""
    lines = [{key: told.get(measure, NOTHING) for key, told in table.items()} for table in tables]
    whole_known = any(not too_few(one, whole_known=False) for one in lines)
    return [too_few(one, whole_known=whole_known) for one in lines]


def _few(rows: Sequence[tuple[Any, ...]], item: str) -> dict[str, list[set[Any]]]:
    """What months, items and departments do not tell of each measure, with all items or of one.

    It is decided over all items: the view of one beside that of all must not tell what either withholds.
    """
    whole = [_sums(rows, place) for place in range(3)]
    few = {measure: _too_few(whole, measure) for measure in MEASURES}
    if not item:
        return few
    crossed = {place: _sums([((row[place], row[1]), *row[1:]) for row in rows], 0) for place in (0, 2)}

    def of_item(measure: str, place: int) -> set[Any]:
        cells = {cell: told.get(measure, NOTHING) for cell, told in crossed[place].items()}
        told = [set(whole[at]) - few[measure][at] for at in (place, 1)]
        return {key for key, code in hidden_cells(cells, rows=told[0], columns=told[1]) if code == item}

    return {
        measure: [of_item(measure, 0), {item} & few[measure][1], of_item(measure, 2)] for measure in MEASURES
    }  # fmt: skip


def _line(key: Any, name: str, told: Mapping[str, Tally], few: Mapping[str, set[Any]]) -> RateLine:
    return RateLine(
        key=str(key), name=name, told={one: None if key in few[one] else told.get(one, NOTHING) for one in MEASURES}
    )
