"""Writes facts: closes what they replace, copies the new rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Left
from django.utils import timezone

from mashang.register.acts.ledger.copying import copy_rows, day_text, draw_ids
from mashang.register.models import Firm, FirmFact, Source, TowerFact, UnitFact

TABLES: dict[str, type[FirmFact] | type[TowerFact] | type[UnitFact]] = {
    "firm": FirmFact,
    "tower": TowerFact,
    "unit": UnitFact,
}
_COLUMNS = (
    "id", "subject_id", "key_id", "valid_from", "precision", "num", "code", "day", "flag", "body", "unknown",
    "believed", "source_id", "recorded_at",
)  # fmt: skip


FACT_VALUES = ("num", "code", "day", "flag", "body", "precision", "unknown")  # what a statement says


@dataclass(slots=True)
class NewFact:
    """A statement about a subject from a day on. Exactly one value, or none and `unknown`."""

    subject: str
    subject_id: int
    key_id: int
    valid_from: date
    num: int | None = None
    code: str | None = None
    day: date | None = None
    flag: bool | None = None
    body: str | None = None
    precision: str = ""
    unknown: bool = False
    believed: bool = True
    id: int = 0  # known once written
    replaced_id: int | None = None


def write_facts(facts: Sequence[NewFact], *, source: Source, at: datetime) -> None:
    """Write the facts; a believed fact of the same subject, key and day is closed first. Fills in the ids."""
    by_subject: dict[str, list[NewFact]] = defaultdict(list)
    for fact in facts:
        by_subject[fact.subject].append(fact)
    for subject, group in by_subject.items():
        table = TABLES[subject]
        _close_replaced(table, [f for f in group if f.believed], at)
        for fact, fresh in zip(group, draw_ids(table, len(group)), strict=True):
            fact.id = fresh
        copy_rows(table, _COLUMNS, (_row(f, source.id, at) for f in group))


def copy_industries(firm_ids: Iterable[int]) -> None:
    """The firms' own column follows the fact in force today."""
    wanted = list(firm_ids)
    if not wanted:
        return
    in_force = FirmFact.objects.filter(
        subject=OuterRef("pk"),
        key__key="industry",
        believed=True,
        superseded_at=None,
        valid_from__lte=timezone.localdate(),
    ).order_by("-valid_from")
    Firm.objects.filter(pk__in=wanted).update(
        industry=Coalesce(Left(Subquery(in_force.values("code")[:1]), 5), Value(""))
    )


def _close_replaced(
    table: type[FirmFact] | type[TowerFact] | type[UnitFact], facts: list[NewFact], at: datetime
) -> None:
    places = {(f.subject_id, f.key_id, f.valid_from): f for f in facts}
    standing = table.objects.filter(
        subject_id__in={f.subject_id for f in facts},
        key_id__in={f.key_id for f in facts},
        believed=True,
        superseded_at=None,
    ).values_list("id", "subject_id", "key_id", "valid_from")
    closing = []
    for fact_id, subject_id, key_id, valid_from in standing:
        if replaces := places.get((subject_id, key_id, valid_from)):
            replaces.replaced_id = fact_id
            closing.append(fact_id)
    if closing:
        table.objects.filter(id__in=closing).update(superseded_at=at)


def _row(f: NewFact, source_id: int, at: datetime) -> tuple[Any, ...]:
    return (
        f.id, f.subject_id, f.key_id, day_text(f.valid_from), f.precision, f.num, f.code, day_text(f.day), f.flag,
        f.body, f.unknown, f.believed, source_id, at,
    )  # fmt: skip
