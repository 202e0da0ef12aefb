"""Keeps the table that the search looks at in step with the register. Called by every act that changes a name, a code,
an address or a stay, in its transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from mashang.register.acts.ledger.copying import cell, copy_lines
from mashang.register.models import Findable
from mashang.register.reads.findable import PLACES, PORTION, Entry, list_entries

Kind = Findable.Kind

# Only rows that change are written: each costs its grams anew.
PLACE = f"""update register_findable f set area_path = p.area_path, here_until = p.here_until, scopes = p.scopes
from ({PLACES[Kind.FIRM]}) p where f.kind = 'firm' and f.ref_id = p.id
and (f.area_path, f.here_until, f.scopes::text[]) is distinct from (p.area_path, p.here_until, p.scopes)"""


def find_firms_anew(firm_ids: Iterable[int]) -> None:
    """These firms are found by what they are called, coded and addressed by now."""
    _write(Kind.FIRM, sorted(set(firm_ids)))


def find_towers_anew(tower_ids: Iterable[int]) -> None:
    """These towers are found by what they are called, coded and addressed by now."""
    _write(Kind.TOWER, sorted(set(tower_ids)))


def place_firms(firm_ids: Iterable[int]) -> None:
    """These firms are seen from where they are and were by now; what they are called has not changed."""
    ids = sorted(set(firm_ids))
    with connection.cursor() as cursor:
        for at in range(0, len(ids), PORTION):
            cursor.execute(PLACE, {"ids": ids[at : at + PORTION]})


def _write(kind: Findable.Kind, ids: Collection[int]) -> None:
    ids = list(ids)
    for at in range(0, len(ids), PORTION):
        portion = ids[at : at + PORTION]
        entries = list(list_entries(kind, portion))
        Findable.objects.filter(kind=kind, ref_id__in=portion).delete()
        copy_lines(Findable, Entry._fields, map(_line, entries))


def _line(entry: Entry) -> str:
    return "\t".join((*map(cell, entry[:-1]), "{" + ",".join(entry.scopes) + "}"))
