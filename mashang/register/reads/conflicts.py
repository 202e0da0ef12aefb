"""Conflicts that wait: what two sources say of one thing, and what a register cannot hold at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import FactKey, Firm, Floor, Tower, Unit
from mashang.register.reads.conflict_rows import open_conflicts
from mashang.register.reads.facts import REVENUE, TABLES, FactSource, may_see_revenue, source_of, write_fact
from mashang.register.reads.naming import name_in
from mashang.register.rules.conflicts import Said, propose

KINDS = ("value", "same_name", "same_tower", "double_let", "floor_over")
_OPEN = f"select * from ({open_conflicts()}) waiting where %(kind)s = '' or kind = %(kind)s"
ROWS = f"select kind, subject, subject_id, other, since from ({_OPEN}) here order by kind, since, subject_id, other"
COUNT = f"select count(*) from ({_OPEN}) here"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictLine:
    """A conflict that waits. `other_id` is the fact key, the other firm or tower, or the lease; 0 where there is no other."""

    kind: str
    subject: str
    subject_id: int
    other_id: int
    key: str
    name: str
    about: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one source says: the number of its statement, its words, and where they are from."""

    id: int
    text: str
    believed: bool
    source: FactSource
    recorded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueConflict:
    """One fact of which sources disagree, with its sides (the believed one first) and the side that is proposed."""

    subject: str
    subject_id: int
    name: str
    key: str
    label: str
    sides: tuple[Side, ...]
    proposed: int | None
    because: str


def list_conflicts(actor: Actor, kind: str = "") -> tuple[ConflictLine, ...]:
    """The conflicts of the actor's area that wait, by kind and the longest first; a fixed number of queries.

    Tax figures are there for who may read them.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROWS, _asked(actor, kind))
        rows = cursor.fetchall()
    names = _names(actor, rows)
    keys = dict(FactKey.objects.filter(pk__in={row[3] for row in rows if row[0] == "value"}).values_list("pk", "key"))
    return tuple(
        ConflictLine(
            kind=kind, subject=subject, subject_id=pk, other_id=other or 0,
            key=keys.get(other, ""), name=names.get((subject, pk), ""),
            about=names.get((_OTHER[kind], other or 0), ""), since=timezone.localdate(since),
        )
        for kind, subject, pk, other, since in rows
    )  # fmt: skip


def count_conflicts(actor: Actor) -> int:
    """How many conflicts of the actor's area wait; one query."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, _asked(actor, ""))
        return int(cursor.fetchone()[0])


def get_value_conflict(actor: Actor, subject: str, subject_id: int, key: str) -> ValueConflict:
    """Both sides of a fact; NotThere when nothing waits there, or it is not the actor's to see."""
    waiting = list_conflicts(actor, "value")
    here = next((one for one in waiting if (one.subject, one.subject_id, one.key) == (subject, subject_id, key)), None)
    if here is None:
        raise NotThere("no_such_conflict", _("Nothing waits here any more: it was settled, or it is not in your area."))
    table = TABLES[subject]
    rows = table.objects.filter(subject=subject_id, key__key=key, superseded_at=None).select_related("key", "source")
    in_force = rows.filter(believed=True, valid_from__lte=timezone.localdate()).order_by("-valid_from").first()
    rivals = rows.filter(believed=False, valid_from__gte=in_force.valid_from if in_force else date.min).order_by("pk")
    sides = tuple(_side(actor, row) for row in (in_force, *rivals) if row is not None)
    proposed, because = propose([Said(side.source.kind, side.source.on) for side in sides])
    return ValueConflict(
        subject=subject, subject_id=subject_id, name=here.name, key=key, label=here.about, sides=sides, proposed=proposed,
        because=because,
    )  # fmt: skip


_OTHER = {"value": "key", "same_name": "firm", "same_tower": "tower", "double_let": "lease", "floor_over": ""}


def _side(actor: Actor, row: Any) -> Side:
    source = source_of(row.source.kind, row.source.label, row.source.as_of_on, seen_on=timezone.localdate())
    return Side(
        id=row.pk, text=write_fact(actor.locale, row), believed=row.believed, source=source,
        recorded_on=timezone.localdate(row.recorded_at),
    )  # fmt: skip


def _asked(actor: Actor, kind: str) -> dict[str, Any]:
    actor.require(Permission.REGISTER_READ)
    hidden = [
        code for code, need in (("T", Permission.TAX_READ), ("P", Permission.CONTACT_READ)) if not actor.may(need)
    ]
    unseen = [] if may_see_revenue(actor) else list(REVENUE)
    return {"top": actor.area_path, "on": timezone.localdate(), "kind": kind, "hidden": hidden, "unseen": unseen}


def _names(actor: Actor, rows: Sequence[Any]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {}
    for kind, subject, pk, other, _since in rows:
        wanted.setdefault(subject, set()).add(pk)
        wanted.setdefault(_OTHER[kind], set()).add(other or 0)
    names: dict[tuple[str, int], str] = {}
    names.update(
        {
            ("firm", pk): name
            for pk, name in Firm.objects.filter(pk__in=wanted.get("firm", ())).values_list("pk", "name")
        }
    )
    names.update(
        {("tower", t.pk): name_in(actor.locale, t) for t in Tower.objects.filter(pk__in=wanted.get("tower", ()))}
    )
    names.update(
        {("key", k.pk): name_in(actor.locale, k) for k in FactKey.objects.filter(pk__in=wanted.get("key", ()))}
    )
    for unit in Unit.objects.filter(pk__in=wanted.get("unit", ())).select_related("tower"):
        names["unit", unit.pk] = f"{name_in(actor.locale, unit.tower)} {unit}"
    for floor in Floor.objects.filter(pk__in=wanted.get("floor", ())).select_related("tower"):
        names["floor", floor.pk] = f"{name_in(actor.locale, floor.tower)} {floor.label or floor.no}"
    return names
