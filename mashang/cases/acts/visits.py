"""Planning a visit, announcing it, and what the firm says to it beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Area, Department
from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import need_reason
from mashang.cases.acts.visit_moving import (
    step_visit,
    take_own_visit,
    take_visit,
    tell_visited,
    tell_visitors,
    write_visit_move,
)
from mashang.cases.models import Campaign, CampaignFirm, Visit, VisitKind
from mashang.cases.reads.receivers import may_receive
from mashang.cases.reads.visit_scope import Earlier, campaigns_seen_by, find_close_visits
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.refs import new_ref
from mashang.kernel.text import _
from mashang.register.models import Firm
from mashang.register.reads.scope import firms_seen_by
from mashang.trail.acts import next_number, once

SERIES = "V"


@transaction.atomic
def plan_visit(
    *, actor: Actor, firm_id: int, on: date, at: time | None = None, mode: str = Visit.Mode.SITE,
    kinds: Iterable[str] = (), officer_id: int | None = None, campaign_id: int | None = None, reason: str = "",
    key: UUID | None = None,
) -> Visit:  # fmt: skip
    """Mean to visit a firm on a day. The officer is told; the firm is told when it is announced (`book_visit`).

    Fatigue guard: while any office, of whatever area, visits the firm within the days of content/visits around that
    day, it is refused (`visited_lately`) without a `reason`, and says which office and when, nothing else. Refuses a day
    that is past, a firm out of reach, and an officer who may record no visits there.
    """
    actor.require(Permission.VISIT_RECORD)
    claim = once(actor=actor, scope="desk.visit.plan", key=key, body=f"{firm_id} {on}") if key else None
    if claim is not None and claim.done and claim.result_id is not None:
        return Visit.objects.get(pk=claim.result_id)
    if on < timezone.localdate():
        raise Refused("day_past", _("This day is past."), field="on", mend=_("Choose today or a later day."))
    firm = visited_firm(actor, firm_id)
    campaign = _campaign(actor, campaign_id)
    officer = officer_id or actor.user_id
    area = visit_area(actor, firm)
    if officer and officer != actor.user_id and not may_receive(officer, area.path, timezone.localdate()):
        raise Refused(
            "no_officer", _("This person records no visits here."), field="officer", mend=_("Choose another one.")
        )
    refuse_herding(actor, firm.pk, on, reason)
    visit = new_visit(actor, firm, area, mode=mode, kinds=kinds, officer_id=officer)
    visit.planned_on, visit.planned_at, visit.campaign = on, at, campaign
    visit.save()
    write_visit_move(
        actor,
        visit,
        "plan",
        "",
        reason=reason.strip()[:500],
        diff={"firm": firm.pk, "planned_on": on, "officer": officer},
    )
    count_for(visit, on)
    tell_visitors(actor, visit, topic="visit.given", key="plan")
    if claim is not None:
        claim.keep("visit", visit.pk)
    return visit


@transaction.atomic
def plan_visit_anew(*, actor: Actor, visit_id: int, on: date, at: time | None = None, reason: str = "") -> Visit:
    """Another day for a visit that was not made. The firm hears of it when it is announced again. Refuses as planning does."""
    visit = take_visit(actor, visit_id)
    if on < timezone.localdate():
        raise Refused("day_past", _("This day is past."), field="on", mend=_("Choose today or a later day."))
    refuse_herding(actor, visit.firm_id, on, reason, but=visit.pk)
    before = visit.planned_on
    visit.planned_on, visit.planned_at = on, at
    step_visit(
        actor,
        visit,
        "plan_anew",
        reason=reason.strip()[:500],
        also=["planned_on", "planned_at"],
        diff={"planned_on": [before, on]},
    )
    return visit


@transaction.atomic
def book_visit(*, actor: Actor, visit_id: int) -> Visit:
    """Announce a planned visit to the firm, which may move or decline it. It reads that this is a service, no inspection."""
    visit = take_visit(actor, visit_id)
    step_visit(actor, visit, "book")
    tell_visited(actor, visit, topic="visit.booked", key=f"book:{visit.moves.count()}")
    return visit


@transaction.atomic
def call_visit_off(*, actor: Actor, visit_id: int, reason: str) -> Visit:
    """A visit will not be made; a firm that was told of it is told this too, with the reason."""
    visit = take_visit(actor, visit_id)
    told = visit.state == Visit.State.BOOKED
    why = need_reason(reason)
    step_visit(actor, visit, "call_off", reason=why, shown=True)
    CampaignFirm.objects.filter(visit=visit).update(visit=None)
    if told:
        tell_visited(actor, visit, topic="visit.called_off", key="call_off")
    tell_visitors(actor, visit, topic="visit.called_off", key="call_off")
    return visit


@transaction.atomic
def move_visit(*, actor: Actor, visit_id: int, to: date, words: str = "") -> Visit:
    """The firm asks for another day: it goes back to planned on that day, and the office announces it again."""
    visit = take_own_visit(actor, visit_id)
    if to <= timezone.localdate():
        raise Refused("day_past", _("Name a day that is still to come."), field="to", mend=_("Choose a later day."))
    before, visit.planned_on, visit.planned_at = visit.planned_on, to, None
    step_visit(
        actor, visit, "move", reason=words.strip()[:500], shown=True, also=["planned_on", "planned_at"],
        diff={"planned_on": [before, to]},
    )  # fmt: skip
    tell_visitors(actor, visit, topic="visit.moved", key=f"move:{visit.moves.count()}")
    return visit


@transaction.atomic
def decline_visit(*, actor: Actor, visit_id: int, words: str = "") -> Visit:
    """The firm does not want this visit. No reason is asked for: a service may be declined."""
    visit = take_own_visit(actor, visit_id)
    step_visit(actor, visit, "decline", reason=words.strip()[:500], shown=True)
    CampaignFirm.objects.filter(visit=visit).update(visit=None)
    tell_visitors(actor, visit, topic="visit.declined", key="decline")
    return visit


# Pieces that recording shares.


def visited_firm(actor: Actor, firm_id: int) -> Firm:
    """A firm within reach, to be visited. Locked, so that two offices planning at once see one another."""
    found = firms_seen_by(actor).filter(pk=firm_id).values("pk")
    firm = (
        Firm.objects.select_for_update(no_key=True, of=("self",))
        .select_related("home_area")
        .filter(pk__in=found)
        .first()
    )
    if firm is None:
        raise NotThere("no_such_firm", _("There is no such firm in your area."), field="firm")
    return firm


def visit_area(actor: Actor, firm: Firm) -> Area:
    """The area a visit lies in: the firm's home where the visitor's office covers it, else that office's own."""
    if actor.covers(firm.home_area.path):
        return firm.home_area
    area = Area.objects.filter(pk=actor.area_id or 0).first()
    return area or firm.home_area


def new_visit(
    actor: Actor,
    firm: Firm,
    area: Area,
    *,
    mode: str,
    kinds: Iterable[str],
    officer_id: int | None,
    ref: UUID | None = None,
) -> Visit:
    """A visit that is not written yet, with its number."""
    wanted = [kind for kind in VisitKind.values if kind in set(kinds)]
    if mode not in Visit.Mode.values:
        raise Refused("no_mode", _("Say how the visit is made."), field="mode", mend=_("Choose one of the list."))
    year = timezone.localdate().year
    number = f"{SERIES}-{year}-{next_number(area.pk, SERIES, year):04d}"
    return Visit(
        ref=ref or new_ref(), area=area, area_path=area.path, district_id=area.district_id, number=number, firm=firm,
        department=Department.objects.filter(pk=actor.department_id or 0).first(), officer_id=officer_id,
        visitors=[officer_id] if officer_id else [], kinds=wanted, mode=mode,
    )  # fmt: skip


def refuse_herding(actor: Actor, firm_id: int, on: date, reason: str, *, but: int = 0) -> None:
    """Refuse a visit close to another one, of whatever office, while nobody says why it is needed all the same."""
    close = find_close_visits(actor.locale, [firm_id], on, but=but).get(firm_id, [])
    if close and not reason.strip():
        raise Refused(
            "visited_lately",
            _("This firm is visited close to that day: %(visits)s.", visits="; ".join(_told(one) for one in close[:5])),
            field="reason", mend=_("Telephone, join that visit, or say why another one is needed."),
        )  # fmt: skip


def _told(one: Earlier) -> str:
    return f"{one.office} {one.on.isoformat()}"


def count_for(visit: Visit, day: date) -> None:
    """Let a visit count for its firm in the campaign it is part of, else in one that goes on on that day and waits for it."""
    waiting = CampaignFirm.objects.select_for_update(of=("self",)).filter(firm=visit.firm_id, visit=None)
    if visit.campaign_id is None:
        waiting = waiting.filter(campaign__span__contains=day, area_path__in=_above(visit.area_path))
    else:
        waiting = waiting.filter(campaign=visit.campaign_id)
    row = waiting.order_by("due_on", "pk").first()
    if row is None:
        return
    row.visit = visit
    row.save(update_fields=["visit"])
    if visit.campaign_id is None:
        visit.campaign_id = row.campaign_id
        visit.save(update_fields=["campaign"])


def _above(path: str) -> list[str]:
    return [path[:end] for end in range(2, len(path) + 1, 2)]


def _campaign(actor: Actor, campaign_id: int | None) -> Campaign | None:
    if campaign_id is None:
        return None
    found = campaigns_seen_by(actor).filter(pk=campaign_id).first()
    if found is None:
        raise NotThere("no_such_campaign", _("There is no such campaign."), field="campaign")
    return found
