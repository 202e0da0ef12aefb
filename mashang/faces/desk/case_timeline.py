"""What happened to a case, as the desk and as the firm read it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashang.cases.reads.called import Extended, FirmSees
from mashang.cases.reads.case_file import CaseSheet
from mashang.cases.reads.choices import LEVELS, PARTS, STEPS, list_doors
from mashang.cases.reads.firm_steps import firm_steps
from mashang.cases.reads.own_story import extended_words
from mashang.cases.reads.summons_words import RATES, RULING_KINDS
from mashang.faces.desk.case_words import instant, mark_of, story_name
from mashang.register.reads.choices import label_of
from mashang.register.reads.naming import name_in
from mashang.ui.parts import Attachment, Event, Mark

TOGETHER = timedelta(seconds=5)
FIRM_ROLES = ("firm_owner", "firm_member", "property_manager")
CODES = ("open", "confirm", "silence", "lapse")  # steps whose reason is a code, or the name of a routing rule
GOOD, BAD = ("answer", "confirm", "all_answered"), ("refuse", "lapse", "transfer", "reopen")
MOVED = {"extend", "calendar"}
Dated = tuple[datetime, int, Event]


def desk_events(sheet: CaseSheet, locale: str) -> list[Event]:
    """Everything, the newest first: steps with the words said in them, other words, files, moved clocks, rulings, ratings."""
    told: set[int] = set()
    dated = [_step(sheet, move, told, locale) for move in sheet.moves]
    dated += [_words(sheet, text) for text in sheet.texts if text.pk not in told]
    dated += _files(sheet) + _clocks(sheet, locale) + _rulings(sheet, locale) + _ratings(sheet)
    return [event for _at, _n, event in sorted(dated, key=lambda one: one[:2], reverse=True)]


def firm_events(sheet: CaseSheet, locale: str, called: Sequence[FirmSees] = ()) -> list[Event]:
    """What the firm reads: steps with their reason where it is shown, words said to all, and more time for a department of
    `called`. No notes."""
    told: set[int] = set()
    open_words = [text for text in sheet.texts if text.seen_by == "all"]
    dated = [_step(sheet, move, told, locale, words=open_words, inner=False) for move in firm_steps(sheet.moves)]
    dated += [_words(sheet, text, inner=False) for text in open_words if text.pk not in told]
    dated += [(more.at, one.summons_id, _more_time(sheet, one, more)) for one in called for more in one.extended]
    return [event for _at, _n, event in sorted(dated, key=lambda one: one[:2], reverse=True)]


def _more_time(sheet: CaseSheet, one: FirmSees, more: Extended) -> Event:
    day = _("New date: %(day)s") % {"day": instant(more.due_at, sheet.now)}
    return Event(
        when=instant(more.at, sheet.now), iso=timezone.localtime(more.at).isoformat(timespec="minutes"),
        title=extended_words(one), text=" · ".join(filter(None, (more.reason, day))), mark=mark_of("office"),
    )  # fmt: skip


def _step(
    sheet: CaseSheet, move: Any, told: set[int], locale: str, *, words: Sequence[Any] | None = None, inner: bool = True
) -> Dated:
    said = [one for one in (sheet.texts if words is None else words) if one.pk not in told and _said_in(one, move)]
    told |= {one.pk for one in said}
    reason = _reason(move, locale) if inner or move.shown else ""
    bodies = [_body(one) for one in said]
    parts = [*([reason] if reason and reason not in bodies else []), *bodies, *([_by(move)] if inner else [])]
    state = "ok" if move.act in GOOD else "bad" if move.act in BAD else ""
    event = Event(
        when=instant(move.at, sheet.now), iso=timezone.localtime(move.at).isoformat(timespec="minutes"),
        title=label_of(STEPS, move.act), text=" · ".join(part for part in parts if part),
        state="on" if move is sheet.moves[-1] and sheet.case.closed_at is None else state, mark=_mark(move),
    )  # fmt: skip
    return move.at, move.pk, event


def _said_in(text: Any, move: Any) -> bool:
    # A step and its words are written by one act, one after the other.
    return bool(text.by_id == move.by_id and timedelta() <= text.at - move.at < TOGETHER)


def _reason(move: Any, locale: str) -> str:
    if move.act == "refuse":
        doors = {code: f"{name}{_('; the right door: ')}{door}" for code, name, door, _law in list_doors(locale)}
        return doors.get(str(move.reason), str(move.reason))
    return "" if move.act in CODES else str(move.reason)


def _mark(move: Any) -> Mark:
    if move.by_role in FIRM_ROLES:
        return mark_of("firm")
    if move.by_role == "department_liaison" or move.act == "report_in":
        return mark_of("department", move.department.name_zh if move.department else "")
    return mark_of("office")


def _by(one: Any) -> str:
    """Who did it; the firm itself where nobody of it is known, the platform where no role is."""
    if one.by:
        return str(one.by.name)
    firm = getattr(one, "by_role", "") in FIRM_ROLES or getattr(one, "part", "") in ("ask", "wish", "reply")
    return "" if firm else _("by the platform")


def _words(sheet: CaseSheet, text: Any, *, inner: bool = True) -> Dated:
    firm = text.part in ("ask", "wish", "reply")
    event = Event(
        when=instant(text.at, sheet.now), iso=timezone.localtime(text.at).isoformat(timespec="minutes"),
        title=label_of(PARTS, text.part), text=" · ".join(filter(None, (_body(text), _by(text) if inner else ""))),
        mark=mark_of("firm" if firm else "department" if text.department_id and text.summons_id else "office"),
    )  # fmt: skip
    return text.at, text.pk, event


def _body(text: Any) -> str:
    return _("These words were taken out.") if text.expunged_at else str(text.body)


def _files(sheet: CaseSheet) -> list[Dated]:
    return [
        (
            one.document.recorded_at, one.pk,
            Event(
                when=instant(one.document.recorded_at, sheet.now), title=_("File added"), text=one.document.taken_by.name if one.document.taken_by else "",
                mark=mark_of("office"), files=attachments([one]),
            ),
        )
        for one in sheet.files
    ]  # fmt: skip


def attachments(files: Iterable[Any]) -> list[Attachment]:
    """The files of a case with their sizes and days."""
    return [
        Attachment(
            name=one.document.name,
            url=reverse("case_attachment", args=[one.pk, "whole"]),
            note=f"{filesizeformat(one.document.bytes)} · {timezone.localtime(one.document.recorded_at):%m-%d}",
            icon="camera" if one.document.media.startswith("image/") else "file-text",
        )
        for one in files
    ]  # fmt: skip


def _clocks(sheet: CaseSheet, locale: str) -> list[Dated]:
    found: list[Dated] = []
    for story in sheet.clocks:
        for turn in story.turns:
            if turn.kind in MOVED and turn.due_before and turn.due_after:
                text = f"{instant(turn.due_before, sheet.now)} → {instant(turn.due_after, sheet.now)}"
                title = f"{story_name(story, locale)}{_(': ')}{turn.words}"
                event = Event(
                    when=instant(turn.at, sheet.now),
                    title=title,
                    text=" · ".join(filter(None, (text, turn.reason))),
                    mark=mark_of("office"),
                )
                found.append((turn.at, story.id, event))
    return found


def _rulings(sheet: CaseSheet, locale: str) -> list[Dated]:
    """What a head was asked to rule, and what was ruled: by whom and why."""
    found: list[Dated] = []
    for one in sheet.rulings:
        kind, why = label_of(RULING_KINDS, one.kind), _asked_for(one)
        title = _("Asked to be ruled: %(kind)s") % {"kind": kind}
        mark = mark_of("department", name_in(locale, one.summons.department)) if one.summons else mark_of("office")
        found.append(
            _ruled_event(
                sheet, one.asked_at, one.pk, title, (why, one.basis, one.asked_by.name if one.asked_by else ""), mark
            )
        )
        if one.ruled_at is not None:
            word = _("%(kind)s: granted") if one.state == "granted" else _("%(kind)s: refused")
            parts = (one.reason, one.ruled_by.name if one.ruled_by else "")
            found.append(
                _ruled_event(sheet, one.ruled_at, one.pk, word % {"kind": kind}, parts, mark_of("office"), one.state)
            )
    return found


def _ruled_event(
    sheet: CaseSheet, at: datetime, pk: int, title: str, parts: Sequence[str], mark: Mark, state: str = ""
) -> Dated:
    text = " · ".join(filter(None, parts))
    tone = {"granted": "ok", "refused": "bad"}.get(state, "")
    iso = timezone.localtime(at).isoformat(timespec="minutes")
    return at, pk, Event(when=instant(at, sheet.now), iso=iso, title=title, text=text, mark=mark, state=tone)


def _asked_for(one: Any) -> str:
    """By how many days, until which day, or out of which rate."""
    if one.days:
        return ngettext("%(n)s day more", "%(n)s days more", one.days) % {"n": one.days}
    if one.recheck_on:
        return _("looked at again on %(day)s") % {"day": one.recheck_on.isoformat()}
    return label_of(RATES, one.rate) if one.rate else ""


def _ratings(sheet: CaseSheet) -> list[Dated]:
    names = dict(LEVELS)
    return [
        (
            one.at, one.pk,
            Event(
                when=instant(one.at, sheet.now), title=_("Rated: %(level)s") % {"level": names[one.level]}, text=one.words,
                state="bad" if one.level <= 2 else "ok", mark=mark_of("firm"),
            ),
        )
        for one in sheet.ratings
    ]  # fmt: skip
