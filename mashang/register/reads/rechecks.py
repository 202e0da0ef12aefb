"""The worklist of what should be looked at again: which thing, by which rule, since when, in whose tower."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.register.models import FactKey, Firm, Tower
from mashang.register.reads.naming import name_in
from mashang.register.reads.then import known_now, of_area, stays
from mashang.register.reads.towers import list_kept_towers
from mashang.register.rules.freshness import FRESH_DAYS, PAPER
from mashang.register.rules.rechecks import KINDS, TOWER_DAYS

# One row for each thing: kind, tower, firm, line, keys of facts and the day since which it should be looked at again. What is old
# of one firm or tower is one row: it is asked in one call; what can only be entered anew (a figure of a period, a disputed fact) is
# another.
_FACT = f"""
    select distinct on (f.subject_id, f.key_id) f.subject_id, f.key_id, k.key, f.flag, f.valid_from, f.unknown,
           s.as_of_on, s.as_of_on + coalesce(k.freshness_days, {FRESH_DAYS}) as until, s.kind as source_kind,
           k.shape = 'state' and not exists (
               select 1 from register_{{subject}}fact r where r.subject_id = f.subject_id and r.key_id = f.key_id
                 and not r.believed and {known_now("r", "superseded_at")} and r.valid_from >= f.valid_from
           ) as repeatable
    from register_{{subject}}fact f
    join register_factkey k on k.id = f.key_id and k.subject = '{{subject}}' and k.sensitivity <> 'T'
    join register_source s on s.id = f.source_id
    where f.subject_id in (select {{subject}}_id from here) and f.believed and {known_now("f", "superseded_at")}
      and f.valid_from <= %(on)s::date
    order by f.subject_id, f.key_id, f.valid_from desc"""
_PAPER = ", ".join(f"'{kind}'" for kind in sorted(PAPER))
_EVERY = f"""
with stay as ({stays(known=known_now)}),
tower as (
    select t.id as tower_id, t.verified_on from register_tower t
    where {of_area("t")} and {known_now("t")} and t.merged_into_id is null
),
firm_fact as (with here as (select distinct firm_id from stay) {_FACT.format(subject="firm")}),
tower_fact as (with here as (select tower_id from tower) {_FACT.format(subject="tower")}),
place as (select firm_id, min(tower_id) as tower_id from stay group by firm_id),
due as (
    select 'tower_old' as kind, tower_id, null::bigint as firm_id, null::bigint as line, '{{}}'::text[] as keys, false as repeatable,
           verified_on + {TOWER_DAYS} as since from tower
    where verified_on is null or verified_on < %(on)s::date - {TOWER_DAYS}
    union all
    select 'lease_over', min(tower_id), min(firm_id), line, '{{}}', false, min(ends_on) from stay
    where ends_on < %(on)s::date group by line
    union all
    select 'fact_old', p.tower_id, f.subject_id, null, array_agg(f.key order by f.key), f.repeatable, min(f.until)
    from firm_fact f join place p on p.firm_id = f.subject_id
    where f.until < %(on)s::date and f.source_kind not in ({_PAPER}) and not f.unknown
    group by p.tower_id, f.subject_id, f.repeatable
    union all
    select 'fact_old', subject_id, null, null, array_agg(key order by key), repeatable, min(until) from tower_fact
    where until < %(on)s::date and source_kind not in ({_PAPER}) and not unknown group by subject_id, repeatable
    union all
    select 'unreachable', p.tower_id, f.subject_id, null, array[f.key], false, f.valid_from
    from firm_fact f join place p on p.firm_id = f.subject_id where f.key = 'reachable' and f.flag is false
    union all
    select distinct on (f.subject_id) 'address_moved', s.tower_id, f.subject_id, s.line, array[f.key], false, f.valid_from
    from firm_fact f join stay s on s.firm_id = f.subject_id and s.registered_here and s.as_of_on < f.valid_from
    where f.key = 'registered_address' and exists (
        select 1 from register_firmfact was where was.subject_id = f.subject_id and was.key_id = f.key_id
          and was.believed and {known_now("was", "superseded_at")} and was.valid_from < f.valid_from
    )
)"""
_WHERE = """
where (%(kind)s = '' or kind = %(kind)s) and (%(tower)s::bigint is null or tower_id = %(tower)s)
  and (%(towers)s::bigint[] is null or tower_id = any(%(towers)s))"""
ROWS = f"""{_EVERY} select kind, tower_id, firm_id, line, keys, repeatable, since from due {_WHERE}
order by since nulls first, kind, tower_id, firm_id, keys limit %(limit)s offset %(offset)s"""
COUNTS = f"{_EVERY} select kind, count(*) from due {_WHERE} group by kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recheck:
    """A thing to look at again. `since` is None for what was never verified; `keys` and `facts` are the facts it is about.

    `repeatable`: one press may say that they hold on; else each is entered anew.
    """

    kind: str
    tower_id: int
    tower: str
    firm_id: int | None
    firm: str
    line: int | None
    keys: tuple[str, ...]
    facts: tuple[str, ...]
    repeatable: bool
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RechecksWanted:
    """One kind, one tower, or only the towers that the actor keeps."""

    kind: str = ""
    tower_id: int | None = None
    mine: bool = False


def count_rechecks(actor: Actor, as_of: date, wanted: RechecksWanted | None = None) -> Mapping[str, int]:
    """How many things each rule names, as of a day; two queries at most."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, _asked(actor, as_of, wanted or RechecksWanted()))
        counts = dict(cursor.fetchall())
    return {kind: counts.get(kind, 0) for kind in KINDS}


def list_rechecks(
    actor: Actor, as_of: date, wanted: RechecksWanted | None = None, *, start: int = 0, most: int = 50
) -> tuple[Recheck, ...]:
    """A page of what should be looked at again, the longest waiting first; five queries at most for any number.

    What a fact of taxes says is never here: it is looked after where it is kept.
    """
    with connection.cursor() as cursor:
        asked = _asked(actor, as_of, wanted or RechecksWanted())
        cursor.execute(ROWS, {**asked, "limit": most, "offset": start})
        rows = cursor.fetchall()
    towers = {t.pk: name_in(actor.locale, t) for t in Tower.objects.filter(pk__in={row[1] for row in rows})}
    firms = dict(Firm.objects.filter(pk__in={row[2] for row in rows if row[2]}).values_list("pk", "name"))
    keys = {
        k.key: name_in(actor.locale, k) for k in FactKey.objects.filter(key__in={key for row in rows for key in row[4]})
    }
    return tuple(
        Recheck(
            kind=kind, tower_id=tower, tower=towers.get(tower, ""), firm_id=firm, firm=firms.get(firm, ""), line=line,
            keys=tuple(about), facts=tuple(keys.get(key, "") for key in about),
            repeatable=repeatable, since=since,
        )
        for kind, tower, firm, line, about, repeatable, since in rows
    )  # fmt: skip


def _asked(actor: Actor, as_of: date, wanted: RechecksWanted) -> dict[str, Any]:
    actor.require(Permission.REGISTER_READ)
    towers = list(list_kept_towers(actor, as_of)) if wanted.mine else None
    return {"top": actor.area_path, "on": as_of, "kind": wanted.kind, "tower": wanted.tower_id, "towers": towers}
