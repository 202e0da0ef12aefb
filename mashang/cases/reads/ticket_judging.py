"""What the rows of a hotline's file mean for us: new, here already, changed, or refused with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mashang.cases.models import Case, CaseText, TicketImport, TicketRow
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.items import doors_for
from mashang.cases.rules.states import may_step
from mashang.cases.rules.tickets import PROBLEMS, Ticket, TicketColumn, read_ticket
from mashang.kernel.actor import Actor
from mashang.kernel.names import fold
from mashang.register.models import Tower, TowerName
from mashang.register.reads.scope import firms_seen_by, in_area
from mashang.register.rules.addresses import parse_address

AT_ONCE = 1_000
EXCERPT = 80
NEW, CHANGED, SAME, REFUSED = TicketRow.Verdict


@dataclass(slots=True)
class Judged:
    """A row with what it means. `case` is the one that bears its number already; `changes` what it says anew of it."""

    row_no: int
    cells: Sequence[str]
    ticket: Ticket
    verdict: str = NEW
    firm_id: int | None = None
    tower_id: int | None = None
    case: Case | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Address and firm as they are written, where the register holds no more than the words."""
        ticket = self.ticket
        return " · ".join(filter(None, (ticket.address, "" if self.firm_id else ticket.firm)))

    @property
    def said(self) -> dict[str, Any]:
        """What the review shows, without who asks."""
        ticket = self.ticket
        return {
            "title": (ticket.title or ticket.text)[:EXCERPT], "received_at": _iso(ticket.received_at),
            "due_at": _iso(ticket.due_at), "priority": ticket.priority, "item": ticket.item, "place": self.place[:120],
            "firm_id": self.firm_id, "tower_id": self.tower_id, "asker": bool(ticket.asker or ticket.phone),
        }  # fmt: skip


def judge(
    actor: Actor, imported: TicketImport, rows: Iterable[tuple[int, Sequence[str]]], *, first: bool = True
) -> list[Judged]:
    """What each row means now. `first`: all rows of the file are here, so that a number that repeats is told.

    Five queries for each thousand rows.
    """
    columns = [TicketColumn(**one) for one in imported.columns]
    now, zone = imported.uploaded_at, timezone.get_current_timezone()
    judged = [Judged(no, cells, read_ticket(cells, columns, now=now, zone=zone)) for no, cells in rows]
    if first:
        _mark_repeats(judged)
    for at in range(0, len(judged), AT_ONCE):
        part = judged[at : at + AT_ONCE]
        _find_places(actor, imported, part)
        _find_firms(actor, part)
        _find_cases(actor, imported, part)
    for one in judged:
        one.reasons = [_as_message(code) for code in one.ticket.problems]
        if one.reasons:
            one.verdict = REFUSED
        if doors_for(f"{one.ticket.title}\n{one.ticket.text}"):
            one.ticket.hints.append("other_door")
    return judged


def _as_message(code: str) -> dict[str, Any]:
    return {"code": code, "id": PROBLEMS[code].id, "params": {}}


def _mark_repeats(judged: Sequence[Judged]) -> None:
    seen: set[str] = set()
    for one in judged:
        if one.ticket.number and one.ticket.number in seen:
            one.ticket.problems.append("repeated")
        seen.add(one.ticket.number)


def _find_places(actor: Actor, imported: TicketImport, judged: Sequence[Judged]) -> None:
    """Towers by the names that the address rules read out of the addresses; one outside the area of the file is told."""
    beyond = imported.beyond
    keys = {one.row_no: _tower_keys(one.ticket.address) for one in judged if one.ticket.address}
    wanted = {key for some in keys.values() for key in some}
    there = Q(retracted_at=None, merged_into=None)
    inside: dict[str, set[int]] = defaultdict(set)
    outside: set[str] = set()
    own = Tower.objects.filter(there, name_folded__in=wanted).values_list("name_folded", "pk", "area_path")
    other = TowerName.objects.filter(
        folded__in=wanted, superseded_at=None, tower__retracted_at=None, tower__merged_into=None
    )
    named = other.values_list("folded", "tower_id", "tower__area_path")
    for key, tower_id, path in [*own, *named] if wanted else []:
        if actor.covers(path) and path.startswith(imported.area_path):
            inside[key].add(tower_id)
        else:
            outside.add(key)
    for one in judged:
        here = next((inside[key] for key in keys.get(one.row_no, ()) if inside[key]), set())
        if len(here) == 1:
            one.tower_id = next(iter(here))
        elif not here and outside & set(keys.get(one.row_no, ())):
            (one.ticket.hints if beyond else one.ticket.problems).append("tower_beyond" if beyond else "out_of_scope")
        elif one.ticket.address:
            one.ticket.hints.append("no_tower")


def _tower_keys(address: str) -> tuple[str, ...]:
    """The folded names under which the tower of an address may stand: with its part first, then the whole, then as written."""
    read = parse_address(address)
    names = (f"{read.building}{read.tower}", read.building, address)
    return tuple(dict.fromkeys(fold(name) for name in names if name))


def _find_firms(actor: Actor, judged: Sequence[Judged]) -> None:
    codes = {one.ticket.uscc.upper() for one in judged if one.ticket.uscc}
    names = {fold(one.ticket.firm) for one in judged if one.ticket.firm}
    if not codes and not names:
        return
    found = firms_seen_by(actor).filter(Q(uscc__in=codes) | Q(name_folded__in=names))
    by_code: dict[str, int] = {}
    by_name: dict[str, list[int]] = defaultdict(list)
    for pk, code, name in found.values_list("pk", "uscc", "name_folded"):
        by_code[code or ""] = pk
        by_name[name].append(pk)
    for one in judged:
        same = by_name.get(fold(one.ticket.firm), []) if one.ticket.firm else []
        one.firm_id = by_code.get(one.ticket.uscc.upper() or "-") or (same[0] if len(same) == 1 else None)
        if one.firm_id is None and (one.ticket.firm or one.ticket.uscc):
            one.ticket.hints.append("no_firm")


def _find_cases(actor: Actor, imported: TicketImport, judged: Sequence[Judged]) -> None:
    """The cases of this hotline that bear these numbers already: its own, or ours where it gave none. No other's cases."""
    numbers = {one.ticket.number for one in judged if one.ticket.number}
    theirs, ours = Q(external_no__in=numbers), Q(external_no="", number__in=numbers)
    here = cases_seen_by(actor).filter(
        in_area(imported.area_path), channel=Case.Channel.HOTLINE, external_source=imported.source, parent=None
    )
    found = {case.external_no or case.number: case for case in here.filter(theirs | ours)} if numbers else {}
    texts: dict[int, list[str]] = defaultdict(list)
    bodies = CaseText.objects.filter(case__in=[case.pk for case in found.values()]).values_list("case_id", "body")
    for case_id, body in bodies if found else []:
        texts[case_id].append(fold(body))
    for one in judged:
        one.case = found.get(one.ticket.number)
        if one.case is not None:
            one.changes = changes_of(one.ticket, one.case, texts[one.case.pk], imported.uploaded_at)
            one.verdict = CHANGED if one.changes else SAME


def changes_of(ticket: Ticket, case: Case, texts: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """What a ticket says that its case does not hold yet: another content, another due time, an answer, its closing."""
    found: list[dict[str, Any]] = []
    said = fold(ticket.text or ticket.title)
    if said != fold(case.title) and not any(said in text for text in texts):
        found.append({"what": "text", "after": (ticket.text or ticket.title)[:EXCERPT]})
    if ticket.due_at and ticket.due_at != case.external_due_at and case.closed_at is None:
        found.append({"what": "due", "before": _iso(case.external_due_at), "after": _iso(ticket.due_at)})
    answers = False
    if ticket.answer and not any(fold(ticket.answer) in text for text in texts):
        answers = bool(ticket.outcome) and may_step(case.state, "answer")
        found.append({"what": "answer" if answers else "answer_note", "after": ticket.answer[:EXCERPT]})
    if ticket.closed and (answers or may_step(case.state, "line_close")):
        found.append({"what": "closed", "after": _iso(ticket.closed_at)})
    return found


def _iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else ""
