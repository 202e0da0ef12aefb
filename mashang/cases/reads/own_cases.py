"""What a firm's people, a property manager, or somebody without an account see of what they asked: the list."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashang.cases.models import Case, Hands, Rating, Summons
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.items import load_items, name_of
from mashang.cases.rules.likeness import alike
from mashang.clocks.reads.stories import Story, stories_of
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.workdays import count_workdays, load_calendar
from mashang.register.reads.naming import name_in

PER_PAGE = 20
RATE_WITHIN = timedelta(days=30)
YOUR_TURN = (Case.State.SUPPLEMENT, Case.State.DONE_WAITING)
ENDED: dict[str, str] = {Case.State.CLOSED: "done", Case.State.REFUSED: "stop", Case.State.LAPSED: "late"}


@dataclass(frozen=True, slots=True)
class DueLine:
    """How a promise stands: `state` is ok, soon, late, stop, none or done; what is left and when, in words."""

    state: str
    left: str = ""
    at: str = ""
    iso: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLine:
    """A case as its asker lists it. `turn` is what the asker does next: papers, confirm, rate, or nothing."""

    id: int
    ref: UUID
    number: str
    title: str
    item: str
    place: str
    state: str
    state_words: str
    holder: str
    opened_at: datetime
    due: DueLine
    turn: str
    is_open: bool


def own_queryset(actor: Actor, *, show: str = "") -> QuerySet[Case]:
    """The asker's cases, newest first; `show` is open, turn, ended, or all."""
    rows = cases_seen_by(actor).select_related("tower", "firm", "officer", "department", "area")
    rated = Rating.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), side=Rating.Side.FIRM)
    rows = rows.annotate(rated=Exists(rated)).order_by("-opened_at", "-pk")
    turn = Q(state__in=YOUR_TURN)
    wanted = {"open": Q(closed_at=None), "turn": turn, "ended": Q(closed_at__isnull=False)}.get(show)
    return rows.filter(wanted) if wanted is not None else rows


def list_own_cases(actor: Actor, *, show: str = "", page: int | str = 1, size: int = PER_PAGE) -> Page[OwnLine]:
    """A page of what the actor asked, the newest first. A fixed number of queries."""
    paginator = Paginator(own_queryset(actor, show=show), size)
    shown = paginator.get_page(page)
    lines = lines_of(actor, list(shown.object_list))
    return Page(lines, shown.number, cast("Paginator[OwnLine]", paginator))


def list_open_own(actor: Actor, *, most: int = 12) -> list[OwnLine]:
    """What is open, the asker's turn first, then what is due first; for a start page. A fixed number of queries."""
    rows = own_queryset(actor, show="open").order_by("next_due_at", "-pk")
    lines = lines_of(actor, list(rows[: most * 2]))
    return sorted(lines, key=lambda line: not line.turn)[:most]


def count_own(actor: Actor) -> dict[str, int]:
    """How many are open, wait for the asker, and have ended."""
    rows = cases_seen_by(actor)
    turn, is_open = Q(state__in=YOUR_TURN), Q(closed_at=None)
    return {
        "turn": rows.filter(turn).count(),
        "open": rows.filter(is_open).count(),
        "ended": rows.exclude(is_open).count(),
    }


def similar_own(actor: Actor, text: str, *, firm_id: int | None = None, tower_id: int | None = None) -> list[OwnLine]:
    """Open cases of the asker that say much the same as this text, at most three. A fixed number of queries.

    Only what the actor sees anyway: of other firms nothing is ever told.
    """
    rows = cases_seen_by(actor).filter(closed_at=None).exclude(state=Case.State.DONE_WAITING)
    if firm_id or tower_id:
        rows = rows.filter(Q(firm=firm_id) if firm_id else Q(tower=tower_id))
    recent = rows.select_related("tower", "firm", "officer", "department", "area").order_by("-opened_at")[:200]
    near = sorted(((alike(text, row.title), row) for row in recent), key=lambda pair: -pair[0])
    return lines_of(actor, [row for share, row in near if share >= 0.5][:3])


def lines_of(actor: Actor, cases: Sequence[Case]) -> list[OwnLine]:
    """The lines of these cases; three queries however many."""
    stories = stories_of("case", [case.pk for case in cases])
    called = departments_called(actor, [case.pk for case in cases if case.state == Case.State.CALLED])
    return [line_of(actor, case, stories[case.pk], called.get(case.pk, "")) for case in cases]


def line_of(actor: Actor, case: Case, clocks: Sequence[Story], called: str = "") -> OwnLine:
    """One case as its asker lists it."""
    return OwnLine(
        id=case.pk, ref=case.ref, number=case.number, title=case.title,
        item=name_of(load_items()[case.item].names, actor.locale) if case.item in load_items() else case.item,
        place=" ".join(filter(None, (name_in(actor.locale, case.tower) if case.tower else "", case.place))),
        state=case.state, state_words=str(case.get_state_display()), holder=holder_of(case, called),
        opened_at=case.opened_at, due=due_of(case, clocks), turn=turn_of(case), is_open=case.closed_at is None,
    )  # fmt: skip


def turn_of(case: Case) -> str:
    """What the asker can do next: hand papers in, confirm or reopen, rate; empty when it is the turn of others."""
    if case.state == Case.State.SUPPLEMENT:
        return "papers"
    if case.state == Case.State.DONE_WAITING:
        return "confirm"
    closed = case.state == Case.State.CLOSED and case.closed_at and timezone.now() - case.closed_at < RATE_WITHIN
    return "rate" if closed and not getattr(case, "rated", True) else ""


def holder_of(case: Case, called: str = "") -> str:
    """In whose hands it is, by name where the asker may know it."""
    if case.hands == Hands.NOBODY:
        return ""
    if case.hands == Hands.FIRM:
        return _("You")
    if case.hands == Hands.OUTSIDE:
        return _("A procedure outside")
    if case.hands in (Hands.DEPARTMENT, Hands.WAITING) or called:
        return called or (local_name(case.department) if case.department else _("A department"))
    if case.hands == Hands.TEAM:
        return _("The service team on site")
    office = local_name(case.area)
    return f"{office} · {case.officer.name}" if case.officer else office


def departments_called(actor: Actor, case_ids: Collection[int]) -> dict[int, str]:
    """The departments that work on these cases, by name; one query, none for no case."""
    if not case_ids:
        return {}
    rows = Summons.objects.filter(case__in=case_ids).exclude(state__in=["asked", *Summons.ENDED])
    names: dict[int, list[str]] = {}
    for row in rows.select_related("department").order_by("-part", "pk"):
        names.setdefault(row.case_id, []).append(local_name(row.department))
    return {case: _(", ").join(dict.fromkeys(found)) for case, found in names.items()}


def due_of(case: Case, clocks: Sequence[Story]) -> DueLine:
    """The promise that matters now: the asker's own time when it is their turn, else when the whole is due."""
    if case.closed_at is not None:
        return DueLine(ENDED.get(case.state, "none"), word=str(case.get_state_display()))
    clock = current_clock(case, clocks)
    if clock is None:
        return DueLine("none")
    if clock.state == "paused":
        return DueLine(
            "stop", _("Clock stopped"), _("runs on when what it waits for is there"), word=_("Clock stopped")
        )
    now, at = timezone.localtime(), clock.due_at
    state = "late" if now > at else "soon" if now >= clock.warn_at else "ok"
    return DueLine(state, left_words(now, at), at.strftime("%m-%d %H:%M"), at.isoformat())


def current_clock(case: Case, clocks: Sequence[Story]) -> Story | None:
    """The clock that the asker reads: of papers, of confirming, else of the whole, which for an item of a batch is its own."""
    prefix = {Case.State.SUPPLEMENT: "case_papers", Case.State.DONE_WAITING: "case_confirm"}.get(
        Case.State(case.state), "case_solve"
    )
    names = (prefix, "batch") if prefix == "case_solve" else (prefix,)
    return next((one for one in clocks if one.clock.startswith(names) and one.stopped_at is None), None)


def left_words(now: datetime, due: datetime) -> str:
    """What is left in working days: today, so many of them, or by how many it is late."""
    calendar, early, late = load_calendar(), min(now, due).date(), max(now, due).date()
    days = count_workdays(calendar, early, late, provisional=True)
    if now > due:
        return ngettext("%(n)s working day late", "%(n)s working days late", days) % {"n": days} if days else _("late")
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days} if days else _("today")
