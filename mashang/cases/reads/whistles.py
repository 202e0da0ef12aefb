"""The whistles over a case: which departments were called, how each stands, what they said; for the office and for the firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import CaseFile, CaseText, Ruling, Summons, Whistle
from mashang.cases.reads.receivers import count_written_to
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.summons_states import ENDED
from mashang.clocks.reads.stories import Story, stories_of
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.notices import ports

MOST = 200  # summonses of one case; more of them no page can show


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledFile:
    """A file that belongs to a case or to one department's answer: `id` of its document, `file_id` of its place in the case."""

    id: int
    file_id: int
    name: str
    media: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRuling:
    """A ruling over a department, decided or not. `days` of an extension."""

    id: int
    kind: str
    state: str
    basis: str
    days: int | None
    asked_at: datetime
    ruled_at: datetime | None
    ruled_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """One department called to a case: what was asked of it, how it stands, its clocks, what it said.

    `link_until` is when its living link dies; nothing when none lives. `written_to`: to how many liaisons a link of it is
    sent. `clocks` are newest first, those that run before.
    """

    id: int
    whistle: str
    kind: str
    department_id: int
    department: str
    part: str
    round: int
    asked: str
    state: str
    called_at: datetime | None
    reported_at: datetime | None
    arrived_at: datetime | None
    arrival_confirmed_at: datetime | None
    answered_at: datetime | None
    outcome: str
    sent_back: bool
    answer: str = ""
    clocks: Sequence[Story] = ()
    rulings: Sequence[AskedRuling] = ()
    files: Sequence[CalledFile] = ()
    link_until: datetime | None = None
    written_to: int = 0

    @property
    def report(self) -> Story | None:
        """The clock of reporting in."""
        return next((one for one in self.clocks if one.clock.startswith("report_in")), None)

    @property
    def solve(self) -> Story | None:
        """The clock of the answer, the newest."""
        return next((one for one in self.clocks if one.clock.startswith("solve_")), None)

    @property
    def waiting(self) -> AskedRuling | None:
        """What waits to be ruled over it."""
        return next((one for one in self.rulings if one.state == Ruling.State.ASKED), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blown:
    """One whistle: its number, kind, state, who blew it and who decided, and why."""

    id: int
    number: str
    kind: str
    state: str
    blown_at: datetime
    blown_by: str
    blown_by_id: int | None
    ruled_at: datetime | None
    ruled_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWhistles:
    """All whistles over a case, the newest first, and all departments called, the open ones first."""

    case_id: int
    case_state: str
    blown: Sequence[Blown] = ()
    called: Sequence[Called] = ()

    @property
    def at_the_gate(self) -> Blown | None:
        """The whistle that waits for the sub-district."""
        return next((one for one in self.blown if one.state == Whistle.State.ASKED), None)


@dataclass(frozen=True, slots=True)
class _Around:
    texts: Mapping[int, str] = field(default_factory=dict)
    files: Mapping[int, list[CalledFile]] = field(default_factory=dict)
    rulings: Mapping[int, list[AskedRuling]] = field(default_factory=dict)
    clocks: Mapping[int, list[Story]] = field(default_factory=dict)
    links: Mapping[int, datetime] = field(default_factory=dict)


def get_case_whistles(actor: Actor, case_id: int) -> CaseWhistles:
    """The whistles over a case that the actor sees, and the departments called. Ten queries, however many there are.

    A department reads what all called departments do, but of a whistle that did not go through it reads nothing.
    """
    case = cases_seen_by(actor).filter(pk=case_id).first()
    if case is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    inside = actor.may(Permission.CASE_READ)
    summonses = Summons.objects.filter(case=case).select_related("whistle", "department")
    if not inside:
        summonses = summonses.filter(called_at__isnull=False)
    rows = list(summonses.order_by("pk")[:MOST])
    whistles = Whistle.objects.filter(case=case).select_related("blown_by", "ruled_by").order_by("-pk")
    return CaseWhistles(
        case_id=case.pk, case_state=case.state, blown=[_blown(one) for one in whistles] if inside else (),
        called=sorted(called_of(rows, all_reasons=True), key=lambda one: (one.state in ENDED, one.part != "lead", one.id)),
    )  # fmt: skip


def called_of(rows: Sequence[Summons], *, all_reasons: bool = False) -> list[Called]:
    """These summonses with all that belongs to them; each needs its whistle and department. Seven queries."""
    around = _around([one.pk for one in rows], all_reasons=all_reasons)
    departments = {one.department_id for one in rows}
    by_message = ports.is_set_up("sms")
    reached = count_written_to(departments, timezone.localdate(), by_message=by_message) if rows else {}
    return [
        Called(
            id=one.pk, whistle=one.whistle.number, kind=one.whistle.kind, department_id=one.department_id,
            department=local_name(one.department), part=one.part, round=one.round, asked=one.asked, state=one.state,
            called_at=one.called_at, reported_at=one.reported_at, arrived_at=one.arrived_at,
            arrival_confirmed_at=one.arrival_confirmed_at, answered_at=one.answered_at, outcome=one.outcome,
            sent_back=one.sent_back, answer=around.texts.get(one.pk, ""), clocks=around.clocks.get(one.pk, []),
            rulings=around.rulings.get(one.pk, []), files=around.files.get(one.pk, []), link_until=around.links.get(one.pk),
            written_to=reached.get(one.department_id, 0),
        )
        for one in rows
    ]  # fmt: skip


def files_of(rows: Iterable[CaseFile]) -> list[CalledFile]:
    """Files by name and size; each needs its document."""
    return [
        CalledFile(id=one.document_id, file_id=one.pk, name=one.document.name, media=one.document.media, bytes=one.document.bytes)
        for one in rows
    ]  # fmt: skip


def _around(pks: Sequence[int], *, all_reasons: bool) -> _Around:
    if not pks:
        return _Around()
    texts = CaseText.objects.filter(summons__in=pks, part=CaseText.Part.ANSWER).order_by("pk")
    files: dict[int, list[CalledFile]] = defaultdict(list)
    for one in CaseFile.objects.filter(summons__in=pks).select_related("document").order_by("pk"):
        files[one.summons_id or 0] += files_of([one])
    rulings: dict[int, list[AskedRuling]] = defaultdict(list)
    for ruling in Ruling.objects.filter(summons__in=pks).select_related("ruled_by").order_by("-pk"):
        rulings[ruling.summons_id or 0].append(_ruling(ruling))
    links = OneTimeLink.objects.filter(
        subject_kind="summons", subject_id__in=pks, used_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )
    alive = links.order_by().values_list("subject_id").annotate(until=Max("expires_at"))
    return _Around(
        texts=dict(texts.values_list("summons_id", "body")), files=files, rulings=rulings,
        clocks=stories_of("summons", pks, all_reasons=all_reasons), links=dict(alive),
    )  # fmt: skip


def _ruling(one: Ruling) -> AskedRuling:
    return AskedRuling(
        id=one.pk, kind=one.kind, state=one.state, basis=one.basis, days=one.days, asked_at=one.asked_at,
        ruled_at=one.ruled_at, ruled_by=one.ruled_by.name if one.ruled_by else "", reason=one.reason,
    )  # fmt: skip


def _blown(one: Whistle) -> Blown:
    return Blown(
        id=one.pk, number=one.number, kind=one.kind, state=one.state, blown_at=one.blown_at,
        blown_by=one.blown_by.name if one.blown_by else "", blown_by_id=one.blown_by_id, ruled_at=one.ruled_at,
        ruled_by=one.ruled_by.name if one.ruled_by else "", reason=one.reason,
    )  # fmt: skip


def case_title(actor: Actor, case_id: int) -> tuple[str, str]:
    """Number and title of a case that the actor sees; NotThere outside its reach."""
    found = cases_seen_by(actor).filter(pk=case_id).values_list("number", "title").first()
    if found is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    return found
