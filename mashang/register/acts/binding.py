"""What the doors ask of the register about people invited for a firm or a tower, and about roles that end."""

from __future__ import annotations

from datetime import timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere
from mashang.kernel.text import _
from mashang.register.acts.keeping import keep_tower, trail_firm, trail_tower
from mashang.register.models import Firm, FirmMember, Tower, TowerKeeper
from mashang.register.reads.scope import towers_seen_by


def check_firm(*, actor: Actor, area_id: int, subject_id: int) -> None:
    """Refuse to invite someone for a firm that has not its home in that area, nor belongs to the inviter."""
    firm = Firm.objects.filter(pk=subject_id, home_area=area_id, merged_into=None, retracted_at=None).first()
    own = firm is not None and firm.pk in (actor.firm_ids or frozenset())
    if firm is None or not (own or (actor.firm_ids is None and actor.covers(firm.area_path))):
        raise NotThere("no_such_firm", _("There is no such firm in your area."))


def check_tower(*, actor: Actor, area_id: int, subject_id: int) -> None:
    """Refuse to invite someone for a tower outside that area, or one that is not the inviter's to give."""
    if actor.may(Permission.STEWARDS_ASSIGN):
        tower = towers_seen_by(actor).filter(pk=subject_id, area=area_id).first()
    else:
        tower = Tower.objects.filter(pk=subject_id, area=area_id).first()
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower."))
    if not actor.covers(tower.area_path):
        raise NotAllowed("outside_area", _("This place lies outside your area."))


def bind_to_firm(*, actor: Actor, membership_id: int, subject_id: int) -> None:
    """What happens when a person invited for a firm comes in."""
    row = FirmMember.objects.create(
        membership_id=membership_id, firm_id=subject_id, standing=FirmMember.Standing.APPROVED,
        decided_by_id=actor.user_id, span=DateRange(timezone.localdate(), None),
    )  # fmt: skip
    trail_firm(actor, row, "firm_member.approve")


def bind_to_tower(*, actor: Actor, membership_id: int, subject_id: int) -> None:
    """What happens when a property manager invited for a tower comes in."""
    tower = Tower.objects.get(pk=subject_id)
    keep_tower(tower, membership_id, TowerKeeper.Duty.PROPERTY)
    trail_tower(actor, tower, "steward.assign", {"duty": "property", "membership": membership_id})


def release_towers(*, actor: Actor, membership_id: int, reason: str) -> None:
    """End every duty at a tower of a role that ended; each day counts to its end, the role itself is over."""
    today = timezone.localdate()
    rows = TowerKeeper.objects.select_for_update(of=("self",)).select_related("tower", "membership")
    for row in rows.filter(membership_id=membership_id, span__endswith=None).order_by("pk"):
        row.span = DateRange(row.span.lower, max(today, row.span.lower) + timedelta(days=1))
        row.save(update_fields=["span"])
        trail_tower(actor, row.tower, "steward.end", {"duty": row.duty, "user": row.membership.user_id}, reason)


def release_firms(*, actor: Actor, membership_id: int, reason: str) -> None:
    """End every place in a firm, and every asking for one, of a role that ended."""
    today = timezone.localdate()
    rows = FirmMember.objects.select_for_update(of=("self",)).select_related("firm", "membership")
    standing = rows.filter(membership_id=membership_id).exclude(standing=FirmMember.Standing.ENDED)
    for row in standing.order_by("pk"):
        row.standing, row.decided_by_id = FirmMember.Standing.ENDED, actor.user_id
        row.span = DateRange(row.span.lower, max(today, row.span.lower) + timedelta(days=1))
        row.save(update_fields=["standing", "decided_by", "span"])
        trail_firm(actor, row, "firm_member.end", reason)
