"""The summonses of a department: those that wait, and those that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from mashang.cases.models import Summons
from mashang.cases.reads.whistles import Called, called_of
from mashang.cases.rules.summons_states import ENDED
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor

OPEN_TABS = ("report", "answer", "ruling", "late", "answered")
TABS = (*OPEN_TABS, "over")


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsWanted:
    """What a liaison looks for: `tab` of TABS or all open ones, words of number, title or firm, lead or assist."""

    tab: str = ""
    words: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsRow:
    """One line: the case, the department's part of it, and the clock that ends next."""

    case_id: int
    number: str
    title: str
    firm: str
    opened_at: datetime
    called: Called


def count_own_summons(actor: Actor) -> dict[str, int]:
    """How many there are in each tab, and in all (`""`) that are open. One query."""
    rows = _own(actor)
    counts = rows.aggregate(**{tab or "all": _count(tab) for tab in ("", *TABS)})
    return {tab: counts[tab or "all"] for tab in ("", *TABS)}


def list_own_summons(actor: Actor, wanted: SummonsWanted, *, start: int = 0, most: int = 50) -> list[SummonsRow]:
    """Those of the actor's department, what is due first first; what is over by its end, the newest first. Seven queries."""
    rows = _filtered(actor, wanted)
    order = ("-pk",) if wanted.tab == "over" else (F("next_due").asc(nulls_last=True), "pk")
    found = list(rows.select_related("case__firm", "whistle", "department").order_by(*order)[start : start + most])
    return [
        SummonsRow(
            case_id=one.case_id, number=one.case.number, title=one.case.title, firm=one.case.firm.name if one.case.firm else "",
            opened_at=one.case.opened_at, called=called,
        )
        for one, called in zip(found, called_of(found), strict=True)
    ]  # fmt: skip


def count_wanted(actor: Actor, wanted: SummonsWanted) -> int:
    """How many `list_own_summons` would give without an end."""
    return _filtered(actor, wanted).count()


def waiting_for(actor: Actor) -> tuple[int, int]:
    """How many summonses wait for the actor's department, and how many of them are late."""
    counts = count_own_summons(actor)
    return counts["report"] + counts["answer"], counts["late"]


def _filtered(actor: Actor, wanted: SummonsWanted) -> QuerySet[Summons]:
    rows = _own(actor).filter(_of_tab(wanted.tab))
    if wanted.part:
        rows = rows.filter(part=wanted.part)
    if words := wanted.words.strip():
        rows = rows.filter(
            Q(case__number__icontains=words) | Q(case__title__icontains=words) | Q(case__firm__name__icontains=words)
            | Q(whistle__number__icontains=words)
        )  # fmt: skip
    return rows


def _own(actor: Actor) -> QuerySet[Summons]:
    running = Deadline.objects.filter(
        subject_kind="summons", subject_id=OuterRef("pk"), state=Deadline.State.RUNNING
    ).exclude(clock="rule_objection")
    return Summons.objects.filter(department=actor.department_id or 0, called_at__isnull=False).annotate(
        next_due=Subquery(running.order_by("due_at").values("due_at")[:1])
    )


def _of_tab(tab: str) -> Q:
    return {
        "": ~Q(state__in=ENDED),
        "report": Q(state="called"),
        "answer": Q(state__in=["reported", "on_site"]),
        "ruling": Q(state="objected"),
        "late": Q(state__in=["called", "reported", "on_site"], next_due__lt=timezone.now()),
        "answered": Q(state="answered"),
        "over": Q(state__in=ENDED),
    }.get(tab, Q())


def _count(tab: str) -> Count:
    return Count("pk", filter=_of_tab(tab))
