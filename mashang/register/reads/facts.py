"""What is held about a firm, tower or unit on a day: each value with its source, its day and how fresh it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mashang.kernel.actor import Actor
from mashang.register.models import FactKey, FirmFact, TowerFact, UnitFact
from mashang.register.reads.choices import name_source
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import known
from mashang.register.rules.fact_words import GROUPS, UNITS, period_of
from mashang.register.rules.freshness import Freshness, freshness_of

TABLES: dict[str, type[FirmFact] | type[TowerFact] | type[UnitFact]] = {
    "firm": FirmFact,
    "tower": TowerFact,
    "unit": UnitFact,
}
TAX = "T"
REVENUE = ("revenue", "revenue_band")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSource:
    """Where a value is from: in words, of which day, and its mark."""

    kind: str
    name: str
    on: date
    freshness: Freshness


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """What another source says of the same thing; it is kept beside the believed value."""

    text: str
    source: FactSource


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """One fact as it is shown. An empty `text` is a stated "not known"; a `locked` line has neither value nor source."""

    key: str
    label: str
    group: str
    text: str
    code: str = ""
    period: str = ""
    valid_from: date | None = None
    sensitivity: str = ""
    source: FactSource | None = None
    rivals: tuple[Rival, ...] = ()
    locked: bool = False
    due: bool = False


def may_see_revenue(actor: Actor, firm_id: int | None = None) -> bool:
    """Whether this actor is told what firms earn: who keeps the register's facts, the finance officer, the firm itself."""
    own = firm_id is not None and firm_id in (actor.firm_ids or ())
    return own or actor.may("register.edit") or actor.may("tax.read")


def get_facts(
    actor: Actor, subject: str, subject_id: int, as_of: date, known_at: datetime | None = None
) -> tuple[FactLine, ...]:
    """The facts of one subject in force on a day, in the order of the content; at most two queries.

    The caller has checked that the actor may see the subject. Tax facts are read only with `tax.read`: without it
    each stands as a locked line, whether anything is held or not; so does the revenue of a firm for whoever may not see
    it. Contact facts need `contact.read`. `due` says that the key asks to be checked again after fewer days than have
    passed.
    """
    rows = (
        TABLES[subject]
        .objects.filter(known(known_at, until="superseded_at"), subject_id=subject_id, valid_from__lte=as_of)
        .select_related("key", "source")
        .order_by("key__order", "key_id", "-valid_from", "-recorded_at", "-id")
    )
    may_tax = actor.may("tax.read")
    if not may_tax:
        rows = rows.exclude(key__sensitivity=TAX)
    may_earn = subject != "firm" or may_see_revenue(actor, subject_id)
    if not may_earn:
        rows = rows.exclude(key__key__in=REVENUE)
    if not actor.may("contact.read"):
        rows = rows.exclude(key__sensitivity="P")
    by_key: dict[int, list[Any]] = {}
    for row in rows:
        by_key.setdefault(row.key_id, []).append(row)
    lines = [line for facts in by_key.values() if (line := _line(actor, facts, as_of)) is not None]
    # Tax is a matter of firms: no tower and no unit has a key of that kind.
    return tuple(lines if may_tax or subject != "firm" else [*lines, *_locked(actor, () if may_earn else REVENUE)])


def source_of(kind: str, label: str, on: date, *, seen_on: date) -> FactSource:
    """A source in words with its mark, seen from a day."""
    mark = freshness_of(source_kind=kind, as_of_on=on, on=seen_on)
    return FactSource(kind=kind, name=name_source(kind, label), on=on, freshness=mark)


def _line(actor: Actor, facts: list[Any], as_of: date) -> FactLine | None:
    believed = next((fact for fact in facts if fact.believed), None)
    if believed is None:
        return None
    key = believed.key
    rivals = tuple(
        Rival(text=write_fact(actor.locale, fact), source=_source(fact, as_of)) for fact in facts if not fact.believed
    )
    return FactLine(
        key=key.key,
        label=name_in(actor.locale, key),
        group=key.group,
        text=write_fact(actor.locale, believed),
        code=believed.code or "",
        period=period_of(key.shape, believed.valid_from.year, believed.valid_from.month),
        valid_from=believed.valid_from,
        sensitivity=key.sensitivity,
        source=_source(believed, as_of),
        rivals=rivals,
        due=key.freshness_days is not None and (as_of - believed.source.as_of_on).days > key.freshness_days,
    )


def _locked(actor: Actor, more: tuple[str, ...]) -> list[FactLine]:
    keys = FactKey.objects.filter(Q(sensitivity=TAX) | Q(key__in=more), subject="firm").order_by("order", "id")
    return [
        FactLine(
            key=key.key,
            label=name_in(actor.locale, key),
            group=key.group,
            text="",
            sensitivity=key.sensitivity,
            locked=True,
        )
        for key in keys
    ]


def _source(fact: Any, as_of: date) -> FactSource:
    source = fact.source
    return source_of(source.kind, source.label, source.as_of_on, seen_on=as_of)


def write_fact(locale: str, fact: Any) -> str:
    """The value of a fact in the reader's language; empty when it is stated to be unknown."""
    if fact.unknown:
        return ""
    if fact.num is not None:
        return write_number(Decimal(fact.num) / fact.key.scale, fact.key.unit)
    if fact.code is not None:
        return write_code(locale, fact.key, fact.code)
    if fact.day is not None:
        return write_day(fact.day, fact.precision)
    if fact.flag is not None:
        return str(pgettext("a fact", "Yes")) if fact.flag else str(pgettext("a fact", "No"))
    return fact.body or ""


def write_number(number: Decimal, unit: str) -> str:
    """A number with its unit; sums of ten thousand yuan and more are written in ten thousands."""
    if unit == "yuan" and abs(number) >= 10_000 and number % 100 == 0:
        number, unit = number / 10_000, "wan_yuan"
    amount = f"{number:,.2f}".rstrip("0").rstrip(".")
    return _(UNITS[unit].id) % {"amount": amount} if unit in UNITS else amount


def write_code(locale: str, key: FactKey, code: str) -> str:
    """The name of a code of the key's list; industries are named by GB/T 4754."""
    choice: Mapping[str, str] | None = key.choices.get(code)
    if choice:
        return choice.get({"zh-hant": "hant", "en": "en"}.get(locale.lower(), "zh"), code)
    name = find_industry_name(code) if key.key == "industry" else ""
    return f"{name} {code}" if name else code


_choices: dict[str, FactKey] = {}


def name_code(locale: str, key: str, code: str) -> str:
    """The name of a code of a firm's fact; the key's list is asked for once in a process."""
    if key not in _choices:
        _choices.update({known.key: known for known in FactKey.objects.filter(subject="firm", type="code")})
    return write_code(locale, _choices[key], code) if key in _choices else code


def write_day(day: date, precision: str) -> str:
    """A day as far as it was written: `2003`, `2003-02` or `2003-02-18`."""
    return day.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def group_name(group: str) -> str:
    """The name of a group of facts in the reader's language."""
    return _(GROUPS.get(group, GROUPS[""]).id)
