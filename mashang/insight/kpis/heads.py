"""The two heads of a KPI's one SQL text: what it comes to in each place, and the rows that it counts there.

Both heads read the same `counted` rows, so that a figure and its rows cannot part.
"""

from __future__ import annotations

from collections.abc import Iterable

from mashang.insight.kpis.description import Additive, Kpi
from mashang.insight.kpis.sources import SOURCES, in_order

# The areas whose subtree a row lies in, and where asked for the tower it stands in.
_IN_AREAS = """
    select a.path as place, null::bigint as tower, seen.* from unnest(%(areas)s::text[]) as a(path)
    join seen on starts_with(seen.area_path, a.path)"""
_IN_TOWERS = "select seen.area_path as place, seen.tower_id as tower, seen.* from seen where seen.tower_id is not null"


def counted(kpi: Kpi, *, places: Iterable[str] = ("area", "tower")) -> str:
    """The common table expressions up to `counted`: one row for each thing in each place.

    `places` may leave out the areas or the towers. Reads the sources by their names. What has no class is of class `-`.
    """
    wanted = [text for place, text in (("area", _IN_AREAS), ("tower", _IN_TOWERS)) if place in places]
    num = f"least({kpi.fold}(num), {kpi.fold}(den))" if kpi.paired else f"{kpi.fold}(num)"
    having = f" having {kpi.fold}(den) > 0" if kpi.paired else ""
    told = f"""seen as ({kpi.rows}),
placed as ({" union all ".join(wanted)}),
counted as (
    select place, tower, kind, id, coalesce(nullif(min(dim), ''), '-') as dim, min(tower_id) as tower_id,
           {num}::bigint as num, {kpi.fold}(den)::bigint as den, bool_and(unknown) as unknown
    from placed group by place, tower, kind, id{having}
)"""
    return f"{told}{_LEADING}" if kpi.leading else told


_LEADING = """,
classed as (select counted.*, sum(num) over (partition by place, tower, dim) as of_class from counted),
led as (
    select place, tower, kind, id, dim, tower_id, den, unknown,
           case when dim <> '-' and dim = first_value(dim) over (
               partition by place, tower order by dim = '-', of_class desc, dim
           ) then num else 0 end as num
    from classed
)"""


def sources_of(kpis: Iterable[Kpi]) -> list[str]:
    """The sources that these KPIs read, each after what it reads itself."""
    return in_order(tuple(dict.fromkeys(name for kpi in kpis for name in kpi.needs)))


def _inline(kpi: Kpi) -> str:
    return "".join(f"{name} as ({SOURCES[name].text}),\n" for name in sources_of([kpi]))


def _from(kpi: Kpi) -> str:
    return "led" if kpi.leading else "counted"


def aggregate_of(kpi: Kpi, *, inline: bool = True) -> str:
    """The first head: (place, tower, dim, num, den, n, unknown, median) for the areas of `%(areas)s` and their towers.

    `dim` is null for the whole place. With `inline` false the sources are there as temporary tables.
    """
    places = ("area", "tower") if "tower" in kpi.splits else ("area",)
    sets = "(place, tower), (place, tower, dim)" if kpi.dim else "(place, tower)"
    dim = "dim" if kpi.dim else "null"
    having = "" if kpi.crossed or not kpi.dim else " having tower is null or grouping(dim) = 1"
    median = (
        f"percentile_disc({kpi.percent / 100}) within group (order by num) filter (where not unknown)"
        if kpi.additive is Additive.MEDIAN
        else "null::bigint"
    )
    return f"""with {_inline(kpi) if inline else ""}{counted(kpi, places=places)}
select place, tower, {dim}, coalesce(sum(num) filter (where not unknown), 0)::bigint,
       coalesce(sum(den) filter (where not unknown), 0)::bigint, count(*) filter (where not unknown),
       count(*) filter (where unknown), {median}
from {_from(kpi)} group by grouping sets ({sets}){having}"""


def tellers_of(kpi: Kpi, *, inline: bool = True) -> str:
    """The firms of which a withheld figure is made: (area_path, tower_id, dim, firm_id, amount), one for each place.

    With `inline` false the sources are there as temporary tables.
    """
    return f"""with {_inline(kpi) if inline else ""}told as ({kpi.told_by})
select area_path, tower_id, coalesce(nullif(dim, ''), '-'), firm_id, amount::bigint from told"""


def rows_of(kpi: Kpi, *, in_tower: bool = False, of_class: bool = False, paged: bool = True) -> str:
    """The second head: (kind, id, tower_id, dim, num, den) of one place, the largest first.

    The place is the one area in `%(areas)s`, or with `in_tower` the tower `%(tower)s`; `of_class` narrows to `%(dim)s`.
    """
    where = ["not unknown"]
    if in_tower:
        where.append("tower = %(tower)s")
    if of_class:
        where.append("dim = %(dim)s")
    page = " limit %(limit)s offset %(offset)s" if paged else ""
    return f"""with {_inline(kpi)}{counted(kpi, places=("tower",) if in_tower else ("area",))}
select kind, id, tower_id, dim, num, den from {_from(kpi)} where {" and ".join(where)}
order by num desc, den desc, kind, id{page}"""
