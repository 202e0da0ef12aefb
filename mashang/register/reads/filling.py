"""What the register holds for the columns of a blank sheet, row by row, for one reader on one day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import pgettext

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import BlankForm, FactKey, Firm, FirmFact, Tenancy
from mashang.register.reads.contacts import Called, find_people
from mashang.register.reads.facts import REVENUE, TAX, may_see_revenue, write_fact
from mashang.register.reads.firms import FirmRow
from mashang.register.reads.industries import find_industry_name
from mashang.register.reads.leases import LeaseRow
from mashang.register.reads.naming import name_in
from mashang.register.reads.tenants import TenantRow
from mashang.register.rules.filling import values
from mashang.register.rules.filling.sheet_writing import Value
from mashang.register.rules.industry import section_of

FACTS = (
    "registered_address", "legal_type", "standing", "registered_capital", "paid_in_capital", "capital_currency",
    "registered_on", "registration_authority", "business_scope", "operating_until", "staff", "research_staff", "tax",
    "revenue", "parent_name", "actual_controller", "shareholders", "above_threshold_class", "qualifications",
)  # fmt: skip
OWN = (
    "sequence", "name", "uscc", "building", "floor", "room", "place", "area_sqm", "lease_start", "lease_end",
    "lease_period", "rent", "industry", "industry_section", "registered_here", "taxed_here", "operates_here",
)  # fmt: skip
PEOPLE = ("contact", "phone")
FIELDS = (*OWN, *FACTS, *PEOPLE)
MONEY = frozenset({"registered_capital", "paid_in_capital", "tax", "revenue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of a list: a firm, and where it is. `ends_on` is the soonest lease end of a firm whose list tells no lease."""

    firm_id: int
    tenancy_line: int | None
    building: str
    floors: tuple[int, ...]
    rooms: tuple[str, ...]
    area_sqm: Decimal | None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A column to fill: its place, field, unit, and the year it speaks of (0: none said)."""

    index: int
    field: str
    unit: str
    year: int


def lines_of_tower(tower: str, rows: Iterable[TenantRow]) -> list[Line]:
    """The tenants of a tower."""
    return [_line(row.firm_id, row.line, tower, row) for row in rows]


def lines_of_leases(rows: Iterable[LeaseRow]) -> list[Line]:
    """Leases that end."""
    return [_line(row.firm_id, row.line, row.tower, row) for row in rows]


def lines_of_firms(rows: Iterable[FirmRow]) -> list[Line]:
    """Firms, each with all its rooms and, as in their list, the soonest end of their leases; which lease is not told."""
    return [
        Line(
            firm_id=row.id,
            tenancy_line=None,
            building=values.listed(dict.fromkeys(place.tower for place in row.places)),
            floors=tuple(sorted({place.floor_no for place in row.places if place.floor_no is not None})),
            rooms=tuple(place.room for place in row.places if place.room),
            area_sqm=row.area_sqm,
            ends_on=row.ends_on,
        )
        for row in rows
    ]


def lines_as_json(lines: Iterable[Line]) -> list[list[Any]]:
    """The lines as they wait for the worker."""
    return [
        [
            one.firm_id, one.tenancy_line, one.building, one.floors, one.rooms,
            None if one.area_sqm is None else str(one.area_sqm), None if one.ends_on is None else one.ends_on.isoformat(),
        ]
        for one in lines
    ]  # fmt: skip


def lines_from_json(said: Iterable[list[Any]]) -> list[Line]:
    """The lines that `lines_as_json` wrote."""
    return [
        Line(
            firm_id=firm, tenancy_line=line, building=building, floors=tuple(floors), rooms=tuple(rooms),
            area_sqm=None if sqm is None else Decimal(sqm), ends_on=None if ends is None else date.fromisoformat(ends),
        )
        for firm, line, building, floors, rooms, sqm, ends in said
    ]  # fmt: skip


def _line(firm_id: int, line: int, tower: str, row: TenantRow | LeaseRow) -> Line:
    return Line(
        firm_id=firm_id, tenancy_line=line, building=tower, floors=row.floors, rooms=row.rooms, area_sqm=row.area_sqm
    )


def fill_values(actor: Actor, lines: Sequence[Line], columns: Sequence[Wanted], as_of: date) -> list[dict[int, Value]]:
    """The cells of each line by column; None where nothing is held, or may not be seen. At most four queries for any number.

    The lines are those that the actor's own lists gave. Tax facts need `tax.read`, people to call `contact.read`,
    revenue what `may_see_revenue` asks for; the caller puts on record that they were seen.
    """
    firms = {firm.pk: firm for firm in Firm.objects.filter(pk__in={line.firm_id for line in lines})}
    fields = {column.field for column in columns}
    facts = _facts(actor, firms, fields, as_of)
    people = find_people(actor, firms) if fields & {*PEOPLE} and actor.may(Permission.CONTACT_READ) else {}
    numbers = {line.tenancy_line for line in lines if line.tenancy_line is not None}
    tenancies = {one.line: one for one in Tenancy.objects.filter(line__in=numbers, retracted_at=None)}
    filled = []
    for number, line in enumerate(lines, start=1):
        tenancy = tenancies.get(line.tenancy_line) if line.tenancy_line is not None else None
        held = facts[line.firm_id]
        filled.append(
            {
                column.index: _fact(actor, held, column)
                if column.field in FACTS
                else _person(people.get(line.firm_id), column.field)
                if column.field in PEOPLE
                else _own(column, number, line, firms[line.firm_id], tenancy)
                for column in columns
            }
        )
    return filled


def _facts(actor: Actor, firms: Iterable[int], fields: set[str], as_of: date) -> dict[int, dict[str, list[Any]]]:
    """Believed facts of the firms by key, the newest first."""
    found: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    keys = (fields & {*FACTS}) | ({"capital_currency"} if fields & MONEY else set())
    rows = FirmFact.objects.filter(
        subject_id__in=list(firms), key__key__in=keys, believed=True, superseded_at=None, valid_from__lte=as_of
    ).select_related("key")
    if not actor.may("tax.read"):
        rows = rows.exclude(key__sensitivity=TAX)
    if not may_see_revenue(actor):
        rows = rows.exclude(key__key__in=REVENUE)
    for row in rows.order_by("-valid_from", "-id"):
        found[row.subject_id][row.key.key].append(row)
    return found


def _fact(actor: Actor, held: dict[str, list[Any]], column: Wanted) -> Value:
    rows = held.get(column.field, [])
    if rows and rows[0].key.shape != "state":
        if rows[0].key.shape != "year" or not column.year:
            return None  # the head does not say of which period
        rows = [row for row in rows if row.valid_from.year == column.year]
    if not rows or rows[0].unknown:
        return None
    fact = rows[0]
    if column.field in MONEY and fact.num is not None:
        currency = held.get("capital_currency", [])
        foreign = column.field in ("registered_capital", "paid_in_capital") and any(
            row.code not in (None, "CNY") for row in currency[:1]
        )
        return None if foreign else values.money(fact.num, column.unit)
    if fact.num is not None:
        return values.plain_number(fact.num, fact.key.scale)
    if fact.day is not None and fact.precision not in ("year", "month"):
        return fact.day  # type: ignore[no-any-return]
    return write_fact(actor.locale, fact) or None


def _own(column: Wanted, number: int, line: Line, firm: Firm, tenancy: Tenancy | None) -> Value:
    start = tenancy.span.lower if tenancy is not None and tenancy.start_known else None
    end = tenancy.lease_ends_on if tenancy is not None else line.ends_on
    match column.field:
        case "sequence":
            return number
        case "name":
            return firm.name
        case "uscc":
            return firm.uscc or None
        case "building":
            return line.building or None
        case "floor":
            return values.listed(str(floor) for floor in line.floors) or None
        case "room":
            return values.listed(line.rooms) or None
        case "place":
            return f"{line.building}{values.listed(line.rooms)}" if line.building and line.rooms else None
        case "area_sqm":
            return None if line.area_sqm is None else values.area(line.area_sqm, column.unit)
        case "lease_start":
            return start
        case "lease_end":
            return end
        case "lease_period":
            return values.period(start, end)
        case "rent" if tenancy is not None and tenancy.rent_fen is not None:
            return values.rent(tenancy.rent_fen, tenancy.rent_per, column.unit)
        case "industry":
            return find_industry_name(firm.industry) or None
        case "industry_section":
            return find_industry_name(section_of(firm.industry)) or None
        case "registered_here" | "taxed_here" | "operates_here" if tenancy is not None:
            return _answer(getattr(tenancy, column.field))
    return None


def _person(called: Called | None, field: str) -> Value:
    if called is None:
        return None
    return (called.name if field == "contact" else called.phone) or None


def _answer(flag: bool | None) -> str | None:
    if flag is None:
        return None
    return str(pgettext("a fact", "Yes")) if flag else str(pgettext("a fact", "No"))


def get_form(actor: Actor, form_id: int) -> BlankForm:
    """A blank sheet that the actor handed in, without the lines it waits with; another person's answers as if it did not exist."""
    form = BlankForm.objects.defer("asked").filter(pk=form_id, uploaded_by=actor.user_id).first()
    if form is None or not actor.covers(form.area_path):
        raise NotThere(
            "no_such_form", _("There is no such sheet."), mend=_("Look for it in your list of filled sheets.")
        )
    return form


def list_forms(actor: Actor) -> list[BlankForm]:
    """The blank sheets the actor handed in, newest first; one query."""
    return list(
        BlankForm.objects.select_related("uploaded_by")
        .defer("asked")
        .filter(uploaded_by=actor.user_id, area_path__startswith=actor.area_path)
        .order_by("-id")[:50]
    )


def read_file(key: str) -> bytes:
    """A kept file. The caller has found it for the actor."""
    with default_storage.open(key) as file:
        return bytes(file.read())


def list_fact_names(actor: Actor) -> list[tuple[str, str]]:
    """The facts of firms that a column may get, by name; tax and revenue for those who may see them. One query."""
    keys = FactKey.objects.filter(subject="firm", key__in=FACTS).order_by("order", "id")
    if not actor.may("tax.read"):
        keys = keys.exclude(sensitivity=TAX)
    if not may_see_revenue(actor):
        keys = keys.exclude(key__in=REVENUE)
    return [(key.key, name_in(actor.locale, key)) for key in keys]
