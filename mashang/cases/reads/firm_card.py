"""What the register holds of the firm of a case: where it is, until when, how many people, each with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from mashang.kernel.actor import Actor
from mashang.register.models import Firm, FirmFact, Occupancy
from mashang.register.reads.drawn import place_label
from mashang.register.reads.facts import FactSource, source_of
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import towers_seen_by

ROOMS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One room of the firm today, and the last day of its lease (None: not known)."""

    tower_id: int
    tower: str
    room: str
    ends_on: date | None
    source: FactSource


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmCard:
    """The firm as a case shows it. `staff` is None when nobody has said it, or when the firm has no room in reach."""

    id: int
    name: str
    uscc: str
    rooms: Sequence[Room]
    staff: int | None
    staff_source: FactSource | None


def get_firm_card(actor: Actor, firm: Firm, on: date) -> FirmCard:
    """The firm with its rooms in the actor's towers and its people, on a day; one query, at most twelve rooms."""
    staff = FirmFact.objects.filter(
        subject=OuterRef("firm"), key__key="staff", believed=True, superseded_at=None, valid_from__lte=on
    ).order_by("-valid_from", "-id")
    rows = (
        Occupancy.objects.filter(
            firm=firm, retracted_at=None, span__contains=on, tower__in=towers_seen_by(actor).values("pk")
        )
        .select_related("tower", "unit", "tenancy__source")
        .annotate(
            staff=Subquery(
                staff.values(
                    said=JSONObject(
                        n=F("num"), kind=F("source__kind"), label=F("source__label"), on=F("source__as_of_on")
                    )
                )[:1]
            )
        )
    )
    found = list(rows.order_by("tower__name_pinyin", "unit__floor_no", "unit__room", "pk")[:ROOMS])
    said = found[0].staff if found else None
    return FirmCard(
        id=firm.pk, name=firm.name, uscc=firm.uscc or "", rooms=[_room(actor, one, on) for one in found],
        staff=said["n"] if said else None,
        staff_source=source_of(said["kind"], said["label"], date.fromisoformat(said["on"]), seen_on=on) if said else None,
    )  # fmt: skip


def _room(actor: Actor, stay: Occupancy, on: date) -> Room:
    source = stay.tenancy.source
    return Room(
        tower_id=stay.tower_id, tower=name_in(actor.locale, stay.tower), room=place_label(stay.unit.floor_no, stay.unit.room),
        ends_on=stay.tenancy.lease_ends_on, source=source_of(source.kind, source.label, source.as_of_on, seen_on=on),
    )  # fmt: skip
