"""Merged records of firms and towers: what was merged, where a merged one went, and what another record could be."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.register.models import (
    Contact,
    Document,
    Findable,
    Firm,
    FirmFact,
    FirmMerge,
    FirmName,
    Tenancy,
    Tower,
    TowerMerge,
    Unit,
)
from mashang.register.reads.firms import FirmRow, get_firm_rows
from mashang.register.reads.merging_towers import find_undo_obstacles
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import firms_seen_by, in_area, towers_seen_by
from mashang.register.reads.searching import find_hits

Kind = Literal["firm", "tower"]
PROPOSED = 20
NO_MERGE = _("There is no such merge, or it was undone already.")


@dataclass(frozen=True, slots=True)
class Merged:
    """A record that was merged into another, and still is."""

    id: int
    name: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Both firms as they are today, with how much hangs on each; `elsewhere` says that part of it is not the actor's to move."""

    kept: FirmRow
    gone: FirmRow
    kept_counts: dict[str, int]
    gone_counts: dict[str, int]
    elsewhere: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeLine:
    """A merge of two firms or towers; `undone_on` is empty while it stands."""

    id: int
    kind: Kind
    kept_id: int
    kept: str
    gone: str
    on: date
    by: str
    reason: str
    undone_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that may be the same thing: its name, its code, and where it is."""

    id: int
    name: str
    code: str
    where: str


def list_merges(actor: Actor) -> tuple[MergeLine, ...]:
    """The merges of firms and towers of the actor's area, those that were undone too, the newest first; two queries."""
    actor.require(Permission.REGISTER_READ)
    firms = FirmMerge.objects.filter(in_area(actor.area_path)).select_related("kept", "gone", "by").defer("moved")
    towers = TowerMerge.objects.filter(in_area(actor.area_path), in_area(actor.area_path, "gone__area_path"))
    lines = [_line(row, "firm", row.kept.name, row.gone.name) for row in firms]
    for row in towers.select_related("kept", "gone", "by").defer("moved"):
        lines.append(_line(row, "tower", name_in(actor.locale, row.kept), name_in(actor.locale, row.gone)))
    return tuple(sorted(lines, key=lambda line: (line.on, line.id), reverse=True))


def _line(row: FirmMerge | TowerMerge, kind: Kind, kept: str, gone: str) -> MergeLine:
    return MergeLine(
        id=row.pk, kind=kind, kept_id=row.kept_id, kept=kept, gone=gone, on=timezone.localdate(row.merged_at),
        by=row.by.name if row.by else "", reason=row.reason,
        undone_on=timezone.localdate(row.undone_at) if row.undone_at else None,
    )  # fmt: skip


def list_merged(firm_id: int) -> tuple[Merged, ...]:
    """The records that are merged into a firm, the newest first; one query. The caller has found the firm for its reader."""
    rows = FirmMerge.objects.filter(kept=firm_id, undone_at=None).select_related("gone").defer("moved").order_by("-pk")
    return tuple(Merged(row.pk, row.gone.name, timezone.localdate(row.merged_at), row.reason) for row in rows)


def list_merged_towers(actor: Actor, tower_id: int) -> tuple[Merged, ...]:
    """The records that are merged into a tower, the newest first; one query. The caller has found the tower for its reader."""
    rows = (
        TowerMerge.objects.filter(kept=tower_id, undone_at=None).select_related("gone").defer("moved").order_by("-pk")
    )
    return tuple(
        Merged(row.pk, name_in(actor.locale, row.gone), timezone.localdate(row.merged_at), row.reason) for row in rows
    )


def find_kept(actor: Actor, firm_id: int) -> int | None:
    """The firm into which this one was merged, as far as the actor may see it; None when it was not."""
    into = Firm.objects.filter(pk=firm_id, merged_into__in=firms_seen_by(actor).values("pk"))
    return into.values_list("merged_into", flat=True).first()


def find_kept_tower(actor: Actor, tower_id: int) -> int | None:
    """The tower that this one is a part of by now, through all merges; None when it was not merged, or out of reach."""
    seen, here = set[int](), tower_id
    while here not in seen:
        seen.add(here)
        into = Tower.objects.filter(pk=here).values_list("merged_into", flat=True).first()
        if into is None:
            break
        here = into
    return here if here != tower_id and towers_seen_by(actor).filter(pk=here).exists() else None


def find_joined_unit(actor: Actor, unit_id: int) -> int | None:
    """The room that this one is by now, because merges of towers that stand made rooms one; None when none did."""
    passed, here = set[int](), unit_id
    while here not in passed and Unit.objects.filter(pk=here, retracted_at__isnull=False).exists():
        passed.add(here)
        merges = TowerMerge.objects.filter(undone_at=None, moved__joined__contains=[[here]])
        pairs = [pair for joined in merges.values_list("moved__joined", flat=True) for pair in joined]
        here = next((kept for gone, kept in pairs if gone == here), here)
    seen = Unit.objects.filter(pk=here, retracted_at=None, tower__in=towers_seen_by(actor).values("pk"))
    return seen.exclude(pk=unit_id).values_list("pk", flat=True).first()


def get_preview(actor: Actor, kept_id: int, gone_id: int) -> Preview:
    """What merging `gone` into `kept` would do; NotThere when the actor may not see both. A fixed number of queries."""
    found = {firm.pk: firm for firm in firms_seen_by(actor).filter(pk__in=[kept_id, gone_id])}
    if len(found) < 2:
        raise NotThere("no_such_firm", _("There is no such firm in your area, or it was merged already."))
    rows = get_firm_rows(actor, found, timezone.localdate())
    return Preview(
        kept=rows[kept_id], gone=rows[gone_id], kept_counts=count_parts(kept_id), gone_counts=count_parts(gone_id),
        elsewhere=lies_elsewhere(actor, found[kept_id], found[gone_id]),
    )  # fmt: skip


def count_parts(firm_id: int) -> dict[str, int]:
    """How much hangs on a firm: leases, facts, names, contacts and files."""
    found: dict[str, QuerySet[Any, Any]] = {
        "leases": Tenancy.objects.filter(firm=firm_id, retracted_at=None).values("line").distinct(),
        "facts": FirmFact.objects.filter(subject=firm_id, superseded_at=None),
        "names": FirmName.objects.filter(firm=firm_id, superseded_at=None),
        "contacts": Contact.objects.filter(firm=firm_id, erased_at=None),
        "documents": Document.objects.filter(about_kind="firm", about_id=firm_id),
    }
    return {name: rows.count() for name, rows in found.items()}


def lies_elsewhere(actor: Actor, kept: Firm, gone: Firm, lines: Collection[int] | None = None) -> bool:
    """Is one of the two homes, or a lease that goes over, outside the actor's area? Then it is not the actor's to merge.

    `lines` are the leases that go over, all of those of `gone` when they are not given.
    """
    if not (actor.covers(kept.area_path) and actor.covers(gone.area_path)):
        return True
    held = Tenancy.objects.filter(Q(firm=gone) if lines is None else Q(line__in=lines), retracted_at=None)
    return held.exclude(in_area(actor.area_path)).exists() if actor.area_path else False


def get_merge(actor: Actor, merge_id: int) -> tuple[int, str, str]:
    """The kept firm's number and both names of a merge that stands; NotThere outside the actor's area."""
    row = FirmMerge.objects.filter(pk=merge_id, undone_at=None).select_related("kept", "gone").first()
    if row is None or not actor.covers(row.area_path):
        raise NotThere("no_such_merge", NO_MERGE)
    return row.kept_id, row.kept.name, row.gone.name


def get_tower_merge(actor: Actor, merge_id: int) -> tuple[MergeLine, dict[str, int], tuple[Refused, ...]]:
    """A merge of towers that stands, how much went over by it, and what keeps it from being undone today.

    NotThere when one of the two is outside the actor's area.
    """
    row = (
        TowerMerge.objects.filter(pk=merge_id, undone_at=None)
        .select_related("kept__area", "gone__area", "by")
        .filter(in_area(actor.area_path), in_area(actor.area_path, "gone__area_path"))
        .first()
    )
    if row is None:
        raise NotThere("no_such_merge", NO_MERGE)
    line = _line(row, "tower", name_in(actor.locale, row.kept), name_in(actor.locale, row.gone))
    went = {name: len(ids) for name, ids in row.moved.items() if isinstance(ids, list)}
    return line, went, find_undo_obstacles(row.pk, row.kept, row.gone)


def find_towers_like(actor: Actor, tower_id: int, q: str, on: date) -> tuple[str, tuple[Candidate, ...]]:
    """A tower's name, and other towers in reach that typed words name by name, address or code; without words those of the same address.

    NotThere for a tower that is not the actor's to see. Three queries.
    """
    tower = towers_seen_by(actor).filter(pk=tower_id).first()
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower in your area, or it was merged already."))
    seen = towers_seen_by(actor).exclude(pk=tower_id).select_related("area")
    if q.strip():
        ids = [hit.id for hit in find_hits(actor, q, on, kinds=[Findable.Kind.TOWER], most=PROPOSED)]
        rows = sorted(seen.filter(pk__in=ids), key=lambda row: ids.index(row.pk))
    else:
        rows = list(seen.filter(~Q(address=""), address=tower.address).order_by("name_pinyin", "pk")[:PROPOSED])
    return name_in(actor.locale, tower), tuple(
        Candidate(
            id=row.pk, name=name_in(actor.locale, row), code=row.code,
            where=" · ".join(part for part in (name_in(actor.locale, row.area), row.address) if part),
        )
        for row in rows
    )  # fmt: skip


def find_firms_like(actor: Actor, firm_id: int, q: str, on: date) -> tuple[str, tuple[Candidate, ...]]:
    """A firm's name, and other firms in reach that typed words name by name or code; without words those of the same name.

    NotThere for a firm that is not the actor's to see. Three queries.
    """
    firm = firms_seen_by(actor).filter(pk=firm_id).first()
    if firm is None:
        raise NotThere("no_such_firm", _("There is no such firm in your area, or it was merged already."))
    seen = firms_seen_by(actor).exclude(pk=firm_id).select_related("home_area")
    if q.strip():
        ids = [hit.id for hit in find_hits(actor, q, on, kinds=[Findable.Kind.FIRM], most=PROPOSED)]
        rows = sorted(seen.filter(pk__in=ids), key=lambda row: ids.index(row.pk))
    else:
        rows = list(seen.filter(name_folded=firm.name_folded).order_by("pk")[:PROPOSED])
    return firm.name, tuple(
        Candidate(id=row.pk, name=row.name, code=row.uscc or "", where=name_in(actor.locale, row.home_area))
        for row in rows
    )
