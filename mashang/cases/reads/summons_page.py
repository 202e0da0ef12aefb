"""What a department sees of one summons: by its one-time link, at the desk, or as the office looks over its shoulder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, cast

from django.core.files.storage import default_storage
from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case, CaseFile, CaseText, Ruling, Summons
from mashang.cases.reads.meetings import Met, list_meetings
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.reads.summons_clocks import object_until
from mashang.cases.reads.whistles import Called, CalledFile, called_of, files_of
from mashang.cases.rules.summons_states import WITH_DEPARTMENT, may_step_summons
from mashang.doors.rules.links import hash_of
from mashang.doors.standing import local_name
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Document

SUMMONS_LINK = "summons.answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummonsPage:
    """All of one summons: the matter in the asker's words, the files, who else is called, and what may be done now.

    `may` are the acts that lead on from here; `object_until` and `extend_until` say how long two of them do. `meetings` are
    those to which the department was asked.
    """

    case_id: int
    number: str
    title: str
    area: str
    firm: str
    place: str
    opened_at: datetime
    ask: str
    wish: str
    one: Called
    others: Sequence[Called]
    files: Sequence[CalledFile]
    may: frozenset[str]
    object_until: datetime | None
    officer: str
    meetings: Sequence[Met] = ()


@dataclass(frozen=True, slots=True)
class OpenedLink:
    """What a link shows. `why` says of a dead one: used, recalled, expired or unknown; then there is no page.

    `done` is the newest step that the department took by a link: its act and when.
    """

    alive: bool
    why: str = ""
    page: SummonsPage | None = None
    department: str = ""
    done: tuple[str, datetime] | None = None


def open_summons_link(token: str) -> OpenedLink:
    """What the holder of a link sees. Opening it changes nothing, whoever opens it and however often (mail scanners do).

    A dead link tells only why it is dead, and whoever used it what came of that.
    """
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=SUMMONS_LINK).first()
    if link is None:
        return OpenedLink(False, "unknown")
    summons = Summons.objects.select_related("case__area", "case__firm", "case__tower", "case__officer", "whistle", "department").get(pk=link.subject_id)  # fmt: skip
    department, done = local_name(summons.department), _done(summons)
    if link.used_at is not None:
        return OpenedLink(False, "used", department=department, done=done)
    if link.revoked_at is not None:
        return OpenedLink(False, "recalled", department=department)
    if link.expires_at <= timezone.now():
        return OpenedLink(False, "expired", department=department)
    return OpenedLink(True, page=_page(summons), department=department, done=done)


def receipt_of(token: str) -> tuple[SummonsPage, str, datetime] | None:
    """What was done by a link that is used up or by the one before it: the page, the act, when; nothing before any act."""
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=SUMMONS_LINK, revoked_at=None).first()
    if link is None:
        return None
    summons = Summons.objects.select_related("case__area", "case__firm", "case__tower", "case__officer", "whistle", "department").get(pk=link.subject_id)  # fmt: skip
    done = _done(summons)
    return (_page(summons), *done) if done else None


def get_summons_page(actor: Actor, summons_id: int) -> SummonsPage:
    """One summons for its department's liaison, or for the office that looks at what the department sees."""
    rows = Summons.objects.filter(pk=summons_id, case__in=cases_seen_by(actor), called_at__isnull=False)
    if not actor.may(Permission.CASE_READ):
        rows = rows.filter(department=actor.department_id or 0)
    found = rows.select_related(
        "case__area", "case__firm", "case__tower", "case__officer", "whistle", "department"
    ).first()
    if found is None:
        raise NotThere("no_such_summons", _("There is no such summons, or it is not of your department."))
    return _page(found)


def _page(summons: Summons) -> SummonsPage:
    case: Case = summons.case
    rows = list(
        Summons.objects.filter(case=case, called_at__isnull=False)
        .select_related("whistle", "department")
        .order_by("pk")
    )
    called = called_of(rows)
    one = next(row for row in called if row.id == summons.pk)
    texts = dict(
        CaseText.objects.filter(case=case, part__in=[CaseText.Part.ASK, CaseText.Part.WISH])
        .order_by("pk").values_list("part", "body")
    )  # fmt: skip
    files = CaseFile.objects.filter(case=case, summons=None, document__state="stored").select_related("document")
    until = object_until(summons)
    may = {
        act
        for act in ("report_in", "object", "arrive", "answer", "ask_extension")
        if may_step_summons(summons.state, act)
    }
    if summons.state == Summons.State.CALLED:
        may |= {"answer", "ask_extension"}  # both report in
    if until < timezone.now() or any(row.kind == Ruling.Kind.OBJECTION for row in one.rulings):
        may.discard("object")
    if one.waiting or any(row.kind == Ruling.Kind.EXTENSION and row.state == "granted" for row in one.rulings):
        may.discard("ask_extension")
    if summons.state not in WITH_DEPARTMENT:
        may.clear()
    return SummonsPage(
        case_id=case.pk, number=case.number, title=case.title, area=local_name(case.area),
        firm=case.firm.name if case.firm else "", place=" ".join(filter(None, (case.tower.name_zh if case.tower else "", case.place))),
        opened_at=case.opened_at, ask=texts.get("ask", ""), wish=texts.get("wish", ""), one=one,
        others=[row for row in called if row.id != summons.pk], files=files_of(files.order_by("pk")), may=frozenset(may),
        object_until=until if "object" in may else None, officer=case.officer.name if case.officer else "",
        meetings=list_meetings(case.pk, department_id=summons.department_id),
    )  # fmt: skip


def _done(summons: Summons) -> tuple[str, datetime] | None:
    move = summons.moves.filter(by_link=True).order_by("-pk").first()
    return (move.act, move.at) if move else None


def open_summons_file(token: str, document_id: int) -> tuple[str, str, IO[bytes]]:
    """A file of the matter that a living link is about: name, media type and the opened bytes; NotThere for any other."""
    opened = open_summons_link(token)
    nowhere = NotThere("no_such_file", _("There is no such file, or this link does not open it any more."))
    if opened.page is None:
        raise nowhere
    mine = {one.id for one in (*opened.page.files, *opened.page.one.files)}
    row = Document.objects.filter(pk=document_id, pk__in=mine, state="stored").first()
    if row is None or not default_storage.exists(row.storage_key):
        raise nowhere
    return row.name, row.media, cast("IO[bytes]", default_storage.open(row.storage_key))
