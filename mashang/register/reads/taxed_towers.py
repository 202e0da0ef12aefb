"""¥100M-tax towers on a day, as one SQL text for the pages and for the figures, by the rule of `rules.taxed_towers`.

`taxpayers` gives a row for each firm and tower, `taxed_towers` one for each tower that had such a firm. Parameters are
those of `reads.then`: `%(on)s` the day, `%(at)s` the instant of knowledge, and what the scope asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.then import DAY, Scope, known_then, of_area, of_towers, stays
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedTower:
    """What may be said of a tower's tax to whoever asks.

    `over`: yes, no, or None where what is known does not decide it. `withheld`: too few taxpayers stand behind the
    answer, which is None then. `tax_fen` only for those who may read tax.
    """

    tower_id: int
    year: int
    over: bool | None
    withheld: bool
    firms: int
    unknown: int
    tax_fen: int | None = None


def list_taxed_towers(
    actor: Actor, tower_ids: Collection[int], as_of: date, known_at: datetime | None = None
) -> dict[int, TaxedTower]:
    """By tower, for those of the given towers that the actor sees and that had firms; two queries.

    The caller puts on record (`note_view`) that sums were shown, where a row bears one.
    """
    seen = list(towers_seen_by(actor).filter(pk__in=tower_ids).values_list("pk", flat=True))
    text = f"with taxpayer as ({taxpayers(of_towers)}) {taxed_towers()}"
    with connection.cursor() as cursor:
        cursor.execute(text, {"towers": seen, "on": as_of, "at": known_at or timezone.now()})
        rows = cursor.fetchall()
    may = actor.may("tax.read")
    return {
        tower_id: TaxedTower(
            tower_id=tower_id, year=as_of.year - 1, over=over if may or tellable else None,
            withheld=not (may or tellable), firms=firms, unknown=unknown, tax_fen=int(tax_fen) if may else None,
        )
        for _path, tower_id, firms, unknown, _payers, tax_fen, _largest, over, tellable in rows
    }  # fmt: skip
