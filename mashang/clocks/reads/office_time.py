"""Office time in SQL: how long the office was open between two instants, for as many rows as there are.

The texts say the same as `kernel.workdays.open_time`; a property test holds them equal. Instants are taken as local time of
Shanghai, which has had no summer time since 1991.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from mashang.clocks.rules.definitions import EVERYWHERE
from mashang.clocks.rules.opening import AreaHours
from mashang.kernel.workdays import HOURS, Calendar, Spans

ZONE = "'Asia/Shanghai'"


def office_of(hours: Iterable[AreaHours]) -> str:
    """By area its chain: the codes of those above it, the nearest last, that have office hours of their own."""
    named = ", ".join(f"'{one}'" for one in sorted({one.area for one in hours} - {EVERYWHERE}))
    above = f"above.code in ({named}) and starts_with(a.path, above.path)" if named else "false"
    return f"""
    select a.path as area_path, coalesce(string_agg(above.code, '.' order by length(above.path)), '') as chain
    from accounts_area a left join accounts_area above on {above} group by a.path"""


def office_day(calendar: Calendar, hours: Iterable[AreaHours], *, first: str) -> str:
    """One row for each chain of `office_of` and day from `first` until `%(at)s`: chain, day, before, opens, closes.

    `opens` and `closes` are seconds of the day in their order, none on a day off; `before` are the seconds of office time on
    all earlier days of the chain. `first` is an expression of a day. A year that is not known has Monday to Friday.
    """
    off = _days(
        f"daterange({_day(run.begin)}, {_day(run.end)}, '[]')" for year in calendar.years.values() for run in year.off
    )
    work = _days(_day(day) for year in calendar.years.values() for day in sorted(year.work))
    stated = ", ".join(_entry(no, one) for no, one in enumerate(hours)) or _entry(0, None)
    return f"""
    select chain, day, opens, closes,
           coalesce(sum(long) over (partition by chain order by day rows between unbounded preceding and 1 preceding), 0)::bigint as before
    from (
        select c.chain, d.day, d.works, case when d.works then h.opens else '{{}}' end as opens,
               case when d.works then h.closes else '{{}}' end as closes,
               case when d.works then (select sum(b - a) from unnest(h.opens, h.closes) span(a, b)) else 0 end as long
        from (select chain from office_of union select '') c
        cross join (
            select day::date as day, day::date = any(array[{work}]::date[])
                   or (extract(isodow from day) < 6 and not day::date <@ any(array[{off}]::daterange[])) as works
            from generate_series(({first})::timestamp, (%(at)s::timestamptz at time zone {ZONE}) + interval '1 day', interval '1 day') day
        ) d
        cross join lateral (
            select s.opens, s.closes from (values {stated}) s(no, area, since, begins, ends, opens, closes)
            where s.no < 0 or ((s.area = '{EVERYWHERE}' or s.area = any(string_to_array(c.chain, '.'))) and d.day >= s.since
              and case when s.begins <= s.ends then to_char(d.day, 'MM-DD') between s.begins and s.ends
                  else to_char(d.day, 'MM-DD') >= s.begins or to_char(d.day, 'MM-DD') <= s.ends end)
            order by s.no >= 0 desc, coalesce(array_position(string_to_array(c.chain, '.'), s.area), 0) desc, s.since desc, s.no desc
            limit 1
        ) h
    ) told"""


def office_until(row: str, instant: str) -> str:
    """Seconds of office time up to an instant since the first day; `row` is the `office_day` of the instant's day."""
    clock = f"extract(epoch from ({instant} at time zone {ZONE})::time)"
    return f"""{row}.before + coalesce((
        select sum(least(greatest({clock}, a), b) - a) from unnest({row}.opens, {row}.closes) span(a, b)), 0)"""


def day_of(instant: str) -> str:
    """The local day of an instant."""
    return f"({instant} at time zone {ZONE})::date"


def _entry(no: int, one: AreaHours | None) -> str:
    """The hours of an area as a row; those of offices that state none come with a number below zero."""
    usual = f"(-1, '', date '0001-01-01', '', '', {_seconds(HOURS, 0)}, {_seconds(HOURS, 1)})"
    if one is None:
        return usual
    held = one.hours
    begins, ends = (f"'{month:02}-{day:02}'" for month, day in (held.begins, held.ends))
    row = f"({no}, '{one.area}', {_day(held.since)}, {begins}, {ends}, {_seconds(held.open, 0)}, {_seconds(held.open, 1)})"
    return row if no else f"{usual}, {row}"


def _seconds(spans: Spans, side: int) -> str:
    return f"array[{', '.join(str(_second(span[side])) for span in spans)}]"


def _second(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


def _day(day: date) -> str:
    return f"date '{day.isoformat()}'"


def _days(texts: Iterable[str]) -> str:
    return ", ".join(texts)
