"""A meeting on site over a case: called, held with minutes and measures, or called off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import desk_url, need_reason, say, step, take_case, tell, tell_firm
from mashang.cases.models import Case, CaseText, Meeting, MeetingGuest, MeetingMeasure
from mashang.cases.reads.called import at_work
from mashang.cases.reads.meetings import list_invitable
from mashang.cases.reads.receivers import liaisons_of
from mashang.cases.rules.states import WORKING
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _

HANDLE = Permission.CASE_HANDLE
MOST_MEASURES = 10
LONGEST_MINUTES = 4_000
LONGEST_PLACE, LONGEST_TOPIC, LONGEST_MEASURE = 120, 300, 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """When and where, about what, and who is asked: departments that are called to the case, colleagues, and the firm."""

    at: datetime
    place: str
    topic: str
    department_ids: Collection[int] = ()
    user_ids: Collection[int] = ()
    with_firm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that was agreed: what, by one department or one colleague, until when."""

    what: str
    due_on: date
    department_id: int | None = None
    user_id: int | None = None


@transaction.atomic
def call_meeting(*, actor: Actor, case_id: int, calling: Calling) -> Meeting:
    """Ask departments, colleagues and perhaps the firm to meet on site over a case; each is told, with a file for calendars.

    Refuses a time that is past, no place or topic, nobody asked, a department that is not called to the case, somebody who
    does not work with cases here, a second meeting while one is still to come, and a case that nobody works on.
    """
    case = take_case(actor, case_id, HANDLE)
    place, topic = _line(calling.place, "place", LONGEST_PLACE), _line(calling.topic, "topic", LONGEST_TOPIC)
    _refuse_call(actor, case, calling)
    meeting = Meeting.objects.create(
        case=case, at=calling.at, place=place, topic=topic, with_firm=calling.with_firm, called_at=timezone.now(),
        called_by_id=actor.user_id, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    guests = [MeetingGuest(meeting=meeting, department_id=one) for one in sorted(set(calling.department_ids))]
    guests += [MeetingGuest(meeting=meeting, user_id=one) for one in sorted(set(calling.user_ids))]
    MeetingGuest.objects.bulk_create(guests)
    when = timezone.localtime(calling.at).strftime("%Y-%m-%d %H:%M")
    step(actor, case, "call_meeting", reason=f"{when} {place} {topic}"[:500], shown=calling.with_firm)
    _tell(actor, meeting, "meeting.invited")
    if calling.with_firm:
        tell_firm(actor, case, topic="meeting.firm", key=f"meeting:{meeting.pk}", at=meeting.at, place=place)
    return meeting


@transaction.atomic
def hold_meeting(
    *, actor: Actor, meeting_id: int, held_at: datetime, minutes: str, measures: Sequence[Measure] = ()
) -> Meeting:
    """Write down what was said and agreed at a meeting; the departments called to the case read it, the firm does not.

    Refuses without minutes, a time that is still to come or lies before the case, a measure without words, of nobody or of
    both, or due before the meeting, more than ten, and a meeting that was held or called off already.
    """
    case, meeting = _take(actor, meeting_id)
    body = minutes.strip()
    if not body:
        raise Refused(
            "minutes_missing", _("Write the minutes."), field="minutes", mend=_("What was said, and what was agreed.")
        )
    if len(body) > LONGEST_MINUTES:
        raise Refused(
            "too_long", _("This is longer than %(most)s characters.", most=LONGEST_MINUTES), field="minutes",
            mend=_("Write it shorter, or attach it as a file."),
        )  # fmt: skip
    if not case.opened_at <= held_at <= timezone.now():
        raise Refused(
            "to_come",
            _("Say when the meeting took place."),
            field="held_on",
            mend=_("Not before the case came, and not later than now."),
        )
    _refuse_measures(actor, case, measures, timezone.localdate(held_at))
    meeting.state, meeting.held_at = Meeting.State.HELD, held_at
    step(
        actor, case, "hold_meeting", reason=f"{meeting.place} {meeting.topic}"[:500],
        diff={"held_on": timezone.localdate(held_at), "measures": len(measures)},
    )  # fmt: skip
    meeting.minutes = say(actor, case, CaseText.Part.MINUTES, body)
    meeting.save(update_fields=["state", "held_at", "minutes"])
    MeetingMeasure.objects.bulk_create(
        MeetingMeasure(
            meeting=meeting, no=no, what=one.what.strip(), department_id=one.department_id, user_id=one.user_id,
            due_on=one.due_on,
        )
        for no, one in enumerate(measures, 1)
    )  # fmt: skip
    _tell(actor, meeting, "meeting.held")
    return meeting


@transaction.atomic
def call_off_meeting(*, actor: Actor, meeting_id: int, reason: str) -> Meeting:
    """The meeting does not take place; everybody who was asked is told why. Refuses one that was held or called off."""
    case, meeting = _take(actor, meeting_id)
    step(actor, case, "off_meeting", reason=need_reason(reason), shown=meeting.with_firm)
    return _put_off(actor, case, meeting, reason.strip())


def call_off_meetings(actor: Actor, case: Case) -> None:
    """The case has ended, so nobody need come to what was still to be talked over. By whoever ended it."""
    for meeting in Meeting.objects.select_for_update().filter(case=case, state=Meeting.State.CALLED):
        _put_off(actor, case, meeting, case.number)


def _put_off(actor: Actor, case: Case, meeting: Meeting, reason: str) -> Meeting:
    meeting.state, meeting.off_at, meeting.reason = Meeting.State.OFF, timezone.now(), reason
    meeting.save(update_fields=["state", "off_at", "reason"])
    _tell(actor, meeting, "meeting.off")
    if meeting.with_firm:
        key = f"meeting:{meeting.pk}:off"
        tell_firm(actor, case, topic="meeting.firm_off", key=key, at=meeting.at, place=meeting.place)
    return meeting


def _take(actor: Actor, meeting_id: int) -> tuple[Case, Meeting]:
    """A meeting that is still to come and its case, both locked, the case first."""
    found = Meeting.objects.filter(pk=meeting_id).values_list("case_id", flat=True).first()
    if found is None:
        raise NotThere("no_such_meeting", _("There is no such meeting, or it lies outside your reach."))
    case = take_case(actor, found, HANDLE)
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if meeting.state != Meeting.State.CALLED:
        raise Refused(
            "meeting_over",
            _("This meeting was held or called off already."),
            mend=_("Call another one if it is needed."),
        )
    return case, meeting


def _line(words: str, field: str, most: int) -> str:
    line = " ".join(words.split())
    if not line:
        raise Refused(
            "words_missing", _("Say where, and what it is about."), field=field, mend=_("A few words are enough.")
        )
    if len(line) > most:
        raise Refused(
            "too_long",
            _("This is longer than %(most)s characters.", most=most),
            field=field,
            mend=_("Write it shorter."),
        )
    return line


def _refuse_call(actor: Actor, case: Case, calling: Calling) -> None:
    if case.state not in WORKING:
        raise Refused(
            "nobody_works_on_it",
            _("Nobody works on this case now."),
            mend=_("Call a meeting once it is in hand again."),
        )
    if calling.at <= timezone.now():
        raise Refused("day_past", _("This time is past."), field="on", mend=_("Name a time that is still to come."))
    if Meeting.objects.filter(case=case, state=Meeting.State.CALLED).exists():
        raise Refused(
            "meeting_waits", _("A meeting over this case is still to come."),
            mend=_("Write its minutes, or call it off first."),
        )  # fmt: skip
    if not calling.department_ids and not calling.user_ids:
        raise Refused(
            "nobody_asked", _("Say who is asked to come."), field="departments", mend=_("Choose at least one.")
        )
    if set(calling.department_ids) - departments_at_work(case):
        raise Refused(
            "not_called", _("This department is not called to the case."), field="departments",
            mend=_("Call it by a whistle first."),
        )  # fmt: skip
    if set(calling.user_ids) - {pk for pk, _name in list_invitable(case.area_path)}:
        raise NotThere("no_such_person", _("There is no such person in your area."))


def _refuse_measures(actor: Actor, case: Case, measures: Sequence[Measure], held_on: date) -> None:
    if len(measures) > MOST_MEASURES:
        raise Refused(
            "too_many_measures", _("A meeting has at most %(most)s measures.", most=MOST_MEASURES), field="minutes",
            mend=_("Put together what belongs together."),
        )  # fmt: skip
    departments = departments_at_work(case)
    people = {pk for pk, _name in list_invitable(case.area_path)}
    for no, one in enumerate(measures, 1):
        if not one.what.strip() or len(one.what.strip()) > LONGEST_MEASURE:
            raise Refused(
                "words_missing",
                _("Say in one sentence what is done."),
                field=f"what_{no}",
                mend=_("A few words are enough."),
            )
        known = one.department_id in departments if one.department_id else one.user_id in people
        if (one.department_id is None) == (one.user_id is None) or not known:
            raise Refused("measure_of_nobody", _("Say who does it."), field=f"who_{no}", mend=_("Choose one."))
        if one.due_on < held_on:
            raise Refused(
                "day_past", _("It is due before the meeting."), field=f"due_{no}", mend=_("Choose a later day.")
            )


def departments_at_work(case: Case) -> set[int]:
    """The departments that are called to a case and not off it again, whoever's answer was accepted among them."""
    return set(at_work(case.pk).values_list("department_id", flat=True))


def _tell(actor: Actor, meeting: Meeting, topic: str) -> None:
    """Tell everybody who was asked: the departments still called where their summons stands, colleagues where the case does."""
    case, day, key = meeting.case, timezone.localdate(), f"meeting:{meeting.pk}:{topic}"
    args = {"at": meeting.at, "place": meeting.place}
    guests = list(meeting.guests.order_by("pk"))
    newest = dict(at_work(case.pk).order_by("pk").values_list("department_id", "pk"))
    for guest in guests:
        if guest.department_id in newest:
            tell(
                actor, case, topic=topic, people=liaisons_of(guest.department_id, day), key=f"{key}:{guest.pk}",
                url=f"/desk/summons/{newest[guest.department_id]}", **args,
            )  # fmt: skip
    people = {guest.user_id for guest in guests if guest.user_id} | {case.officer_id}
    tell(actor, case, topic=topic, people=people - {actor.user_id}, key=key, url=desk_url(case), **args)
