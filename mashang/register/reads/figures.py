"""Figures of many towers at once, reckoned by the database with the rules of `rules.occupancy` and `rules.unit_status`.

A property test holds them equal to the figures of the stacking plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from mashang.register.reads.then import known_now, of_towers, stays, units
from mashang.register.rules.occupancy import ZERO, Figures
from mashang.register.rules.unit_status import SOON_DAYS, UnitStatus

_HERE = f"with occ as ({stays(of_towers, known=known_now)})"
_UNITS = f"{_HERE}, unit as ({units(of_towers, known=known_now, stay='occ')})"

BY_STATUS = f"""{_UNITS}
select tower_id, status, count(*), count(*) filter (where sqm is null), coalesce(sum(sqm), 0),
       coalesce(sum(sqm) filter (where fresh), 0), coalesce(sum(sqm) filter (where ending), 0)
from unit group by tower_id, status"""

BY_FLOOR = f"""{_UNITS}
select tower_id, floor_no, coalesce(sum(sqm), 0), coalesce(sum(sqm) filter (where status = 'vacant'), 0)
from unit where floor_no is not null group by tower_id, floor_no order by tower_id, floor_no desc"""

BY_FIRM = f"""{_HERE},
said as (
    select tower_id, firm_id, bool_or(registered_here is true) as here, bool_or(registered_here is not null) as asked
    from occ group by tower_id, firm_id
)
select f.*, l.ending, l.overrun from (
    select tower_id, count(*), count(*) filter (where here), count(*) filter (where asked) from said group by tower_id
) f join (
    select tower_id, count(distinct line) filter (where ends_on between %(on)s::date and %(on)s::date + {SOON_DAYS})
             as ending, count(distinct line) filter (where ends_on < %(on)s::date) as overrun
    from occ group by tower_id
) l on l.tower_id = f.tower_id"""


@dataclass(frozen=True, slots=True)
class FloorBar:
    """One floor of a tower's silhouette: its known area and how much of it is vacant."""

    no: int
    sqm: Decimal
    vacant_sqm: Decimal


def get_figures(stated: Mapping[int, Decimal | None], as_of: date) -> dict[int, Figures]:
    """Figures of these towers (id to the lettable area their papers state) on a day; two queries for any number.

    The caller has checked that the actor may see them.
    """
    if not stated:
        return {}
    asked: dict[str, Any] = {"towers": list(stated), "on": as_of}
    statuses: dict[int, list[tuple[str, int, int, Decimal, Decimal, Decimal]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(BY_STATUS, asked)
        for tower_id, *row in cursor.fetchall():
            statuses[tower_id].append(tuple(row))
        cursor.execute(BY_FIRM, asked)
        firms = {tower_id: row for tower_id, *row in cursor.fetchall()}
    return {
        tower_id: _figures(statuses[tower_id], firms.get(tower_id, [0, 0, 0, 0, 0]), stated_sqm)
        for tower_id, stated_sqm in stated.items()
    }


def _figures(
    rows: list[tuple[str, int, int, Decimal, Decimal, Decimal]], firms: list[int], stated_sqm: Decimal | None
) -> Figures:
    known = sum((row[3] for row in rows), ZERO)
    stated = stated_sqm is not None and stated_sqm >= known
    present, registered, asked, ending, overrun = firms
    return Figures(
        units=sum(row[1] for row in rows),
        unknown_units=sum(row[2] for row in rows),
        lettable_sqm=stated_sqm if stated and stated_sqm is not None else known,
        lettable_stated=stated,
        by_status={UnitStatus(row[0]): (row[1], row[3]) for row in rows},
        firms=present,
        registered=registered,
        registration_asked=asked,
        ending_sqm=sum((row[5] for row in rows), ZERO),
        ending_leases=ending,
        overrun_leases=overrun,
        fresh_sqm=sum((row[4] for row in rows), ZERO),
        known_sqm=known,
    )


def get_floor_bars(tower_ids: Collection[int], as_of: date) -> dict[int, list[FloorBar]]:
    """The silhouettes of these towers, floors from top to bottom; one query."""
    bars: dict[int, list[FloorBar]] = defaultdict(list)
    if not tower_ids:
        return bars
    with connection.cursor() as cursor:
        cursor.execute(BY_FLOOR, {"towers": list(tower_ids), "on": as_of})
        for tower_id, no, sqm, vacant in cursor.fetchall():
            bars[tower_id].append(FloorBar(no, sqm, vacant))
    return bars
