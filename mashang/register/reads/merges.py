"""Merged records of firms: what was merged into a firm, and where a merged one went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Contact, Firm, FirmFact, FirmMerge, FirmName, Tenancy
from mashang.register.reads.scope import firms_seen_by


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that was merged into a firm, and still is."""

    id: int
    name: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would move from one record to the other."""

    kept: str
    gone: str
    leases: int
    facts: int
    names: int
    contacts: int


def list_merged(firm_id: int) -> tuple[Merged, ...]:
    """The records that are merged into a firm, the newest first; one query. The caller has found the firm for its reader."""
    rows = FirmMerge.objects.filter(kept=firm_id, undone_at=None).select_related("gone").order_by("-pk")
    return tuple(Merged(row.pk, row.gone.name, timezone.localdate(row.merged_at), row.reason) for row in rows)


def find_kept(actor: Actor, firm_id: int) -> int | None:
    """The firm into which this one was merged, as far as the actor may see it; None when it was not."""
    into = Firm.objects.filter(pk=firm_id, merged_into__in=firms_seen_by(actor).values("pk"))
    return into.values_list("merged_into", flat=True).first()


def get_preview(actor: Actor, kept_id: int, gone_id: int) -> Preview:
    """What would move if `gone` were merged into `kept`; NotThere when the actor may not see both."""
    found = dict(firms_seen_by(actor).filter(pk__in=[kept_id, gone_id]).values_list("pk", "name"))
    if len(found) < 2:
        raise NotThere("no_such_firm", _("There is no such firm in your area, or it was merged already."))
    return Preview(
        found[kept_id],
        found[gone_id],
        leases=Tenancy.objects.filter(firm=gone_id, retracted_at=None).count(),
        facts=FirmFact.objects.filter(subject=gone_id, superseded_at=None).count(),
        names=FirmName.objects.filter(firm=gone_id, superseded_at=None).count(),
        contacts=Contact.objects.filter(firm=gone_id, erased_at=None).count(),
    )


def get_merge(actor: Actor, merge_id: int) -> tuple[int, str, str]:
    """The kept firm's number and both names of a merge that stands; NotThere outside the actor's area."""
    row = FirmMerge.objects.filter(pk=merge_id, undone_at=None).select_related("kept", "gone").first()
    if row is None or not actor.covers(row.area_path):
        raise NotThere("no_such_merge", _("There is no such merge, or it was undone already."))
    return row.kept_id, row.kept.name, row.gone.name
