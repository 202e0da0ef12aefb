"""The rows from which KPIs count, by name: what the register held on the day of the run, as known then.

A single figure reads them as common table expressions, a run makes them into temporary tables once and lets all KPIs
read these: the text is the same. Nothing else of the register is read by a KPI.
"""

from __future__ import annotations

from dataclasses import dataclass

from mashang.cases.reads import promises
from mashang.clocks.reads.office_time import office_day, office_of
from mashang.clocks.rules.opening import load_hours
from mashang.kernel.workdays import load_calendar
from mashang.register.reads.conflict_rows import open_conflicts
from mashang.register.reads.taxed_then import taxed_towers, taxpayers
from mashang.register.reads.then import held, known_then, of_area, stays, units, unmerged
from mashang.register.rules.industry import SECTION_STARTS

DAY = "%(on)s::date"
QUARTER = f"date_trunc('quarter', {DAY})::date"
EVE = f"({QUARTER} - 1)"
YEAR_AGO = f"({DAY} - interval '1 year')::date"
FULL_YEAR = f"(date_trunc('year', {DAY}) - interval '1 year')::date"


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


def _section(code: str) -> str:
    """The section letter of an industry code (GB/T 4754-2017), written with its letter or without; else null."""
    letters = ", ".join(f"'{letter}'" for letter, _start in SECTION_STARTS)
    starts = ", ".join(str(start) for _letter, start in SECTION_STARTS)
    division = f"substring({code} from '^[0-9][0-9]')::int"
    return f"""case when {code} ~ '^[A-T]' then left({code}, 1)
                else (array[{letters}, null])[width_bucket({division}, array[{starts}, 98])] end"""


# Units that were vacant at the end of the last quarter or are new on the market since then, and what became of them. A unit
# that was redrawn meanwhile carries on the vacancy of those it was made from, by their areas; it is no new supply.
_SUPPLY = f"""
    with recursive made as (
        select l.to_unit_id as unit_id, l.from_unit_id as from_id
        from register_unitlineage l join register_unitchange c on c.id = l.change_id
        where c."on" > {EVE} and c."on" <= {DAY} and c.recorded_at <= %(at)s
    ), origin as (
        select unit_id, from_id from made
        union select origin.unit_id, made.from_id from origin join made on made.unit_id = origin.from_id
    ), inherited as (
        select origin.unit_id, coalesce(sum(e.sqm) filter (where e.status = 'vacant'), 0) / nullif(sum(e.sqm), 0) as share
        from origin join room_on_eve e on e.unit_id = origin.from_id group by origin.unit_id
    )
    select r.area_path, r.tower_id, r.unit_id, r.sqm, r.status in ('let', 'own_use') as taken, case
               when e.unit_id is not null then (e.status = 'vacant')::int
               when i.unit_id is not null then coalesce(i.share, 0)
               else (r.status not in ('sealed', 'undelivered'))::int end as share
    from room r
    left join room_on_eve e on e.tower_id = r.tower_id and e.unit_id = r.unit_id
    left join inherited i on i.unit_id = r.unit_id"""

SOURCES: dict[str, Source] = {
    "stay": Source(stays()),
    "room": Source(units(), ("stay",)),
    "stay_on_eve": Source(stays(day=EVE)),
    "room_on_eve": Source(units(day=EVE, stay="stay_on_eve"), ("stay_on_eve",)),
    "stay_year_ago": Source(stays(day=YEAR_AGO)),
    "held": Source(held(), ("stay", "room")),
    "supply": Source(_SUPPLY, ("room", "room_on_eve")),
    "parcel": Source(
        f"""
    select p.area_path, p.id as parcel_id, p.mu_e4, p.granted_on from register_landparcel p
    where {of_area("p")} and {known_then("p")} and p.valid_from <= {DAY}"""
    ),
    # What the finance office and contacts alone may know is no conflict of the office's figures.
    "conflict": Source(open_conflicts(known=known_then, seen="k.sensitivity not in ('T', 'P')")),
    "tower_said": Source(_pivot("tower", {"high_end": "flag", "project_kind": "code"})),
    # A tower with grades of several schemes stands once, with the one that began last.
    "graded": Source(
        f"""
    select distinct on (g.tower_id) g.tower_id, g.scheme || '.' || g.grade as grade from register_graderesult g
    where {of_area("g")} and g.state in ('in_force', 'revoked') and g.decided_at <= %(at)s and g.valid @> {DAY}
      and (g.revoked_on is null or g.revoked_on > {DAY} or g.revoked_at > %(at)s)
    order by g.tower_id, lower(g.valid) desc, g.id desc"""
    ),
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
    "trade": Source(f"select subject_id as firm_id, {_section('industry')} as section from firm_said", ("firm_said",)),
    "taxed": Source(
        f"""
    select f.subject_id as firm_id, f.num as tax_fen from register_firmfact f join register_factkey k on k.id = f.key_id
    where k.subject = 'firm' and k.key = 'tax' and f.believed and f.valid_from = {FULL_YEAR}
      and {known_then("f", "superseded_at")}"""
    ),
    "payer": Source(
        """
    select distinct s.area_path, s.tower_id, s.firm_id, t.tax_fen, trade.section
    from stay s left join taxed t on t.firm_id = s.firm_id left join trade on trade.firm_id = s.firm_id""",
        ("stay", "taxed", "trade"),
    ),
    "taxpayer": Source(taxpayers()),
    "rich_tower": Source(f"select tower_id from ({taxed_towers()}) decided where over", ("taxpayer",)),
    "house": Source(
        f"""
    select t.area_path, t.id as tower_id, t.kind, s.high_end = 1 as high_end, s.project_kind, r.known_sqm, r.occupied_sqm, r.vacant_sqm,
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
    where {known_then("t")} and {unmerged("t", "tower")}""",
        ("room", "tower_said"),
    ),
    "promise": Source(promises.promises()),
    "office_of": Source(office_of(load_hours())),
    "office_day": Source(
        office_day(load_calendar(), load_hours(), first=f"({promises.EARLIEST})"), ("promise", "office_of")
    ),
    "took": Source(promises.took(), ("promise", "office_of", "office_day")),
    "standing": Source(promises.standing()),
    "heard": Source(promises.heard()),
    "to_visit": Source(promises.to_visit()),
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
