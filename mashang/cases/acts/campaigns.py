"""Campaigns of visits: which firms, given to officers evenly, and put into the hands of another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Campaign, CampaignFirm, VisitKind
from mashang.cases.reads.receivers import may_receive
from mashang.cases.reads.visit_scope import campaigns_seen_by
from mashang.cases.rules.rosters import spread
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.register.reads.scope import firms_seen_by
from mashang.trail.acts import record

LONGEST_DAYS = 370
MOST_FIRMS = 5_000


@transaction.atomic
def open_campaign(
    *, actor: Actor, name: str, kinds: Iterable[str], begins_on: date, ends_on: date, firm_ids: Sequence[int],
    officer_ids: Sequence[int], roster: Mapping[str, object] | None = None, sample: bool = False,
) -> Campaign:  # fmt: skip
    """Open a campaign over these firms, given to the officers evenly, in the order given: shares differ by one at most.

    `roster` keeps by which filters the firms were found. Due days are spread over the working weeks of the span. Each
    officer is told once. Refuses an empty name or one used before, no firms, more than 5,000, none or strange officers,
    and days that are no span of at most a year.
    """
    actor.require(Permission.VISIT_PLAN)
    area = Area.objects.filter(pk=actor.area_id or 0).first()
    if area is None:
        raise NotThere("no_such_area", _("There is no such area."))
    today = timezone.localdate()
    if not name.strip():
        raise Refused(
            "name_missing", _("Give the campaign a name."), field="name", mend=_("For example what it is about.")
        )
    if ends_on < begins_on or (ends_on - begins_on).days > LONGEST_DAYS:
        raise Refused(
            "strange_days",
            _("A campaign ends after it begins, and within a year."),
            field="ends_on",
            mend=_("Check both days."),
        )
    seen = set(firms_seen_by(actor).filter(pk__in=firm_ids).values_list("pk", flat=True))
    firms = [one for one in dict.fromkeys(firm_ids) if one in seen]
    if not firms or len(firms) > MOST_FIRMS:
        raise Refused(
            "no_firms", _("A campaign has at least one firm and at most %(most)s.", most=MOST_FIRMS), field="firms",
            mend=_("Change the filters."),
        )  # fmt: skip
    officers = list(dict.fromkeys(officer_ids))
    if not officers or not all(may_receive(one, area.path, today) for one in officers):
        raise Refused("no_officer", _("Choose who makes the visits."), field="officers", mend=_("Choose at least one."))
    campaign = _written(actor, area, name.strip()[:80], kinds, begins_on, ends_on, roster or {}, sample)
    CampaignFirm.objects.bulk_create(
        CampaignFirm(
            campaign=campaign, firm_id=firm, officer_id=officer, due_on=begins_on + timedelta(days=due),
            area_path=area.path, district_id=area.district_id,
        )
        for firm, officer, due in spread(firms, officers, (ends_on - begins_on).days)
    )  # fmt: skip
    record(
        actor=actor, act="campaign.open", subject_kind="campaign", subject_id=campaign.pk,
        diff={"firms": len(firms), "officers": len(officers), "opens_on": begins_on, "closes_on": ends_on},
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    queue(
        actor=actor, topic="visit.campaign", key=f"campaign:{campaign.pk}:open", recipients=set(officers) - {actor.user_id or 0},
        template="visit_campaign", args={"name": campaign.name, "ends_on": ends_on}, subject_kind="campaign",
        subject_id=campaign.pk, url=f"/desk/visits/campaigns/{campaign.pk}",
    )  # fmt: skip
    return campaign


def _written(
    actor: Actor, area: Area, name: str, kinds: Iterable[str], begins_on: date, ends_on: date, roster: Mapping[str, object], sample: bool
) -> Campaign:  # fmt: skip
    wanted = set(kinds)
    try:
        with transaction.atomic():
            return Campaign.objects.create(
                area=area, area_path=area.path, district_id=area.district_id, name=name,
                kinds=[kind for kind in VisitKind.values if kind in wanted],
                span=DateRange(begins_on, ends_on + timedelta(days=1)), roster=dict(roster), opened_at=timezone.now(),
                opened_by_id=actor.user_id, sample=sample,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "name_taken", _("There is a campaign of this name already."), field="name", mend=_("Give it another name.")
        ) from error


@transaction.atomic
def give_campaign_firm(*, actor: Actor, campaign_id: int, firm_id: int, officer_id: int) -> CampaignFirm:
    """Give a firm of a campaign to another officer, as long as it is not visited."""
    actor.require(Permission.VISIT_PLAN)
    campaign = campaigns_seen_by(actor).filter(pk=campaign_id).first()
    row = CampaignFirm.objects.select_for_update().filter(campaign=campaign_id, firm=firm_id).first()
    if campaign is None or row is None:
        raise NotThere("no_such_campaign", _("There is no such campaign."))
    if not may_receive(officer_id, campaign.area_path, timezone.localdate()):
        raise Refused(
            "no_officer", _("This person records no visits here."), field="officer", mend=_("Choose another one.")
        )
    before, row.officer_id = row.officer_id, officer_id
    row.save(update_fields=["officer"])
    record(
        actor=actor, act="campaign.give", subject_kind="campaign", subject_id=campaign.pk,
        diff={"firm": firm_id, "officer": [before, officer_id]}, area_path=campaign.area_path, district_id=campaign.district_id,
    )  # fmt: skip
    return row
