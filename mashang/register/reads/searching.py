"""Which firms and towers a query names, the best first, in one round trip.

Three tiers: the whole name or code, its beginning, anywhere inside; an address comes after every name. Within a tier
comes first what is here, then what weighs more. Each part is limited, and the planner chooses by itself between the
index of grams (rare words) and walking down the ranks (common ones).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q

from mashang.kernel.actor import Actor
from mashang.register.models import Findable
from mashang.register.rules.searching import Way, ways_of, words_of

Kind, Said = Findable.Kind, Findable.Said
MOST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A firm or tower that is meant, and by which of its names or addresses."""

    kind: str
    id: int
    said: str
    title: str


def find_hits(
    actor: Actor, q: str, on: date, *, kinds: Sequence[str] = tuple(Kind), here: bool = False, area_path: str = "",
    most: int = 10,
) -> tuple[Hit, ...]:  # fmt: skip
    """The firms and towers that the words name and the actor may see, at most so many of each kind; one query.

    `here` keeps firms that have a room on the day, `area_path` what is seen from that area.
    """
    words = words_of(q)
    if not words or not actor.covers(area_path or actor.area_path):
        return ()
    says = _Says()
    says.params |= {"on": on, "most": min(most, MOST)}
    parts = [part for kind in kinds for part in _parts(says, words, kind, _scope(says, actor, kind, area_path, here))]
    sql = f"""with hit as ({" union all ".join(parts)}), best as (
    select distinct on (kind, ref_id) * from hit order by kind, ref_id, tier, said = 'current' desc, title
), ranked as (
    select *, row_number() over (partition by kind order by {RANK}) as place from best
) select kind, ref_id, said, title from ranked where place <= %(most)s order by kind desc, place"""
    with connection.cursor() as cursor:
        cursor.execute(sql, says.params)
        return tuple(Hit(*row) for row in cursor.fetchall())


RANK = "tier, here_until > %(on)s desc, weight desc, here_until desc, ref_id"


class _Says:
    """Collects values and gives the place at which each stands in the statement."""

    def __init__(self) -> None:
        self.params: dict[str, Any] = {}

    def __call__(self, value: Any, as_type: str = "") -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f"%({name})s{as_type}"


def _parts(says: _Says, words: Sequence[str], kind: str, scope: str) -> Iterable[str]:
    whole = ways_of("".join(words))
    exact = " or ".join(f"{way.column} = {says(way.text)}" for way in whole if way.column != "initials")
    begins = " or ".join(f"{way.column} like {says(way.text + '%')}" for way in whole)
    inside = [" or ".join(sql for way in ways_of(word) if (sql := _holds(says, way))) for word in words]
    tiers = [exact, begins]
    if all(inside):
        tiers.append(" and ".join(f"({any_way})" for any_way in inside))
    for tier, condition in enumerate(tiers):
        yield f"""(select kind, ref_id, said, title, here_until, weight,
    {tier} + case when said = 'address' then 3 else 0 end as tier from register_findable
where kind = {says(kind)} and ({condition}){scope}
order by here_until desc, weight desc, ref_id limit {2 * says.params["most"]})"""


def _holds(says: _Says, way: Way) -> str:
    if not way.grams:
        return ""
    return f"(grams @> {says(way.grams, '::text[]')} and {way.column} like {says(f'%{way.text}%')})"


def _scope(says: _Says, actor: Actor, kind: str, area_path: str, here: bool) -> str:
    """The same as `scope.firms_seen_by` and `towers_seen_by`, in grams."""
    wanted = ""
    own = kind == Kind.FIRM and actor.firm_ids is not None
    if path := area_path or ("" if own else actor.area_path):
        wanted += f" and grams @> {says([f'@{path}'], '::text[]')}"
    if own:
        wanted += f" and ref_id = any({says(sorted(actor.firm_ids or ()), '::bigint[]')})"
    elif actor.tower_ids is not None:
        wanted += f" and grams && {says([f'!{pk}' for pk in sorted(actor.tower_ids)], '::text[]')}"
    if here and kind == Kind.FIRM:
        wanted += " and here_until > %(on)s"
    return wanted


def named(q: str) -> Q:
    """Firms of which every word of a query is in one name they bear or bore, in its pinyin, or in the code."""
    words = words_of(q)
    found = Findable.objects.filter(kind=Kind.FIRM).exclude(said=Said.ADDRESS)
    for word in words:
        found = found.filter(_any_way(word))
    return Q(pk__in=found.values("ref_id")) if words else Q(pk__in=[])


def _any_way(word: str) -> Q:
    asked = Q(folded__startswith=word)
    for way in ways_of(word):
        if way.grams:
            asked |= Q(grams__contains=way.grams, **{f"{way.column}__contains": way.text})
    return asked
