"""What is handled together with a case: the case it follows, those that follow it, and its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from mashang.cases.models import Case
from mashang.cases.reads.scope import cases_seen_by
from mashang.kernel.actor import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A case that is handled together with another one, as the office lists it."""

    id: int
    number: str
    title: str
    firm: str
    state: str
    outcome: str
    officer: str
    due_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The cluster of a case: who leads it, and who follows. `leads`: the case itself does."""

    lead: Tied
    members: Sequence[Tied]
    leads: bool

    @property
    def count(self) -> int:
        """How many cases are in it."""
        return len(self.members) + 1


def get_cluster(actor: Actor, case: Case) -> Cluster | None:
    """The cluster that a case leads or follows, by number; none when it is alone. One query."""
    lead_id = case.cluster_id or case.pk
    rows = [_tied(one) for one in _rows(actor, Q(pk=lead_id) | Q(cluster=lead_id))]
    lead = next((one for one in rows if one.id == lead_id), None)
    if lead is None or len(rows) < 2:
        return None
    return Cluster(lead=lead, members=[one for one in rows if one.id != lead_id], leads=lead_id == case.pk)


def list_parts(actor: Actor, case: Case) -> list[Tied]:
    """The parts of a case, by number. One query."""
    return [_tied(one) for one in _rows(actor, Q(parent=case.pk))]


def count_others(case: Case) -> int:
    """How many other firms' cases are open or answered together with it, whoever sees them; one query.

    Who withdrew, or went another way, is not counted.
    """
    lead_id = case.cluster_id or case.pk
    rows = Case.objects.filter(Q(pk=lead_id) | Q(cluster=lead_id)).filter(
        Q(closed_at=None) | Q(state=Case.State.CLOSED)
    )
    return rows.exclude(firm=None).exclude(firm=case.firm_id).aggregate(n=Count("firm", distinct=True))["n"] or 0


def _rows(actor: Actor, which: Q) -> Sequence[Case]:
    return list(cases_seen_by(actor).filter(which).select_related("firm", "officer").order_by("pk"))


def _tied(one: Case) -> Tied:
    return Tied(
        id=one.pk, number=one.number, title=one.title, firm=one.firm.name if one.firm else "", state=one.state,
        outcome=one.outcome, officer=one.officer.name if one.officer else "", due_at=one.due_at, closed_at=one.closed_at,
    )  # fmt: skip
