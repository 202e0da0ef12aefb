"""Tenancies by hand: they begin, are extended, move and end. Each act writes a new version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.leasing import (
    require_day,
    require_free,
    require_one_tower,
    take_tenancy,
    write_tenancy,
)
from mashang.register.acts.ledger import Change, Event
from mashang.register.acts.sources import source_of, take_firm, take_units
from mashang.register.models import Tenancy, Unit
from mashang.register.rules import versions
from mashang.register.rules.versions import Space, Span, Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a lease says besides rooms and days. Areas in square metres, rent in fen per square metre.

    `area_sqm` is the area of all the rooms together. `rent_per` is month or day, `rent_basis` gross,
    inner or empty where it is not said.
    """

    kind: str = Tenancy.Kind.LEASE
    rent_fen: int | None = None
    rent_per: str = "month"
    rent_basis: str = ""
    area_sqm: Decimal | None = None
    shared: bool = False
    registered_here: bool | None = None
    taxed_here: bool | None = None
    operates_here: bool | None = None


def start_tenancy(
    *,
    actor: Actor,
    firm_id: int,
    unit_ids: Iterable[int],
    start: date,
    start_known: bool = True,
    lease_ends_on: date | None = None,
    holds_over: bool = False,
    terms: Terms | None = None,
    source: str = "",
) -> int:
    """A firm takes units from a day on, which may lie ahead; returns the line of the tenancy.

    `holds_over` says that the firm is still there although the contract has run out. Refuses rooms of
    different towers, rooms let exclusively to somebody on those days (and says to whom), a firm that is
    there already, a lease that ends before it begins, and days outside a unit's life.
    """
    terms = terms or Terms()
    require_day(start, "start")
    require_day(lease_ends_on, "lease_ends_on")
    require_sound_terms(terms)
    span = Span(start, lease_ends_on + versions.ONE_DAY if lease_ends_on and not holds_over else None)
    if lease_ends_on is not None and lease_ends_on < start:
        raise _ends_before_start(start)
    with transaction.atomic():
        firm = take_firm(actor, firm_id, anywhere=True)
        units = take_units(actor, unit_ids)
        require_one_tower(actor, units)
        spaces = tuple(_space(u, span, terms, alone=len(units) == 1) for u in units)
        require_free(spaces, firm_id=firm.pk)
        origin, at = source_of(actor, label=source)
        version = Version(
            firm_id=firm.pk, span=span, spaces=spaces, kind=terms.kind, start_known=start_known,
            lease_ends_on=lease_ends_on, area_sqm=terms.area_sqm if len(units) > 1 else None, **rent_of(terms),
            registered_here=terms.registered_here, taxed_here=terms.taxed_here, operates_here=terms.operates_here,
            district_id=units[0].district_id, area_path=units[0].area_path,
        )  # fmt: skip
        diff = {"start": start, "lease_ends_on": lease_ends_on, "units": sorted(u.pk for u in units)}
        change = Change(None, version, [Event("start", start)])
        return write_tenancy(actor, change, origin=origin, at=at, act="tenancy.start", diff=diff)


def extend_lease(*, actor: Actor, line: int, lease_ends_on: date | None, on: date, source: str = "") -> None:
    """The contract now ends on another day (None: no stated end); `on` is the day this became so.

    An end that has passed leaves the tenant holding over. Refuses an end before the beginning, the same
    end again, and days on which the room is promised to somebody else.
    """
    require_day(lease_ends_on, "lease_ends_on")
    with transaction.atomic():
        before, _units = take_tenancy(actor, line)
        after = versions.extended(before, lease_ends_on, on=on)
        if (after.lease_ends_on, after.span) == (before.lease_ends_on, before.span):
            raise Refused(
                "same_end", _("The lease ends on this day already."), field="lease_ends_on",
                mend=_("Enter the new last day."),
            )  # fmt: skip
        require_free(after.spaces, firm_id=after.firm_id, own_line=line)
        origin, at = source_of(actor, label=source)
        says = {"lease_ends_on": str(lease_ends_on or "")}
        change = Change(before, after, [Event("extend", on, says)])
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.extend", diff=difference(before, after))


def end_tenancy(*, actor: Actor, line: int, last_day: date, source: str = "") -> None:
    """The tenant leaves: `last_day` is the last day there, past or to come.

    Refuses a tenancy that ends no later anyway, and a last day before the first: a firm that never came
    is a tenancy to take back.
    """
    require_day(last_day, "last_day")
    with transaction.atomic():
        before, _units = take_tenancy(actor, line)
        on = last_day + versions.ONE_DAY
        after = versions.ended(before, on)
        if after is None:
            raise Refused(
                "ends_before_start",
                _("The firm came only on %(start)s.", start=before.span.start),
                field="last_day",
                mend=_("Enter a later day; if the firm never came, take the tenancy back."),
            )
        origin, at = source_of(actor, label=source)
        change = Change(before, after, [Event("end", on)])
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.end", diff=difference(before, after))


def move_tenant(
    *, actor: Actor, line: int, unit_ids: Iterable[int], on: date, terms: Terms | None = None, source: str = ""
) -> None:
    """From `on` the tenancy goes on in these units; those it keeps stay as they are.

    `terms` tells area and sharing of the rooms that are new. Refuses rooms of another tower, taken
    rooms, a day after the end, and rooms that are the same as before.
    """
    terms = terms or Terms()
    require_day(on, "on")
    require_sound_terms(terms)
    with transaction.atomic():
        wanted = set(unit_ids)
        before, units = take_tenancy(actor, line, also=wanted)
        require_one_tower(actor, units)
        span = Span(max(on, before.span.start), before.span.end)
        after = versions.moved(before, [_space(u, span, terms, alone=len(units) == 1) for u in units], on=on)
        if after.spaces == before.spaces:
            raise Refused(
                "same_rooms", _("The firm holds these rooms already."), field="rooms",
                mend=_("Enter the rooms it holds from that day on."),
            )  # fmt: skip
        require_free(after.spaces, firm_id=after.firm_id, own_line=line)
        origin, at = source_of(actor, label=source)
        diff = {"on": on, "units": [sorted(s.unit_id for s in before.standing(on)), sorted(wanted)]}
        change = Change(before, after, [Event("move_room", on)])
        write_tenancy(actor, change, origin=origin, at=at, act="tenancy.move", diff=diff)


def rent_of(terms: Terms) -> dict[str, Any]:
    """The rent as a version holds it: its unit only together with an amount."""
    if terms.rent_fen is None:
        return {"rent_fen": None, "rent_per": "", "rent_basis": ""}
    return {"rent_fen": terms.rent_fen, "rent_per": terms.rent_per, "rent_basis": terms.rent_basis}


def difference(before: Version, after: Version | None) -> dict[str, object]:
    """What a trail entry tells of two versions: the contract's end and the last day there."""
    last = [v.span.end - versions.ONE_DAY if v and v.span.end else None for v in (before, after)]
    diff: dict[str, object] = {"lease_ends_on": [before.lease_ends_on, after.lease_ends_on if after else None]}
    diff["last_day"] = last
    return {key: pair for key, pair in diff.items() if pair[0] != pair[1]}  # type: ignore[index]


def require_sound_terms(terms: Terms) -> None:
    """Refuse areas and rents that cannot be, in words."""
    if terms.kind not in Tenancy.Kind.values:
        raise Refused("unknown_kind", _("This kind of tenancy is not known."), field="kind", mend=_("Choose one."))
    if terms.area_sqm is not None and terms.area_sqm <= 0:
        raise Refused(
            "area_not_positive", _("The area must be more than nothing."), field="area_sqm",
            mend=_("Leave it open when it is not known."),
        )  # fmt: skip
    if terms.rent_fen is None:
        return
    if terms.rent_fen < 0:
        raise Refused("rent_negative", _("A rent is not less than nothing."), field="rent", mend=_("Check the rent."))
    if terms.rent_per not in {"month", "day"} or terms.rent_basis not in {"", "gross", "inner"}:
        raise Refused(
            "rent_without_unit", _("Say whether the rent is per month or per day."), field="rent_per",
            mend=_("Choose one."),
        )  # fmt: skip


def _space(unit: Unit, span: Span, terms: Terms, *, alone: bool) -> Space:
    """An area stated for several rooms at once stays with the tenancy, then the rooms hold none."""
    area = unit.area_sqm if terms.area_sqm is None else terms.area_sqm if alone else None
    shared = terms.shared or terms.kind == Tenancy.Kind.SHARED_DESK
    return Space(unit.pk, unit.tower_id, span, area, exclusive=bool(unit.room) and not shared)


def _ends_before_start(start: date) -> Refused:
    return Refused(
        "ends_before_start",
        _("The lease would end before it begins (%(start)s).", start=start),
        field="lease_ends_on",
        mend=_("Enter a later day."),
    )
