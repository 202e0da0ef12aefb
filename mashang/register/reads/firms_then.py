"""Firms as they were: the name, industry and standing they had on a day, as it was known."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from mashang.register.models import Firm, FirmFact, FirmName
from mashang.register.reads.scope import known


def firm_then(as_of: date, known_at: datetime | None = None, firm: str = "") -> dict[str, Combinable]:
    """Expressions `name_then`, `industry_then` and `standing_then` for rows that are firms, or refer to one by `firm`.

    What holds today stands in the firm's own columns. Before anybody spoke of its industry a firm is taken to have been
    in the first that was stated; its standing was not known.
    """
    prefix = f"{firm}__" if firm else ""
    if known_at is None and as_of == timezone.localdate():
        return {f"{name}_then": F(f"{prefix}{name}") for name in ("name", "industry", "standing")}
    ref = OuterRef(f"{firm}_id" if firm else "pk")
    text = CharField()
    return {
        "name_then": Coalesce(Subquery(_names(ref, as_of, known_at).values("name")[:1]), F(f"{prefix}name")),
        "industry_then": Coalesce(
            Subquery(_facts(ref, "industry", as_of, known_at).values("code")[:1]),
            Subquery(_facts(ref, "industry", None, known_at).values("code")[:1]),
            Value(""),
            output_field=text,
        ),
        "standing_then": Coalesce(
            Subquery(_facts(ref, "standing", as_of, known_at).values("code")[:1]),
            Value(Firm.Standing.UNKNOWN.value),
            output_field=text,
        ),
    }


def _names(firm: Any, as_of: date, known_at: datetime | None) -> QuerySet[FirmName]:
    borne = FirmName.objects.filter(
        Q(since=None) | Q(since__lte=as_of),
        known(known_at, until="superseded_at"),
        firm=firm,
        kind__in=["current", "former"],
    )
    return borne.order_by(F("since").desc(nulls_last=True), "kind")  # of two names without a day the current one


def _facts(firm: Any, key: str, as_of: date | None, known_at: datetime | None) -> QuerySet[FirmFact]:
    """The latest statement up to a day; without one, the first."""
    facts = FirmFact.objects.filter(
        known(known_at, until="superseded_at"), subject=firm, key__key=key, believed=True, code__isnull=False
    )
    return (
        facts.order_by("valid_from") if as_of is None else facts.filter(valid_from__lte=as_of).order_by("-valid_from")
    )
