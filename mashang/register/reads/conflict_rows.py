"""Conflicts that are open, as one SQL text: for the queue as of now, and for figures as of a day and an instant."""

from __future__ import annotations

from collections.abc import Callable

from mashang.register.reads.then import DAY, Scope, known_now, of_area, unmerged

SEEN = "k.sensitivity <> all(%(hidden)s::text[]) and k.key <> all(%(unseen)s::text[])"
# What tells the blocks of one complex apart: blocks share an address and are no records of one tower.
BLOCKS = "[0-9a-z一二三四五六七八九十东西南北主副座栋幢号楼塔期区]"  # zh: what blocks are called


def open_conflicts(
    scope: Scope = of_area, day: str = DAY, known: Callable[..., str] = known_now, seen: str = SEEN
) -> str:
    """One row for each conflict that nobody settled or left: kind, subject, subject_id, other, since, area_path, tower_id.

    `value`: sources disagree on a fact, and none of what they say is older than what is believed. `same_name`: two firms of
    one name. `same_tower`: two towers of one
    address or name. `double_let`: a room of one's own that several hold on the day. `floor_over`: rooms that come to more
    than 2 % over their floor. `other` is the fact key, the other firm or the lease. `seen` says which facts (`k`) are looked at.
    """
    left_by = "" if known is known_now else " and l.left_at <= %(at)s"
    both = " and ".join(f"{scope(row)} and {known(row)} and {unmerged(row, 'firm', known)}" for row in ("a", "b"))
    return f"""
    with value as (
        {_rivals("firm", "null::bigint", scope, day, known, seen)} union all {_rivals("tower", "s.id", scope, day, known, seen)}
    ), found as (
        select 'value' as kind, subject, subject_id, key_id::bigint as other, since, area_path, tower_id from value
        union all
        select 'same_name', 'firm', a.id, b.id, greatest(a.recorded_at, b.recorded_at), a.area_path, null
        from register_firm a join register_firm b on b.name_folded = a.name_folded and b.id > a.id
        where {both} and a.name_folded <> ''
        union all
        {_twins(scope, known)}
        union all
        select 'double_let', 'unit', o.unit_id, min(o.line), max(o.recorded_at), min(o.area_path), min(o.tower_id)
        from register_occupancy o
        join register_unit u on u.tower_id = o.tower_id and u.id = o.unit_id and u.room <> ''
        where {scope("o")} and {known("o")} and o.span @> {day}
        group by o.unit_id having count(distinct o.firm_id) > 1 and bool_or(o.exclusive)
        union all
        select 'floor_over', 'floor', f.id, null, held.since, t.area_path, t.id from register_floor f
        join register_tower t on t.id = f.tower_id and {scope("t")}
        join lateral (
            select sum(u.area_sqm) as sqm, max(u.recorded_at) as since from register_unit u
            where u.tower_id = f.tower_id and u.floor_no = f.no and {known("u")} and u.life @> {day}
        ) held on true
        where f.area_sqm is not null and held.sqm > f.area_sqm * 1.02
    )
    select kind, subject, subject_id, other, since, area_path, tower_id from found where not exists (
        select 1 from register_conflictleft l where l.kind = found.kind and l.subject_id = found.subject_id
          and l.other_id = coalesce(found.other, 0) and l.left_at >= found.since{left_by}
    )"""


def _rivals(subject: str, tower: str, scope: Scope, day: str, known: Callable[..., str], seen: str) -> str:
    return f"""
        select '{subject}' as subject, r.subject_id, r.key_id, min(r.recorded_at) as since, s.area_path, {tower} as tower_id
        from register_{subject}fact r
        join register_{subject} s on s.id = r.subject_id and {scope("s")} and {unmerged("s", subject, known)}
        join register_factkey k on k.id = r.key_id and {seen}
        where not r.believed and {known("r", "superseded_at")} and r.valid_from >= (
            select max(b.valid_from) from register_{subject}fact b
            where b.subject_id = r.subject_id and b.key_id = r.key_id and b.believed and {known("b", "superseded_at")}
              and b.valid_from <= {day}
        )
        group by r.subject_id, r.key_id, s.id"""


def _twins(scope: Scope, known: Callable[..., str]) -> str:
    apart = [f"regexp_replace({row}.name_folded, '{BLOCKS}', '', 'g')" for row in ("a", "b")]
    joins = [
        f"join register_tower {row} on {row}.id = twin.{row} and {scope(row)} and {known(row)} and {unmerged(row, 'tower', known)}"
        for row in ("a", "b")
    ]
    return f"""
        select 'same_tower', 'tower', twin.a, twin.b, max(twin.since), min(a.area_path), twin.a from (
            select a.id as a, b.id as b, greatest(a.recorded_at, b.recorded_at) as since
            from register_tower a join register_tower b on b.address = a.address and b.id > a.id
            where a.address <> '' and {apart[0]} <> {apart[1]}
            union all
            select n.tower_id, m.tower_id, greatest(n.recorded_at, m.recorded_at)
            from register_towername n join register_towername m on m.folded = n.folded and m.tower_id > n.tower_id
            where n.folded <> '' and n.kind <> 'short' and m.kind <> 'short'
              and {known("n", "superseded_at")} and {known("m", "superseded_at")}
        ) twin
        {joins[0]}
        {joins[1]}
        group by twin.a, twin.b"""
