"""The lists of the cases that people choose from, with their names in the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.accounts.models import Department, Membership
from mashang.accounts.rules.roles import Permission, roles_with
from mashang.cases.models import Case, CaseText, Hands, Meeting
from mashang.cases.rules.items import load_items, load_other_doors, name_of
from mashang.clocks.rules.definitions import load_clocks
from mashang.kernel.actor import Actor
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import in_area

KINDS = tuple(Case.Kind.choices)
CHANNELS = tuple(Case.Channel.choices)
STATES = tuple(Case.State.choices)
PRIORITIES = tuple(Case.Priority.choices)
OUTCOMES = tuple(Case.Outcome.choices)
MEETING_STATES = tuple(Meeting.State.choices)
HANDS = tuple(Hands.choices)
PARTS = tuple(CaseText.Part.choices)
LEVELS = (
    (5, _("Very satisfied")),
    (4, _("Satisfied")),
    (3, _("Rather satisfied")),
    (2, _("Dissatisfied")),
    (1, _("Very dissatisfied")),
)
# What was done, as the timeline says it. Steps of other slices stand here too, so that no case tells a bare code.
STEPS = {
    "open": _("Case opened"),
    "accept": _("Case accepted"),
    "take": _("Taken in hand, the firm was contacted"),
    "refuse": _("Not accepted"),
    "ask_papers": _("Papers asked for, the clock stands still"),
    "papers_in": _("Papers are here, the clock runs on"),
    "lapse": _("Lapsed: the papers did not come in time"),
    "special": _("Special procedure begun, the clock stands still"),
    "end_special": _("Special procedure ended, the clock runs on"),
    "call": _("Departments called in"),
    "report_in": _("A department reported in"),
    "all_answered": _("All departments have answered"),
    "call_off": _("Departments called off"),
    "carry_over": _("Carried over"),
    "recheck": _("Taken up again at its recheck"),
    "answer": _("Answered to the firm"),
    "confirm": _("The firm confirmed that it is settled"),
    "silence": _("Closed because the firm said nothing"),
    "line_close": _("Closed by the hotline"),
    "reopen": _("Reopened"),
    "withdraw": _("Withdrawn"),
    "transfer": _("Transferred out"),
    "join": _("Joined to another case"),
    "hand_over": _("Handed over to another officer"),
    "extend": _("Time limit extended"),
    "urge": _("Reminder sent"),
    "note": pgettext_lazy("what was done", "Note"),
    "batch": _("Taken into a batch"),
    "leave_batch": _("Left the batch"),
    "lead": _("Others that ask the same follow it"),
    "cluster": _("Handled together with others that ask the same"),
    "leave_cluster": _("Goes its own way again"),
    "split": _("Split into parts"),
    "finish": _("The part is done"),
    "call_meeting": _("Meeting on site called"),
    "hold_meeting": _("Meeting on site held"),
    "off_meeting": _("Meeting on site called off"),
}


def list_items(locale: str) -> list[tuple[str, str]]:
    """What a case may be about, in the order in which it is offered; also what is offered no more, for filters."""
    return [(code, name_of(item.names, locale)) for code, item in load_items().items()]


def list_doors(locale: str) -> list[tuple[str, str, str, str]]:
    """What the desk may not take: code, what it is, whose door is the right one, by which rule."""
    return [
        (one.code, name_of(one.names, locale), name_of(one.door, locale), name_of(one.law, locale))
        for one in load_other_doors().values()
    ]


def clock_name(code: str, locale: str) -> str:
    """What a clock is called; its code when the content knows it no more."""
    known = [clock for clock in load_clocks() if clock.code == code]
    return name_of(known[-1].names, locale) if known else code


def list_officers(actor: Actor, day: date | None = None) -> list[tuple[int, str]]:
    """The people who may be given a case in the actor's area today, by name; one query."""
    held = Membership.objects.filter(
        in_area(actor.area_path, "area__path"), role__in=roles_with(Permission.CASE_HANDLE),
        span__contains=day or timezone.localdate(), ended_at=None, awaits_approval=False, user__is_active=True,
    )  # fmt: skip
    return list(held.values_list("user_id", "user__name").distinct().order_by("user__name", "user_id"))


def list_departments_near(actor: Actor) -> list[tuple[int, str]]:
    """The departments of the actor's area, and of the areas above it; one query."""
    above = [actor.area_path[:end] for end in range(2, len(actor.area_path), 2)]
    near = Department.objects.filter(in_area(actor.area_path, "area__path")) | Department.objects.filter(
        area__path__in=above
    )
    rows = near.filter(closed_on=None).order_by("area__path", "name_zh", "pk")
    return [(one.pk, name_in(actor.locale, one)) for one in rows]
