"""Planning the team and tour of a batch, and planning again what was not visited yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.batch_moving import (
    members_of,
    need_head,
    need_open,
    need_team,
    record_item,
    step_batch,
    take_batch,
    take_item,
    tell_batch,
)
from mashang.cases.acts.moving import need_reason, own_item_url, tell_firm
from mashang.cases.models import Batch, BatchItem, BatchPlace, TeamMember, Tour, TourStop
from mashang.cases.reads.batch_people import may_be_on_team
from mashang.cases.reads.batch_plans import (
    Draft,
    Planning,
    Wish,
    calendar_of,
    draft_plan,
    items_to_visit,
    kept_wish,
    planned_times,
)
from mashang.cases.rules.tours import Stop
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _

LEAST_MINUTES, MOST_MINUTES = 5, 180


@transaction.atomic
def plan_batch(*, actor: Actor, batch_id: int, planning: Planning) -> Draft:
    """Set team and tour; again as often as needed, only what was not visited yet moves. Each firm hears its new time.

    Refuses a team of nobody or of people who may not be on it, days that are past, off, or after the first item is due,
    and minutes outside 5 to 180. What does not fit stays without a time, and the plan says why. By a head.
    """
    need_head(actor)
    batch = take_batch(actor, batch_id)
    items = items_to_visit(batch)
    _check(batch, planning, items)
    batch.minutes_each, batch.days = planning.minutes_each, [day.isoformat() for day in sorted(set(planning.days))]
    for place in batch.places.all():
        BatchPlace.objects.filter(pk=place.pk).update(
            meeting_point=planning.meeting_points.get(place.tower_id, place.meeting_point).strip()[:120],
            windows=list(planning.windows.get(place.tower_id, ())),
        )
    step_batch(
        actor, batch, "plan", also=["minutes_each", "days"],
        diff={"days": batch.days, "team": sorted({user for user, _no in planning.team})},
    )  # fmt: skip
    _set_team(batch, planning.team)
    return _write(actor, batch, planning.wish, items)


@transaction.atomic
def plan_tour_again(*, actor: Actor, batch_id: int) -> Draft:
    """Plan what was not visited yet anew, by the same team, on the days that are left. Firms hear of changes only."""
    batch = take_batch(actor, batch_id)
    need_team(actor, batch)
    return _plan_rest(actor, batch)


@transaction.atomic
def move_visit(*, actor: Actor, item_id: int, windows: Sequence[Mapping[str, str]]) -> Draft:
    """A firm cannot be called on at its time: `windows` say when it can; only stops not visited yet move.

    By the firm itself for its own item, by the team or a head. Refuses (`visited_already`) once the team is there.
    """
    if actor.may(Permission.OWN_CASE_ASK):
        batch, item = _own_item(actor, item_id)
    else:
        batch, item, _case = take_item(actor, item_id)
        need_team(actor, batch)
    need_open(item)
    if item.stop is not None and item.stop.visited_at is not None and item.result != BatchItem.Result.NOT_DONE:
        raise Refused(
            "visited_already", _("The team is there already."), mend=_("Speak with it, or write down what came of it.")
        )
    if not windows:
        raise Refused(
            "strange_window", _("Say when the firm can be called on."), field="windows", mend=_("Write one span.")
        )
    item.windows = [dict(one) for one in windows]
    item.save(update_fields=["windows"])
    record_item(actor, item, "move_visit", windows=item.windows)
    return _plan_rest(actor, batch)


@transaction.atomic
def replace_member(*, actor: Actor, batch_id: int, user_id: int, by_user_id: int | None, reason: str) -> Draft:
    """Somebody of the team falls ill or is called away: another takes the place (`by_user_id`), or nobody does.

    Says why. The tour is planned again with the teams that are left. Refuses the last person of all without another.
    """
    need_head(actor)
    batch = take_batch(actor, batch_id)
    why = need_reason(reason)
    member = TeamMember.objects.filter(batch=batch, user=user_id, left_at=None).first()
    if member is None:
        raise NotThere("no_such_member", _("There is no such person on this team."))
    member.left_at, member.left_reason = timezone.now(), why
    member.save(update_fields=["left_at", "left_reason"])
    if by_user_id is not None:
        _set_team(batch, [*_team(batch), (by_user_id, member.team)])
    if not members_of(batch):
        raise Refused(
            "no_team", _("Nobody would be left on the team."), field="by", mend=_("Name who takes the place.")
        )
    step_batch(actor, batch, "plan", reason=why, diff={"team": [user_id, by_user_id]})
    return _write(actor, batch, kept_wish(batch, [no for _user, no in _team(batch)]), items_to_visit(batch))


def _own_item(actor: Actor, item_id: int) -> tuple[Batch, BatchItem]:
    from mashang.cases.reads.scope import cases_seen_by

    item = BatchItem.objects.filter(pk=item_id, case__in=cases_seen_by(actor)).first()
    if item is None:
        raise NotThere("no_such_item", _("There is no such item, or it lies outside your reach."))
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=item.batch_id)
    return batch, BatchItem.objects.select_for_update(of=("self",)).get(pk=item_id)


def _check(batch: Batch, planning: Planning, items: Sequence[BatchItem]) -> None:
    if not LEAST_MINUTES <= planning.minutes_each <= MOST_MINUTES:
        raise Refused(
            "strange_minutes", _("One item takes %(least)s to %(most)s minutes.", least=LEAST_MINUTES, most=MOST_MINUTES),
            field="minutes_each",
        )  # fmt: skip
    today, calendar = timezone.localdate(), calendar_of(batch)
    last = min((timezone.localtime(one.case.due_at).date() for one in items if one.case.due_at), default=None)
    for day in planning.days:
        if day < today or not calendar.works(day, provisional=True) or (last and day > last):
            raise Refused(
                "no_day_for_tour", _("On %(day)s no team can go.", day=day.isoformat()), field="days",
                mend=_("Choose working days from today until the first item is due."),
            )  # fmt: skip
    if not planning.days:
        raise Refused("no_day_for_tour", _("Choose the days of the tour."), field="days", mend=_("One is enough."))
    users = [user for user, _no in planning.team]
    if not users or len(may_be_on_team(users, batch.area_path, today)) < len(set(users)):
        raise Refused(
            "no_team", _("Say who is on the team."), field="team",
            mend=_("Choose officers and agents of this place and liaisons of its departments."),
        )  # fmt: skip


def _team(batch: Batch) -> list[tuple[int, int]]:
    return list(TeamMember.objects.filter(batch=batch, left_at=None).values_list("user_id", "team"))


def _set_team(batch: Batch, team: Sequence[tuple[int, int]]) -> None:
    now, wanted = timezone.now(), dict(team)
    for member in TeamMember.objects.filter(batch=batch, left_at=None):
        if wanted.get(member.user_id) != member.team:
            TeamMember.objects.filter(pk=member.pk).update(left_at=now)
        else:
            wanted.pop(member.user_id)
    TeamMember.objects.bulk_create(
        TeamMember(batch=batch, user_id=user, team=no, joined_at=now) for user, no in wanted.items()
    )


def _plan_rest(actor: Actor, batch: Batch) -> Draft:
    step_batch(actor, batch, "plan")
    return _write(actor, batch, kept_wish(batch, [no for _user, no in _team(batch)]), items_to_visit(batch))


def _write(actor: Actor, batch: Batch, wish: Wish, items: Sequence[BatchItem]) -> Draft:
    """Drop the stops that were not visited, write the new ones, and tell those whose time changed."""
    draft = draft_plan(batch, wish, items)
    times, stops = planned_times(draft.plan), _write_stops(batch, draft, wish)
    changed = [item for item in items if item.planned_at != times.get(item.pk)]
    for item in items:
        item.planned_at, item.stop = times.get(item.pk), stops.get(item.pk)
    BatchItem.objects.bulk_update(items, ["planned_at", "stop"])
    version = batch.moves.count()
    tell_batch(actor, batch, topic="batch.planned", people=members_of(batch), key=f"plan:{version}")
    points = dict(batch.places.values_list("tower_id", "meeting_point"))
    for item in changed:
        if item.planned_at is not None:
            tell_firm(
                actor, item.case, topic="case.visit_set", key=f"visit:{version}", url=own_item_url(item.pk),
                comes_at=timezone.localtime(item.planned_at).strftime("%Y-%m-%d %H:%M"),
                meeting_point=points.get(item.case.tower_id or 0, ""),
            )  # fmt: skip
    return draft


def _write_stops(batch: Batch, draft: Draft, wish: Wish) -> dict[int, TourStop]:
    now = timezone.now()
    TourStop.objects.filter(tour__batch=batch, visited_at=None, dropped_at=None).update(dropped_at=now)
    tours: dict[tuple[date, int], Tour] = {}
    order: dict[int, int] = {}
    made: dict[int, TourStop] = {}
    for stop in draft.plan.stops:
        key = (stop.day, stop.team)
        if key not in tours:
            tours[key] = Tour.objects.get_or_create(batch=batch, day=stop.day, team=stop.team)[0]
            kept = tours[key].stops.filter(dropped_at=None).order_by("-order").values_list("order", flat=True)
            order[tours[key].pk] = kept.first() or 0
        order[tours[key].pk] += 1
        row = TourStop.objects.create(
            tour=tours[key], tower_id=stop.visit.tower, order=order[tours[key].pk], from_at=stop.begin, to_at=stop.end,
            walk_minutes=stop.walk, windows=_windows(stop), explained=_explained(stop, draft, wish),
        )  # fmt: skip
        made.update(dict.fromkeys(stop.visit.items, row))
    return made


def _windows(stop: Stop) -> list[list[str]]:
    return [
        [_clock(begin), _clock(end)]
        for begin, end in stop.visit.windows
        if timezone.localtime(begin).date() == stop.day
    ]


def _clock(at: datetime) -> str:
    return timezone.localtime(at).strftime("%H:%M")


def _explained(stop: Stop, draft: Draft, wish: Wish) -> dict[str, Any]:
    """Why it stands here, in figures that a page puts into words."""
    return {
        "choices": stop.choices, "shifts": len(wish.days) * len(wish.teams), "waits": stop.waits,
        "walk": stop.walk, "items": len(stop.visit.items), "bound": int(bool(stop.visit.windows)),
    }  # fmt: skip
