"""Planning a batch: team, days and hours with a look at the tour before it is set; moving one firm; replacing a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mashang.cases.acts.touring import move_visit, plan_batch, replace_member
from mashang.cases.reads.batch_lines import BatchFile
from mashang.cases.reads.batch_people import list_candidates
from mashang.cases.reads.batch_plans import Draft, list_places, preview_plan
from mashang.cases.reads.batches import get_batch, get_item
from mashang.clocks.reads.grounds import grounds_for
from mashang.doors.guarding import Asked
from mashang.faces.desk import batch_words as words
from mashang.faces.desk.editing import FIND, Deed, Sheet, before, edit, typed
from mashang.faces.desk.forms.batches import MoveForm, PlanForm, ReplaceForm, says_windows
from mashang.faces.desk.views.batches import crumbs

LOOK_AHEAD = 7  # working days offered for a tour


def batch_plan(request: Asked, pk: int) -> HttpResponse:
    """Team, days, meeting points and hours; `find` shows the tour that would come of it and sets nothing."""
    told = get_batch(request.actor, pk)
    choices: dict[str, Any] = {
        "days": _days(told),
        "people": list_candidates(request.actor, told),
        "towers": _towers(told),
    }
    form = PlanForm(**typed(request), **choices, initial=_initial(request, told))

    def deed(sent: PlanForm) -> int:
        plan_batch(actor=request.actor, batch_id=pk, planning=sent.planning())
        return pk

    asked = PlanForm(request.POST, **choices) if FIND in request.POST else None
    draft = preview_plan(request.actor, pk, asked.planning().wish) if asked is not None and asked.is_valid() else None
    sheet = Sheet(
        title=_("Plan team and tour"), button=_("Set the tour"), back=words.batch_url(pk),
        crumbs=crumbs(told.number, pk, _("Plan team and tour")), template="desk/batches/plan.html",
        more={"form": asked or form, "batch": told, "draft": _drawn(told, draft) if draft else None, **_fields(asked or form)},
    )  # fmt: skip
    said = _("The tour is set. Team and firms have been told.")
    return edit(request, asked if asked and asked.errors else form, Deed(do=deed, said=said, to=words.batch_url), sheet)


def batch_move(request: Asked, pk: int) -> HttpResponse:
    """A firm cannot be called on at its time: when it can, and the stops that are left are planned again."""
    told, item = get_item(request.actor, pk)
    form = MoveForm(**typed(request))

    def deed(sent: MoveForm) -> int:
        move_visit(actor=request.actor, item_id=pk, windows=sent.cleaned_data["windows"])
        return told.id

    return edit(
        request, form,
        Deed(do=deed, said=_("Planned again; firms whose time changed have been told."), to=words.batch_url),
        Sheet(
            title=_("Another time for %(firm)s") % {"firm": item.firm}, button=_("Plan again"), back=words.batch_url(told.id),
            crumbs=crumbs(told.number, told.id, item.firm),
            lead=_("Only stops that were not visited yet move. Now: %(time)s.") % {"time": words.when(item.planned_at) or "—"},
        ),
    )  # fmt: skip


def batch_replace(request: Asked, pk: int) -> HttpResponse:
    """Somebody of the team falls ill: who takes the place."""
    told = get_batch(request.actor, pk)
    members = [(one.user_id, one.name) for one in told.members]
    held = {user for user, _name in members}
    people = [one for one in list_candidates(request.actor, told) if one[0] not in held]
    form = ReplaceForm(**typed(request), members=members, people=people)

    def deed(sent: ReplaceForm) -> int:
        said = sent.cleaned_data
        replace_member(
            actor=request.actor, batch_id=pk, user_id=said["member"], by_user_id=said["by"], reason=said["reason"]
        )
        return pk

    sheet = Sheet(
        title=_("Replace somebody of the team"), button=_("Replace and plan again"), back=words.batch_url(pk),
        crumbs=crumbs(told.number, pk, _("Replace somebody of the team")),
    )  # fmt: skip
    return edit(
        request,
        form,
        Deed(do=deed, said=_("The team has changed; the tour was planned again."), to=words.batch_url),
        sheet,
    )


def _days(told: BatchFile) -> list[tuple[str, str]]:
    """The working days from today until the first item is due."""
    calendar = grounds_for({told.area_path}).calendar(told.area_path)
    last = timezone.localtime(told.due_at).date() if told.due_at else timezone.localdate() + timedelta(days=LOOK_AHEAD)
    days, day = [], timezone.localdate()
    while day <= last:
        if calendar.works(day, provisional=True):
            days.append((day.isoformat(), f"{words.short_day(day)} {date_format(day, 'D')}"))
        day += timedelta(days=1)
    return days


def _towers(told: BatchFile) -> list[tuple[int, str]]:
    return list({one.tower_id: one.tower for one in told.items}.items())


def _initial(request: Asked, told: BatchFile) -> dict[str, Any]:
    places = list_places(request.actor, told.id)
    days = [day.isoformat() for day in told.days] or [code for code, _label in _days(told)[:3]]
    initial: dict[str, Any] = {"days": days, "minutes_each": told.minutes_each}
    initial |= {f"team-{one.user_id}": one.team for one in told.members}
    for tower, (point, windows) in places.items():
        initial[f"point-{tower}"], initial[f"hours-{tower}"] = point, says_windows(windows)
    return before(request, **initial)


def _fields(form: PlanForm) -> dict[str, object]:
    """The fields in their three groups."""
    return {
        "team_fields": [form[f"team-{user}"] for user, _name in form.people],
        "place_fields": [(form[f"point-{tower}"], form[f"hours-{tower}"]) for tower, _name in form.towers],
    }


def _drawn(told: BatchFile, draft: Draft) -> dict[str, object]:
    """The tour as it would be, with what does not fit and why."""
    names = {one.tower_id: one.tower for one in told.items}
    firms = {one.id: one.firm for one in told.items}
    stops = [
        (stop, names.get(stop.visit.tower, ""), words.short_day(stop.day), _clock(stop.begin), _clock(stop.end))
        for stop in draft.plan.stops
    ]
    out = [
        (
            _(", ").join(firms.get(one, "") for one in left.visit.items),
            names.get(left.visit.tower, ""),
            words.WHY_OUT[left.why],
        )
        for left in draft.plan.left_out
    ]
    days = len({stop.day for stop in draft.plan.stops})
    return {"stops": stops, "out": out, "moved": draft.moved, "walk": draft.plan.walk, "days": days}


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")
