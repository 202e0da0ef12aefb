"""Which firms in place are above the threshold of the statistics, near it, below it, or not to be told, on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from mashang.kernel.actor import Actor
from mashang.kernel.names import pinyin
from mashang.register.models import FirmFact, Occupancy
from mashang.register.reads.above_threshold import DECIDING, judge_size
from mashang.register.reads.facts import FactSource, may_see_revenue, name_code, source_of, write_number
from mashang.register.reads.firms_then import firm_then
from mashang.register.reads.scope import firms_seen_by, known, towers_seen_by
from mashang.register.reads.searching import named
from mashang.register.reads.towers import list_tower_names
from mashang.register.rules.above_threshold import Lack, Reached, ThresholdAnswer
from mashang.register.rules.industry import section_of

LISTED = ("above_threshold_class", "above_threshold_since", "threshold_candidate")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdRow:
    """A firm in place, with its answer and what that rests on.

    `revenue` in words with its `year` and `source` only for those who may see it (`may_see_revenue`). `listed` is the class
    under which the statistics office lists the firm already, `stated` whether a list names it as a candidate.
    """

    firm_id: int
    name: str
    pinyin: str
    uscc: str
    industry: str
    standing: str
    towers: tuple[tuple[int, str], ...]
    answer: ThresholdAnswer
    year: int | None
    revenue: str
    source: FactSource | None
    listed: str
    listed_since: date | None
    stated: bool

    @property
    def to_enter(self) -> bool:
        """Above the threshold or near it, and not in the statistics yet: the firms to go and talk to."""
        return not self.listed and self.answer.reached in (Reached.ABOVE, Reached.CANDIDATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdWanted:
    """Filters of the list. `reached` keeps one answer, `to_enter` those to be talked to; `listed` those (not) in the statistics."""

    q: str = ""
    reached: str = ""
    to_enter: bool = False
    lack: str = ""
    industry: str = ""
    standing: str = ""
    tower_id: int | None = None
    listed: bool | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdsFound:
    """The list. `counts` says how many firms there are of each answer, and `to_enter` of those to be talked to, by the other filters."""

    rows: tuple[ThresholdRow, ...]
    counts: dict[Reached, int]
    to_enter: int


@dataclass(frozen=True, slots=True)
class _Statement:
    """The latest believed statement of a key, with what is shown of it."""

    num: int | None
    code: str | None
    day: date | None
    flag: bool | None
    unknown: bool
    valid_from: date
    unit: str
    scale: int
    source: tuple[str, str, date]


def find_threshold_firms(
    actor: Actor, as_of: date, wanted: ThresholdWanted, known_at: datetime | None = None
) -> ThresholdsFound:
    """The firms with a room in the actor's towers on the day, finance left out, which its regulators report.

    Four queries for any number of firms. Those to be talked to come first, then by what the rule says.
    """
    firms = _firms(actor, as_of, wanted, known_at)
    ids = [firm.pk for firm in firms]
    facts, places = _facts(ids, as_of, known_at), _places(actor, ids, as_of, known_at)
    rows = [_row(actor, firm, facts.get(firm.pk, {}), tuple(places.get(firm.pk, ())), as_of) for firm in firms]
    rows = [row for row in rows if row.answer.reached is not Reached.NEVER and _is_of(row, wanted)]
    counts = {reached: sum(row.answer.reached is reached for row in rows) for reached in Reached}
    counts.pop(Reached.NEVER)
    kept = [row for row in rows if _is_wanted(row, wanted)]
    return ThresholdsFound(
        rows=tuple(_sorted(kept, wanted.sort)), counts=counts, to_enter=sum(row.to_enter for row in rows)
    )


def _here(actor: Actor, as_of: date, known_at: datetime | None) -> QuerySet[Occupancy]:
    return Occupancy.objects.filter(known(known_at), span__contains=as_of, tower__in=towers_seen_by(actor).values("pk"))


def _firms(actor: Actor, as_of: date, wanted: ThresholdWanted, known_at: datetime | None) -> list[Any]:
    stays = _here(actor, as_of, known_at).filter(firm=OuterRef("pk"))
    if wanted.tower_id is not None:
        stays = stays.filter(tower=wanted.tower_id)
    firms: QuerySet[Any] = firms_seen_by(actor).annotate(**firm_then(as_of, known_at)).filter(Exists(stays))
    if wanted.standing:
        firms = firms.filter(standing_then=wanted.standing)
    return list(firms.filter(named(wanted.q)) if wanted.q.strip() else firms)


def _facts(firm_ids: list[int], as_of: date, known_at: datetime | None) -> dict[int, dict[str, _Statement]]:
    rows = FirmFact.objects.filter(
        known(known_at, until="superseded_at"), subject__in=firm_ids, believed=True, valid_from__lte=as_of,
        key__key__in=(*DECIDING, *LISTED),
    )  # fmt: skip
    latest = rows.order_by("subject_id", "key_id", "-valid_from").distinct("subject_id", "key_id")
    told: dict[int, dict[str, _Statement]] = defaultdict(dict)
    for firm_id, key, num, code, day, flag, unknown, since, unit, scale, kind, label, on in latest.values_list(
        "subject_id", "key__key", "num", "code", "day", "flag", "unknown", "valid_from", "key__unit", "key__scale",
        "source__kind", "source__label", "source__as_of_on",
    ):  # fmt: skip
        told[firm_id][key] = _Statement(num, code, day, flag, unknown, since, unit, scale, (kind, label, on))
    return told


def _places(
    actor: Actor, firm_ids: list[int], as_of: date, known_at: datetime | None
) -> dict[int, list[tuple[int, str]]]:
    names = dict(list_tower_names(actor))  # by pinyin
    here: dict[int, set[int]] = defaultdict(set)
    rows = _here(actor, as_of, known_at).filter(firm__in=firm_ids)
    for firm_id, tower_id in rows.values_list("firm_id", "tower_id").distinct():
        here[firm_id].add(tower_id)
    return {firm_id: [(pk, names[pk]) for pk in names if pk in towers] for firm_id, towers in here.items()}


def _row(
    actor: Actor, firm: Any, told: Mapping[str, _Statement], towers: tuple[tuple[int, str], ...], as_of: date
) -> ThresholdRow:
    answer, revenue = judge_size(told, as_of)
    shown = revenue if revenue is not None and may_see_revenue(actor) else None
    listed, since, stated = (told.get(key) for key in LISTED)
    industry = told.get("industry")
    return ThresholdRow(
        firm_id=firm.pk, name=firm.name_then, pinyin=firm.name_pinyin if firm.name_then == firm.name else pinyin(firm.name_then), uscc=firm.uscc or "",
        industry=(industry.code if industry else "") or "", standing=firm.standing_then, towers=towers, answer=answer,
        year=revenue.valid_from.year if revenue else None, revenue=_written(actor, shown) if shown else "",
        source=source_of(*shown.source, seen_on=as_of) if shown else None,
        listed=(listed.code if listed else "") or "", listed_since=since.day if since else None,
        stated=bool(stated and stated.flag),
    )  # fmt: skip


def _written(actor: Actor, revenue: _Statement) -> str:
    if revenue.code is not None:
        return name_code(actor.locale, "revenue_band", revenue.code)
    return write_number(Decimal(revenue.num or 0) / revenue.scale, revenue.unit)


def _is_of(row: ThresholdRow, wanted: ThresholdWanted) -> bool:
    if wanted.industry and section_of(row.industry) != wanted.industry:
        return False
    return wanted.listed is None or bool(row.listed) == wanted.listed


def _is_wanted(row: ThresholdRow, wanted: ThresholdWanted) -> bool:
    if wanted.to_enter and not row.to_enter:
        return False
    if wanted.lack and row.answer.lack != Lack(wanted.lack):
        return False
    return not wanted.reached or row.answer.reached == wanted.reached


SORTS: dict[str, Callable[[ThresholdRow], Any]] = {
    "firm": lambda row: row.pinyin,
    "industry": lambda row: row.industry or None,
    "tower": lambda row: pinyin(row.towers[0][1]) if row.towers else None,
    "since": lambda row: row.listed_since,
}


def _sorted(rows: list[ThresholdRow], sort: str) -> list[ThresholdRow]:
    order = list(Reached)
    rows.sort(key=lambda row: (not row.to_enter, order.index(row.answer.reached), row.pinyin))
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return rows
    known_rows = [row for row in rows if key(row) is not None]
    known_rows.sort(key=key, reverse=sort.startswith("-"))
    return [*known_rows, *(row for row in rows if key(row) is None)]
