"""Whether a firm is above the threshold on a day, with the facts that the answer rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from mashang.kernel.actor import Actor
from mashang.kernel.text import _
from mashang.register.models import FirmFact
from mashang.register.reads.facts import REVENUE, FactSource, may_see_revenue, source_of, write_fact
from mashang.register.reads.scope import known
from mashang.register.rules.above_threshold import (
    FEN_OF_WAN,
    Threshold,
    ThresholdAnswer,
    Thresholds,
    above_threshold_by_band,
    above_threshold_class,
)

FOLDER = Path(__file__).resolve().parents[3] / "content" / "thresholds"
DECIDING = ("industry", *REVENUE, "staff")


class Held(Protocol):
    """What is asked of a fact that decides: its number (fen, persons) or code, and the first day of its year."""

    @property
    def num(self) -> int | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def unknown(self) -> bool: ...
    @property
    def valid_from(self) -> date: ...


Statement = TypeVar("Statement", bound=Held)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdCheck:
    """The answer for one firm, and the revenue it rests on: in words, of which year, from where.

    Whoever may not see what the firm earns gets the answer and the year alone.
    """

    answer: ThresholdAnswer
    revenue: str = ""
    year: int | None = None
    source: FactSource | None = None


@cache
def get_thresholds() -> Thresholds:
    """All that content/thresholds says, read once. Raises ValueError for a line that cannot be meant."""
    import yaml

    says = yaml.safe_load((FOLDER / "above-threshold.yaml").read_text(encoding="utf-8"))
    return Thresholds(
        lines=tuple(_threshold(line) for line in says["thresholds"]),
        never=tuple(says["never"]),
        candidate_percent=says["candidate_percent"],
        bands={
            band: (low * FEN_OF_WAN, None if high is None else high * FEN_OF_WAN)
            for band, (low, high) in says["bands"].items()
        },
    )


def _threshold(says: dict[str, Any]) -> Threshold:
    unknown = says.keys() - {"class", "codes", "since", "until", "revenue_wan", "closed", "staff", "needs", "basis"}
    if unknown or ("revenue_wan" in says) == ("needs" in says) or ("revenue_wan" in says) != ("closed" in says):
        raise ValueError(f"content/thresholds: {says}")
    return Threshold(
        kind=says["class"], codes=tuple(says["codes"]), since=says["since"], until=says.get("until"),
        revenue_fen=says["revenue_wan"] * FEN_OF_WAN if "revenue_wan" in says else None,
        closed=says.get("closed", False), staff=says.get("staff"), needs=says.get("needs", ""), basis=says["basis"],
    )  # fmt: skip


def check_threshold(actor: Actor, firm_id: int, as_of: date, known_at: datetime | None = None) -> ThresholdCheck:
    """The class of a firm by its facts in force on a day; one query.

    The caller has checked that the actor may see the firm. The revenue is the latest year's of which it is known, as
    a sum before a band; the threshold is that of this year's last day.
    """
    rows = FirmFact.objects.filter(
        known(known_at, until="superseded_at"), subject_id=firm_id, believed=True, valid_from__lte=as_of,
        key__key__in=DECIDING,
    ).select_related("key", "source").order_by("-valid_from")  # fmt: skip
    latest: dict[str, FirmFact] = {}
    for row in rows:
        latest.setdefault(row.key.key, row)
    answer, revenue = judge_size(latest, as_of)
    if revenue is None:
        return ThresholdCheck(answer=answer)
    if not may_see_revenue(actor, firm_id):
        withheld = _("What a single firm earns is shown to those who keep the register and to the finance officer.")
        return ThresholdCheck(answer=replace(answer, reason=withheld), year=revenue.valid_from.year)
    source = revenue.source
    return ThresholdCheck(
        answer=answer, revenue=write_fact(actor.locale, revenue), year=revenue.valid_from.year,
        source=source_of(source.kind, source.label, source.as_of_on, seen_on=as_of),
    )  # fmt: skip


def judge_size(latest: Mapping[str, Statement], as_of: date) -> tuple[ThresholdAnswer, Statement | None]:
    """The answer by the latest believed facts of a firm, by key, and the statement of revenue that it rests on."""
    industry, staff = latest.get("industry"), latest.get("staff")
    told = [fact for key in REVENUE if (fact := latest.get(key)) is not None and not fact.unknown]
    revenue = max(told, key=lambda fact: fact.valid_from, default=None)
    code = (industry.code if industry else "") or ""
    on = date(revenue.valid_from.year, 12, 31) if revenue else as_of
    people = staff.num if staff is not None and staff.valid_from.year == on.year else None
    if revenue is not None and revenue.code is not None:
        return above_threshold_by_band(code, revenue.code, people, on, get_thresholds()), revenue
    return above_threshold_class(code, revenue.num if revenue else None, people, on, get_thresholds()), revenue
