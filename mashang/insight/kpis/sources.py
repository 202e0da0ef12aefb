"""The rows from which KPIs count, by name: what the register held on the day of the run, as known then.

A single figure reads them as common table expressions, a run makes them into temporary tables once and lets all KPIs
read these: the text is the same. Nothing else of the register is read by a KPI.
"""

from __future__ import annotations

from dataclasses import dataclass

from mashang.register.reads.then import known_then, of_area, stays, units

DAY = "%(on)s::date"
QUARTER = f"date_trunc('quarter', {DAY})::date"
EVE = f"({QUARTER} - 1)"
YEAR_AGO = f"({DAY} - interval '1 year')::date"
TAX_YEAR = f"(date_trunc('year', {DAY}) - interval '1 year')::date"


@dataclass(frozen=True, slots=True)
class Source:
    """A named set of rows and the sources it reads itself."""

    text: str
    needs: tuple[str, ...] = ()


def _pivot(subject: str, wanted: dict[str, str], where: str = "") -> str:
    """One row for each subject: the believed facts in force on the day, `wanted` key to value column."""
    columns = ", ".join(f"max({value}) filter (where key = '{key}') as {key}" for key, value in wanted.items())
    flags = ", ".join(f"'{key}'" for key in wanted)
    return f"""
    select subject_id, {columns} from (
        select distinct on (f.subject_id, f.key_id) f.subject_id, k.key, f.num, f.code, f.flag::int as flag
        from register_{subject}fact f join register_factkey k on k.id = f.key_id
        where k.subject = '{subject}' and k.key in ({flags}) and f.believed and f.valid_from <= {DAY}
          and {known_then("f", "superseded_at")}{where}
        order by f.subject_id, f.key_id, f.valid_from desc
    ) told group by subject_id"""


SOURCES: dict[str, Source] = {
    "stay": Source(stays()),
    "room": Source(units(), ("stay",)),
    "stay_on_eve": Source(stays(day=EVE)),
    "room_on_eve": Source(units(day=EVE, stay="stay_on_eve"), ("stay_on_eve",)),
    "stay_year_ago": Source(stays(day=YEAR_AGO)),
    "tower_said": Source(_pivot("tower", {"high_end": "flag"})),
    "firm_said": Source(
        _pivot(
            "firm",
            {
                "institution_kind": "code",
                "institution_class": "code",
                "headquarters_type": "code",
                "above_threshold_class": "code",
                "industry": "code",
                "staff": "num",
            },
        )
    ),
    "house": Source(
        f"""
    select t.area_path, t.id as tower_id, t.kind, s.high_end = 1 as high_end, r.known_sqm, r.occupied_sqm, r.vacant_sqm,
           r.fresh_sqm, case when t.lettable_sqm >= r.known_sqm then t.lettable_sqm else r.known_sqm end as lettable_sqm
    from (
        select t.id, coalesce(sum(room.sqm), 0) as known_sqm,
               coalesce(sum(room.sqm) filter (where room.status in ('let', 'own_use')), 0) as occupied_sqm,
               coalesce(sum(room.sqm) filter (where room.status = 'vacant'), 0) as vacant_sqm,
               coalesce(sum(room.sqm) filter (where room.fresh), 0) as fresh_sqm
        from register_tower t left join room on room.tower_id = t.id
        where {of_area("t")} group by t.id
    ) r
    join register_tower t on t.id = r.id
    left join tower_said s on s.subject_id = t.id
    where {known_then("t")} and t.merged_into_id is null""",
        ("room", "tower_said"),
    ),
}


def in_order(names: tuple[str, ...]) -> list[str]:
    """The sources and all that they read, each after what it reads."""
    ordered: list[str] = []

    def add(name: str) -> None:
        for needed in SOURCES[name].needs:
            add(needed)
        if name not in ordered:
            ordered.append(name)

    for name in names:
        add(name)
    return ordered
