"""What stood in the register on a day, as it was known at an instant: SQL texts that figures are made of.

Each function gives one `select`. Parameters are named: `%(on)s` the day, `%(at)s` the instant of knowledge, and what the
scope asks for. A day may be given as another expression, so that one statement can look at two days. One text says
who was where, another what a unit was; every figure of the platform is counted from these two, the stacking plan's
rules (`rules.occupancy`, `rules.unit_status`) say the same, and a property test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable

from mashang.register.rules.unit_status import SOON_DAYS

Scope = Callable[[str], str]
DAY = "%(on)s::date"


def of_towers(row: str) -> str:
    """The rows of towers given by number (`%(towers)s`). `row` has a column tower_id."""
    return f"{row}.tower_id = any(%(towers)s)"


def of_area(row: str) -> str:
    """The rows of an area's subtree, given by its path (`%(top)s`)."""
    return f"{row}.area_path >= %(top)s and {row}.area_path < %(top)s || '~'"


def known_now(row: str, until: str = "retracted_at") -> str:
    """The rows that are believed today."""
    return f"{row}.{until} is null"


def known_then(row: str, until: str = "retracted_at") -> str:
    """The rows that were believed at the instant of knowledge."""
    return f"{row}.recorded_at <= %(at)s and ({row}.{until} is null or {row}.{until} > %(at)s)"


def unmerged(row: str, subject: str, known: Callable[..., str] = known_then) -> str:
    """The firms or towers (`subject`) that were not merged into another record: now, or at the instant of knowledge."""
    if known is not known_then:
        return f"{row}.merged_into_id is null"
    return f"""not exists (
        select 1 from register_{subject}merge m where m.gone_id = {row}.id and m.merged_at <= %(at)s
          and (m.undone_at is null or m.undone_at > %(at)s)
    )"""


def stays(scope: Scope = of_area, day: str = DAY, known: Callable[..., str] = known_then) -> str:
    """Who is in which unit on the day; an area that a lease states for several rooms at once is divided equally.

    Occupancies are joined to units on tower and unit: on the unit alone the planner reads the whole table.
    """
    return f"""
    select o.area_path, o.tower_id, o.unit_id, o.firm_id, t.line, t.kind, t.registered_here, t.taxed_here,
           coalesce(o.area_sqm, t.area_sqm / count(*) over (partition by o.tenancy_id, o.tower_id)) as sqm,
           coalesce(upper(o.span) - 1, t.lease_ends_on) as ends_on, s.as_of_on
    from register_occupancy o
    join register_tenancy t on t.id = o.tenancy_id
    join register_source s on s.id = t.source_id
    where {scope("o")} and {known("o")} and o.span @> {day}"""


def units(scope: Scope = of_area, day: str = DAY, known: Callable[..., str] = known_then, *, stay: str = "stay") -> str:
    """Every unit alive on the day: its area, its status, whether a source of the last 90 days spoke of it.

    `stay` names the rows of `stays` for the same day. Sealed comes before not handed over, then occupied, fitting out,
    reserved, vacant; a unit is in own use when every tenant uses it as owner, or when it is marked so and empty.
    """
    released = "h.released_at is null or (h.released_at at time zone 'Asia/Shanghai')::date > " + day
    if known is known_then:
        released = f"h.recorded_at <= %(at)s and ({released} or h.released_at > %(at)s)"
    own_area = "case when was.unit_id is null then u.area_sqm else was.area_sqm end"
    return f"""
    select u.area_path, u.tower_id, u.id as unit_id, u.floor_no, coalesce({own_area}, here.sqm) as sqm, here.ending,
           greatest(coalesce(was.as_of_on, s.as_of_on), here.seen_on) >= {day} - {SOON_DAYS} as fresh, lower(u.life) as born,
           case when held.sealed then 'sealed' when held.undelivered then 'undelivered'
                when here.unit_id is not null then case when here.own_use then 'own_use' else 'let' end
                when coalesce(was.own_use, u.own_use) then 'own_use' when held.fitting_out then 'fitting_out'
                when held.unit_id is not null then 'reserved' else 'vacant' end as status
    from register_unit u
    join register_source s on s.id = u.source_id
    left join (
        select tower_id, unit_id, bool_and(kind = 'own_use') as own_use, max(as_of_on) as seen_on,
               case when bool_and(sqm is not null) then sum(round(sqm, 2)) end as sqm,
               bool_or(ends_on between {day} and {day} + {SOON_DAYS}) as ending
        from {stay} group by tower_id, unit_id
    ) here on here.tower_id = u.tower_id and here.unit_id = u.id
    left join (
        select distinct on (d.unit_id) d.unit_id, d.area_sqm, d.own_use, s.as_of_on
        from register_unitdescription d join register_unit u on u.id = d.unit_id join register_source s on s.id = d.source_id
        where {scope("u")} and {known("d", "superseded_at")} and (d.valid_from is null or d.valid_from <= {day})
        order by d.unit_id, d.valid_from desc nulls last
    ) was on was.unit_id = u.id
    left join (
        select h.unit_id, bool_or(h.kind = 'sealed') as sealed, bool_or(h.kind = 'undelivered') as undelivered,
               bool_or(h.kind = 'fitting_out') as fitting_out
        from register_unithold h join register_unit u on u.id = h.unit_id
        where {scope("u")} and h.span @> {day} and ({released})
        group by h.unit_id
    ) held on held.unit_id = u.id
    where {scope("u")} and {known("u")} and u.life @> {day}"""


def held(*, stay: str = "stay", room: str = "room") -> str:
    """How much area each stay holds: where no lease states it, what the others in the unit leave of the unit's own area.

    `stay` and `room` name the rows of `stays` and `units` for the same day.
    """
    return f"""
    select s.area_path, s.tower_id, s.firm_id, coalesce(s.sqm, greatest(r.sqm - coalesce(sum(s.sqm) over unit, 0), 0)
               / nullif(count(*) filter (where s.sqm is null) over unit, 0)) as sqm
    from {stay} s join {room} r on r.tower_id = s.tower_id and r.unit_id = s.unit_id
    window unit as (partition by s.tower_id, s.unit_id)"""
