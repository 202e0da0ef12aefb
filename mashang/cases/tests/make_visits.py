"""Visits for tests, planned and recorded by the acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from mashang.cases.acts.visit_recording import Entry, record_visit
from mashang.cases.acts.visits import book_visit, plan_visit
from mashang.cases.models import Visit
from tests.cast import Cast

TODAY = timezone.localdate()


def entry_of(said: str = "元旦前到岗二十八人。地库夜里关门。", **more: Any) -> Entry:
    """What a visitor writes down in the story."""
    return Entry(said=said, kinds=("research",), met="行政经理", **more)


def record(
    cast: Cast,
    firm: int | None,
    *,
    key: UUID | None = None,
    visit: int | None = None,
    role: str = "service_officer",
    **more: Any,
) -> Visit:
    """A visit that somebody of the story recorded."""
    return record_visit(
        actor=cast.actor(role), key=key or uuid4(), entry=entry_of(**more), visit_id=visit, firm_id=firm
    )


def booked(cast: Cast, firm: int) -> Visit:
    """A visit that is planned in three days and announced to the firm."""
    visit = plan_visit(actor=cast.actor("service_officer"), firm_id=firm, on=TODAY + timedelta(days=3))
    return book_visit(actor=cast.actor("service_officer"), visit_id=visit.pk)
