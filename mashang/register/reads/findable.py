"""What each firm and tower is found by, made of the register as it stands.

The acts write it into the table that the search looks at (`acts/ledger/findable.py`); a rebuild and the check of
that table read the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from typing import NamedTuple

from django.db import connection

from mashang.kernel.names import fold, initials, pinyin
from mashang.register.models import Findable, Firm, Tower

PORTION = 5_000
ADDRESS_KEYS = ("registered_address", "operating_address")
Kind, Said = Findable.Kind, Findable.Said


class Entry(NamedTuple):
    """A row of the table of findables, in the order of its columns."""

    kind: str
    ref_id: int
    district_id: int
    area_path: str
    said: str
    title: str
    folded: str
    code: str
    pinyin: str
    initials: str
    weight: int
    here_until: date
    scopes: tuple[str, ...]


# Where a firm is seen from: its home and every place it has or had a room in, each with the areas above it.
FIRM_PLACES = """
select f.id, f.district_id, f.area_path, f.weight, coalesce(stay.until, date '0001-01-01') as here_until,
       array(select distinct '@' || left(path, n) from unnest(stay.paths || f.area_path::text) path,
             generate_series(2, length(path), 2) n order by 1)
       || array(select '!' || tower from unnest(stay.towers) tower order by tower) as scopes
from register_firm f left join lateral (
    select array_agg(distinct area_path::text) as paths, array_agg(distinct tower_id) as towers,
           max(coalesce(upper(span), date '9999-12-31')) as until
    from register_occupancy where firm_id = f.id and retracted_at is null
) stay on true
where f.id = any(%(ids)s) and f.merged_into_id is null and f.retracted_at is null"""

TOWER_PLACES = """
select t.id, t.district_id, t.area_path, 0 as weight, date '9999-12-31' as here_until,
       array(select '@' || left(t.area_path, n) from generate_series(2, length(t.area_path), 2) n)
       || ('!' || t.id) as scopes
from register_tower t where t.id = any(%(ids)s) and t.merged_into_id is null and t.retracted_at is null"""

FIRM_WORDS = """
select id, 0 as nth, 'current' as said, name as title, coalesce(uscc, '') as code
from register_firm where id = any(%(ids)s)
union all select firm_id, 1, kind, name, '' from register_firmname
where firm_id = any(%(ids)s) and superseded_at is null
union all select id, 2, 'address', body, '' from (
    select distinct on (subject_id, key_id) subject_id as id, body from register_firmfact
    where subject_id = any(%(ids)s) and believed and superseded_at is null and key_id in (
        select id from register_factkey where subject = 'firm' and key = any(%(addresses)s))
    order by subject_id, key_id, valid_from desc
) newest where body is not null"""

# A tower is found by what the records that were merged into it were called, coded and addressed by, too.
TOWER_WORDS = """
with recursive former as (
    select id, merged_into_id as kept from register_tower where merged_into_id = any(%(ids)s)
    union all select t.id, f.kept from register_tower t join former f on t.merged_into_id = f.id
)
select id, 0 as nth, 'current' as said, name_zh as title, code from register_tower where id = any(%(ids)s)
union all select id, 1, 'current', name_hant, '' from register_tower where id = any(%(ids)s)
union all select id, 1, 'current', name_en, '' from register_tower where id = any(%(ids)s)
union all select tower_id, 2, kind, name, '' from register_towername
where tower_id = any(%(ids)s) and superseded_at is null
union all select f.kept, 1, 'alias', t.name_zh, t.code from former f join register_tower t on t.id = f.id
union all select id, 3, 'address', address, '' from register_tower where id = any(%(ids)s)
union all select f.kept, 4, 'address', t.address, '' from former f join register_tower t on t.id = f.id"""

PLACES = {Kind.FIRM: FIRM_PLACES, Kind.TOWER: TOWER_PLACES}
WORDS = {Kind.FIRM: FIRM_WORDS, Kind.TOWER: TOWER_WORDS}


def list_entries(kind: Findable.Kind, ids: Collection[int]) -> Iterator[Entry]:
    """What these firms or towers are found by: none for one that was retracted or merged. One query."""
    sql = f"""select p.id, p.district_id, p.area_path, p.weight, p.here_until, p.scopes, w.said, w.title, w.code
from ({PLACES[kind]}) p join ({WORDS[kind]}) w on w.id = p.id order by p.id, w.nth, w.said, w.title"""
    with connection.cursor() as cursor:
        cursor.execute(sql, {"ids": list(ids), "addresses": list(ADDRESS_KEYS)})
        seen: set[tuple[int, str]] = set()
        for ref_id, district_id, area_path, weight, here_until, scopes, said, title, code in cursor.fetchall():
            folded = fold(title)
            if (ref_id, folded) in seen or not (folded or code):
                continue
            seen.add((ref_id, folded))
            spoken = said != Said.ADDRESS
            yield Entry(
                kind, ref_id, district_id, area_path, said, title[:240], folded[:240], code,
                pinyin(title)[:600] if spoken else "", initials(title)[:240] if spoken else "",
                weight, here_until, tuple(scopes),
            )  # fmt: skip


def list_portions(kind: Findable.Kind) -> Iterator[list[int]]:
    """The ids of all firms or towers, and of those that only the table still holds, in portions."""
    table = {Kind.FIRM: Firm, Kind.TOWER: Tower}[kind]._default_manager
    held = Findable.objects.filter(kind=kind)
    last = -1
    while True:
        known = table.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:PORTION]
        kept = held.filter(ref_id__gt=last).order_by("ref_id").values_list("ref_id", flat=True).distinct()[:PORTION]
        ids = sorted({*known, *kept})[:PORTION]
        if not ids:
            return
        yield ids
        last = ids[-1]


def count_differences() -> tuple[int, int]:
    """How many rows the table lacks, and how many it has too many or otherwise, against the register."""
    lacking = extra = 0
    for kind in Kind:
        for ids in list_portions(kind):
            made = Counter(list_entries(kind, ids))
            rows = Findable.objects.filter(kind=kind, ref_id__in=ids).values_list(*Entry._fields)
            held = Counter(Entry._make((*row[:-1], tuple(row[-1]))) for row in rows)
            lacking += (made - held).total()
            extra += (held - made).total()
    return lacking, extra
