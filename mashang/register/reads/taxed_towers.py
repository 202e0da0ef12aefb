"""What may be said of ¥100M-tax towers to whoever asks; which they are says the one text of `reads.taxed_then`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.taxed_then import taxed_towers, taxpayers
from mashang.register.reads.then import of_towers
from mashang.register.reads.towers import TowerRow, is_called, list_tower_rows
from mashang.register.rules.taxed_towers import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedTower:
    """What may be said of a tower's tax to whoever asks.

    `over`: yes, no, or None where what is known does not decide it. `withheld`: the answer is not for whoever asks, and
    None then. `tax_fen` only for those who may read tax; all others are told a yes with enough taxpayers behind it, and
    nothing else: beside the count of an area a plain no would leave over the tower whose yes is withheld.
    """

    tower_id: int
    year: int
    over: bool | None
    withheld: bool
    firms: int
    unknown: int
    tax_fen: int | None = None

    @property
    def told(self) -> Told:
        """The same in one word."""
        if self.withheld:
            return Told.WITHHELD
        return Told.UNSURE if self.over is None else Told.YES if self.over else Told.NO


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
            tower_id=tower_id, year=as_of.year - 1, over=over if may or (over and tellable) else None,
            withheld=not (may or (over and tellable)), firms=firms, unknown=unknown, tax_fen=int(tax_fen) if may else None,
        )
        for _path, tower_id, firms, unknown, _payers, tax_fen, _largest, over, tellable in rows
    }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedTowerRow:
    """A tower of the list with what may be said of its tax."""

    tower: TowerRow
    taxed: TaxedTower


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedTowersWanted:
    """Filters of the list. `told` keeps one answer; without it all are in it but the plain no."""

    q: str = ""
    told: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedTowersFound:
    """The list; `counts` says how many towers there are of each answer, whatever answer is asked for.

    `empty` are towers in which no firm stood at the end of the tax year: there is nothing to decide about them.
    """

    rows: tuple[TaxedTowerRow, ...]
    counts: dict[Told, int]
    empty: int


SORTS: dict[str, Callable[[TaxedTowerRow], Any]] = {
    "tower": lambda row: row.tower.pinyin,
    "firms": lambda row: row.taxed.firms,
    "unknown": lambda row: row.taxed.unknown,
    "tax": lambda row: row.taxed.tax_fen,
}


def find_taxed_towers(
    actor: Actor, as_of: date, wanted: TaxedTowersWanted, known_at: datetime | None = None
) -> TaxedTowersFound:
    """The towers that the actor sees by what is told of them, the plain yes first; three queries for any number.

    The caller puts on record (`note_view`) that sums were shown, where rows bear them.
    """
    towers = [row for row in list_tower_rows(actor, as_of) if not wanted.q.strip() or _called(row, wanted.q)]
    taxes = list_taxed_towers(actor, [row.id for row in towers], as_of, known_at)
    rows = [TaxedTowerRow(tower=row, taxed=taxes[row.id]) for row in towers if row.id in taxes]
    counts = {told: sum(row.taxed.told is told for row in rows) for told in Told}
    kept = [row for row in rows if (row.taxed.told == wanted.told if wanted.told else row.taxed.told is not Told.NO)]
    return TaxedTowersFound(rows=tuple(_sorted(kept, wanted.sort)), counts=counts, empty=len(towers) - len(rows))


def _called(row: TowerRow, q: str) -> bool:
    return is_called(q, (row.name_zh, row.name, *row.other_names), row.address, row.code)


def _sorted(rows: list[TaxedTowerRow], sort: str) -> list[TaxedTowerRow]:
    order = list(Told)
    rows.sort(key=lambda row: (order.index(row.taxed.told), -(row.taxed.tax_fen or 0), row.tower.pinyin))
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return rows
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return [*known, *(row for row in rows if key(row) is None)]
