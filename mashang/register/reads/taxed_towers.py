"""What may be said of ¥100M-tax towers to whoever asks; which they are says the one text of `reads.taxed_then`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.register.reads.scope import towers_seen_by
from mashang.register.reads.taxed_then import taxed_towers, taxpayers
from mashang.register.reads.then import of_towers


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
