"""¥100M-tax towers on a day, as one SQL text for the pages and for the figures, by the rule of `rules.taxed_towers`.

`taxpayers` gives a row for each firm and tower, `taxed_towers` one for each tower that had such a firm. Parameters are
those of `reads.then`: `%(on)s` the day, `%(at)s` the instant of knowledge, and what the scope asks for.
"""

from __future__ import annotations

from collections.abc import Callable

from mashang.register.reads.then import DAY, Scope, known_then, of_area, stays
from mashang.register.rules.taxed_towers import BOUND_FEN, LARGEST_SHARE_PERCENT, LEAST_TAXPAYERS


def taxpayers(scope: Scope = of_area, day: str = DAY, known: Callable[..., str] = known_then) -> str:
    """Each firm that stood in a tower at the end of the last full tax year: its tax of that year in fen, or null.

    Columns area_path, tower_id, firm_id, tax_fen. All towers of such a firm are looked at, also those out of scope:
    where it counts is the same whoever asks.
    """
    year = f"(date_trunc('year', {day}) - interval '1 year')::date"
    eve = f"(date_trunc('year', {day})::date - 1)"

    def of_their_firms(row: str) -> str:
        here = f"{scope('f')} and {known('f')} and f.span @> {eve}"
        return f"{row}.firm_id in (select f.firm_id from register_occupancy f where {here})"

    return f"""
    select h.area_path, h.tower_id, h.firm_id, f.num as tax_fen
    from (
        select distinct on (firm_id) area_path, tower_id, firm_id, taxed from (
            select s.area_path, s.tower_id, s.firm_id, sum(coalesce(s.sqm, u.area_sqm)) as sqm,
                   bool_or(s.taxed_here is not false) as taxed
            from ({stays(of_their_firms, eve, known)}) s
            join register_unit u on u.tower_id = s.tower_id and u.id = s.unit_id
            group by s.area_path, s.tower_id, s.firm_id
        ) held order by firm_id, sqm desc nulls last, tower_id
    ) h
    left join register_factkey k on k.subject = 'firm' and k.key = 'tax'
    left join register_firmfact f on f.subject_id = h.firm_id and f.key_id = k.id and f.believed
        and f.valid_from = {year} and {known("f", "superseded_at")}
    where h.taxed and {scope("h")}"""


def taxed_towers(taxpayer: str = "taxpayer") -> str:
    """Each tower with taxpayers: whether it is a ¥100M-tax tower (null: not decided) and whether that may be told.

    `taxpayer` names the rows of `taxpayers`. Columns area_path, tower_id, firms, unknown (firms whose tax is not
    known), payers, tax_fen, largest_fen, over, tellable.
    """
    return f"""
    select sums.*, case when tax_fen >= {BOUND_FEN} then true when unknown = 0 then false end as over,
           payers >= {LEAST_TAXPAYERS} and largest_fen * 100 <= tax_fen * {LARGEST_SHARE_PERCENT} as tellable
    from (
        select area_path, tower_id, count(*) as firms, count(*) filter (where tax_fen is null) as unknown,
               count(*) filter (where tax_fen > 0) as payers, coalesce(sum(tax_fen) filter (where tax_fen > 0), 0) as tax_fen,
               coalesce(max(tax_fen), 0) as largest_fen
        from {taxpayer} group by area_path, tower_id
    ) sums"""
