"""Making two records of one firm one, with all their history; and taking them apart again. Towers: `merging_towers`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.acts.facts import copy_onto_firm
from mashang.register.acts.leasing import require_free, write_settled
from mashang.register.acts.ledger import Change
from mashang.register.acts.ledger.carrying import carry_facts, carry_names
from mashang.register.acts.ledger.findable import find_firms_anew, place_firms
from mashang.register.acts.sources import source_of
from mashang.register.models import Contact, Document, Firm, FirmFact, FirmMember, FirmMerge, FirmName, Source, Tenancy
from mashang.register.reads.merges import lies_elsewhere
from mashang.register.reads.scope import firms_seen_by
from mashang.register.reads.versions import get_version_by_id, get_versions
from mashang.trail.acts import record

# Every table that points at a firm, and by which column. A merge is refused while one points at it that is not here.
RELATIONS = {
    "FirmName.firm", "FirmFact.subject", "Tenancy.firm", "Occupancy.firm", "FirmMember.firm", "Contact.firm",
    "Firm.parent", "Firm.merged_into", "FirmMerge.kept", "FirmMerge.gone",
}  # fmt: skip
# Tables of apps above whose rows simply change their column `firm`; each app adds its own, and its relation, in `ready()`.
FOLLOWERS: dict[str, type[Model]] = {}


def unknown_relations() -> set[str]:
    """Columns that point at a firm and of which a merge knows nothing."""
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Firm
    }
    return found - RELATIONS


@transaction.atomic
def merge_firms(*, actor: Actor, kept_id: int, gone_id: int, reason: str) -> FirmMerge:
    """Make `gone` one with `kept`: leases, facts, names, contacts, people, branches and files go over; nothing is lost.

    A fact of which the two say different things becomes a conflict. Refuses one firm with itself, a firm that was merged
    already, two different credit codes (they are two firms), rooms that both hold at the same time, a home or a lease outside
    the actor's area (it belongs to others too), and no reason.
    """
    if unknown := unknown_relations():
        raise Refused(
            "unknown_relations",
            _("Something points at firms that a merge does not know: %(what)s.", what=", ".join(sorted(unknown))),
        )
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("It stands in the trail."))
    kept, gone = _take_two(actor, kept_id, gone_id)
    at = timezone.now()
    moved: dict[str, Any] = {
        "lines": _move_leases(actor, kept, gone, at), "facts": carry_facts("firm", kept.pk, gone.pk, at=at),
        "names": carry_names(kept, gone, source=source_of(actor)[0], at=at), **_move_rows(kept, gone), "uscc": _hand_over_code(kept, gone),
    }  # fmt: skip
    merge = FirmMerge.objects.create(
        kept=kept, gone=gone, moved=moved, reason=reason.strip(), by_id=actor.user_id, merged_at=at,
        area_path=kept.area_path, district_id=kept.district_id,
    )  # fmt: skip
    _follow(kept, gone)
    for firm, other in ((kept, gone), (gone, kept)):
        record(
            actor=actor, act="firm.merge", subject_kind="firm", subject_id=firm.pk, reason=reason.strip(),
            diff={"other_firm": other.pk, "leases": len(moved["lines"])}, area_path=kept.area_path, district_id=kept.district_id,
        )  # fmt: skip
    return merge


def _take_two(actor: Actor, kept_id: int, gone_id: int) -> tuple[Firm, Firm]:
    actor.require(Permission.REGISTER_EDIT)
    seen = firms_seen_by(actor).filter(pk__in=[kept_id, gone_id]).values("pk")
    found = {firm.pk: firm for firm in Firm.objects.select_for_update().filter(pk__in=seen).order_by("pk")}
    if kept_id == gone_id or len(found) < 2:
        raise NotThere("no_such_firm", _("There is no such firm in your area, or it was merged already."))
    kept, gone = found[kept_id], found[gone_id]
    if kept.uscc and gone.uscc and kept.uscc != gone.uscc:
        raise Refused(
            "two_codes", _("These two bear different credit codes: they are two firms."),
            mend=_("Correct a code first if it is wrong."),
        )  # fmt: skip
    _require_own(actor, kept, gone)
    return kept, gone


def _require_own(actor: Actor, kept: Firm, gone: Firm, lines: Collection[int] | None = None) -> None:
    """Both homes and all that goes over must be the actor's: a merge moves leases that stewards of other areas look after."""
    if lies_elsewhere(actor, kept, gone, lines):
        raise Refused(
            "part_elsewhere", _("Part of these two firms lies outside your area."),
            mend=_("Ask the office of the district, which is in charge of all of it, to merge them."),
        )  # fmt: skip
    for firm in (kept, gone):
        actor.require(Permission.REGISTER_EDIT, area_path=firm.area_path)


def _move_leases(actor: Actor, kept: Firm, gone: Firm, at: datetime) -> list[list[int]]:
    """Each live version of a lease is written once more, with the firm that is kept, from the source it had."""
    lines = Tenancy.objects.filter(firm=gone, retracted_at=None).values_list("line", flat=True)
    changes = [
        Change(version, replace(version, firm_id=kept.pk)) for version in get_versions(lines, lock=True).values()
    ]
    for change in changes:
        if change.before is not None:
            require_free(change.before.spaces, firm_id=kept.pk, own_line=change.before.line)
    if changes:
        origin, _at = source_of(actor, kind=Source.Kind.DESK)
        write_settled(changes, origin=origin, at=at)
    return [[c.line, c.before.id if c.before else 0, c.written_id or 0] for c in changes]


def _move_rows(kept: Firm, gone: Firm) -> dict[str, list[int]]:
    """Rows that are edited by acts simply change their firm; people who are with the kept one already stay where they are."""
    there = FirmMember.objects.filter(firm=kept).values("membership")
    rows: dict[str, QuerySet[Any]] = {
        "contacts": Contact.objects.filter(firm=gone),
        "members": FirmMember.objects.filter(firm=gone).exclude(membership__in=there),
        "branches": Firm.objects.filter(parent=gone).exclude(pk=kept.pk),
        "documents": Document.objects.filter(about_kind="firm", about_id=gone.pk),
    }
    rows |= {name: model._default_manager.filter(firm=gone) for name, model in FOLLOWERS.items()}
    moved = {name: list(found.values_list("pk", flat=True)) for name, found in rows.items()}
    _point(moved, kept.pk)
    return moved


def _point(moved: dict[str, list[int]], firm_id: int) -> None:
    Contact.objects.filter(pk__in=moved["contacts"]).update(firm=firm_id)
    FirmMember.objects.filter(pk__in=moved["members"]).update(firm=firm_id)
    Firm.objects.filter(pk__in=moved["branches"]).update(parent=firm_id)
    Document.objects.filter(pk__in=moved["documents"]).update(about_id=firm_id)
    for name, model in FOLLOWERS.items():
        model._default_manager.filter(pk__in=moved.get(name, [])).update(firm=firm_id)


def _hand_over_code(kept: Firm, gone: Firm) -> bool:
    """`gone` leaves the lists; a code that only it bore becomes that of `kept`."""
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    if kept.uscc or not gone.uscc:
        return False
    kept.uscc = gone.uscc
    kept.save(update_fields=["uscc"])
    return True


def _follow(kept: Firm, gone: Firm) -> None:
    from mashang.register.models import FactKey

    for key in FactKey.objects.filter(key__in=("industry", "standing")):
        copy_onto_firm(kept, key)
    place_firms([kept.pk, gone.pk])
    find_firms_anew([kept.pk, gone.pk])


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: int, reason: str) -> FirmMerge:
    """Take two records apart again, by new rows: each has what it had. Refuses when something later stands on the merge.

    What came to the kept firm after the merge stays with it. Refuses no reason, and a merge that is undone.
    """
    merge = (
        FirmMerge.objects.select_for_update().select_related("kept", "gone").filter(pk=merge_id, undone_at=None).first()
    )
    if merge is None or not actor.covers(merge.area_path):
        raise NotThere("no_such_merge", _("There is no such merge, or it was undone already."))
    actor.require(Permission.REGISTER_EDIT, area_path=merge.area_path)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason", mend=_("It stands in the trail."))
    at, moved = timezone.now(), merge.moved
    _require_own(actor, merge.kept, merge.gone, [line for line, _before, _after in moved["lines"]])
    _refuse_later_rows(merge)
    _put_leases_back(actor, merge, at)
    FirmFact.objects.filter(pk__in=moved["facts"], superseded_at=None).update(superseded_at=at)
    FirmName.objects.filter(pk__in=moved["names"], superseded_at=None).update(superseded_at=at)
    _point(moved, merge.gone_id)
    if moved["uscc"]:
        Firm.objects.filter(pk=merge.kept_id).update(uscc=None)
    Firm.objects.filter(pk=merge.gone_id).update(merged_into=None)
    FirmMerge.objects.filter(pk=merge.pk).update(undone_at=at)
    merge.refresh_from_db()
    _follow(merge.kept, merge.gone)
    for firm in (merge.kept_id, merge.gone_id):
        record(
            actor=actor, act="firm.undo_merge", subject_kind="firm", subject_id=firm, reason=reason.strip(),
            diff={"leases": len(moved["lines"])}, area_path=merge.area_path, district_id=merge.district_id,
        )  # fmt: skip
    return merge


def _refuse_later_rows(merge: FirmMerge) -> None:
    """Name the leases and facts that were changed since: taking the merge back would lose what was done to them."""
    live = dict(
        Tenancy.objects.filter(line__in=[line for line, _b, _a in merge.moved["lines"]], retracted_at=None).values_list(
            "line", "pk"
        )
    )
    changed = [merge.kept.name for line, _before, after in merge.moved["lines"] if live.get(line) != after]
    settled = FirmFact.objects.filter(pk__in=merge.moved["facts"], superseded_at__isnull=False)
    later = sorted({*changed, *settled.values_list("key__name_zh", flat=True)})
    if later:
        raise Refused(
            "later_rows", _("Something later stands on this merge: %(names)s.", names=", ".join(later)),
            mend=_("Take the later change back first."),
        )  # fmt: skip


def _put_leases_back(actor: Actor, merge: FirmMerge, at: datetime) -> None:
    earlier = get_version_by_id(before for _line, before, _after in merge.moved["lines"])
    now = get_versions((line for line, _b, _a in merge.moved["lines"]), lock=True)
    changes = [
        Change(now[line], replace(earlier[before], id=0))
        for line, before, _after in merge.moved["lines"]
        if line in now
    ]
    if changes:
        origin, _at = source_of(actor, kind=Source.Kind.DESK)
        write_settled(changes, origin=origin, at=at)
