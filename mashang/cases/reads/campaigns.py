"""Campaigns: the list, one with its firms, and the firms that filters would put into a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Permission, roles_with
from mashang.cases.models import CampaignFirm, Visit
from mashang.cases.reads.visit_counts import Coverage, cover
from mashang.cases.reads.visit_scope import campaigns_seen_by
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import FirmFact
from mashang.register.reads.firms import FirmRow, FirmsWanted, get_firm_rows, list_firms
from mashang.register.reads.scope import in_area
from mashang.register.reads.spans import last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLine:
    """A campaign with how far it is. `ends_on` is its last day."""

    id: int
    name: str
    kinds: tuple[str, ...]
    begins_on: date
    ends_on: date
    coverage: Coverage
    roster: dict[str, Any]
    sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterLine:
    """A firm of a campaign: where it is, who goes, until when, and the visit that counts."""

    firm_id: int
    firm: str
    towers: tuple[str, ...]
    officer_id: int | None
    officer: str
    due_on: date
    visit_id: int | None
    visit_state: str
    visited_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterWanted:
    """By what the firms of a campaign are chosen. `fact` is a key and code, as `above_threshold_class=service`."""

    tower_id: int | None = None
    industry: str = ""
    fact: str = ""
    not_visited_since: date | None = None


def list_campaigns(actor: Actor) -> list[CampaignLine]:
    """The campaigns of one's area, the newest first; two queries."""
    rows = list(campaigns_seen_by(actor).order_by("-id"))
    covered = cover([row.pk for row in rows])
    return [_line(row, covered) for row in rows]


def get_campaign(actor: Actor, campaign_id: int) -> CampaignLine:
    """One campaign; NotThere outside the actor's reach."""
    row = campaigns_seen_by(actor).filter(pk=campaign_id).first()
    if row is None:
        raise NotThere("no_such_campaign", _("There is no such campaign."))
    return _line(row, cover([row.pk]))


def _line(row: Any, covered: dict[int, Coverage]) -> CampaignLine:
    return CampaignLine(
        id=row.pk, name=row.name, kinds=tuple(row.kinds), begins_on=row.span.lower, ends_on=last_day(row.span) or row.span.lower,
        coverage=covered.get(row.pk, Coverage(due=0, visited=0)), roster=row.roster, sample=row.sample,
    )  # fmt: skip


def list_roster(actor: Actor, campaign_id: int) -> list[RosterLine]:
    """The firms of a campaign that the actor sees, those not visited first, by due day; four queries for any number."""
    rows = list(
        CampaignFirm.objects.filter(campaign=campaign_id).select_related("officer", "visit").order_by("due_on", "pk")
    )
    firms = get_firm_rows(actor, [row.firm_id for row in rows], timezone.localdate())
    lines = [_roster(row, firms[row.firm_id]) for row in rows if row.firm_id in firms]
    return sorted(lines, key=lambda line: line.visited_on is not None)


def _roster(row: CampaignFirm, firm: FirmRow) -> RosterLine:
    visit = row.visit
    return RosterLine(
        firm_id=row.firm_id, firm=firm.name, towers=_towers(firm), officer_id=row.officer_id,
        officer=row.officer.name if row.officer else "", due_on=row.due_on, visit_id=visit.pk if visit else None,
        visit_state=visit.state if visit else "", visited_on=timezone.localdate(visit.at) if visit and visit.at else None,
    )  # fmt: skip


def find_roster(actor: Actor, wanted: RosterWanted) -> list[FirmRow]:
    """The firms with a room today that fit, by tower and floor so that one way leads to many; six queries at most."""
    today = timezone.localdate()
    found = list_firms(actor, today, FirmsWanted(industry=wanted.industry, tower_id=wanted.tower_id, here=True)).rows
    kept = {row.id for row in found}
    if wanted.fact:
        key, _sign, code = wanted.fact.partition("=")
        facts = FirmFact.objects.filter(
            subject__in=kept, key__key=key, code=code, believed=True, superseded_at=None, valid_from__lte=today
        )
        kept &= set(facts.values_list("subject", flat=True))
    if wanted.not_visited_since is not None:
        begin = timezone.make_aware(datetime.combine(wanted.not_visited_since, time.min))
        kept -= set(Visit.objects.filter(firm__in=kept, at__gte=begin).values_list("firm", flat=True))
    return sorted((row for row in found if row.id in kept), key=_way)


def _way(row: FirmRow) -> tuple[str, int, str]:
    place = row.places[0] if row.places else None
    return (place.tower if place else "", -(place.floor_no or 0) if place else 0, row.name)


def _towers(firm: FirmRow) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.tower for place in firm.places))


def list_visiting_officers(actor: Actor) -> list[tuple[int, str]]:
    """Who records visits in the actor's area and below today, by name; one query."""
    today = timezone.localdate()
    rows = Membership.objects.filter(
        in_area(actor.area_path, "area__path"), role__in=roles_with(Permission.VISIT_RECORD), span__contains=today,
        ended_at=None, awaits_approval=False, user__is_active=True,
    )  # fmt: skip
    return list(rows.order_by("user__name", "user_id").values_list("user_id", "user__name").distinct())
