"""How the desk writes the differences of a tenant sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from mashang.register.reads.facts import name_code
from mashang.register.reads.imports import ReviewRow
from mashang.register.reads.industries import find_industry_name
from mashang.ui.page import Text

FIELDS: dict[str, Text] = {
    "name": _("Firm name"),
    "uscc": _("Credit code"),
    "rooms": _("Rooms"),
    "area_sqm": _("Floor area"),
    "lease_start": _("Lease from"),
    "lease_ends_on": _("Lease until"),
    "rent_fen": _("Rent"),
    "tenant": _("Tenant of the room"),
    "registered_on": _("Registered on"),
    "registered_capital": _("Registered capital"),
    "capital_currency": _("Currency of the capital"),
    "registered_address": _("Registered address"),
    "industry": _("Industry"),
    "legal_type": _("Legal form"),
    "business_scope": _("Business scope"),
    "registered_here": _("Registered here"),
    "taxed_here": _("Taxed here"),
    "operates_here": _("Works here"),
}

GROUPS: dict[str, tuple[Text, Text]] = {
    "conflict": (_("Conflict"), _("Two statements contradict each other; pick one")),
    "changed": (_("Changed"), _("Same tenancy, other content")),
    "new": (_("New"), _("Not in the register yet")),
    "moved": (_("Moved"), _("Same firm in other rooms")),
    "gone": (_("Gone"), _("In the register, no longer in the sheet")),
    "refused": (_("Refused"), _("Cannot be taken in; ask the sender to mend the sheet")),
    "same": (_("Same"), _("The register holds exactly this")),
    "duplicate": (_("Repeated"), _("The sheet says this twice; the first row counts")),
    "left": (_("Not carried out"), _("Accepted, but the register did not allow it")),
    "skipped": (_("Skipped"), _("Titles, heads, totals, notes and blank rows")),
}

CONFLICTS: dict[str, Text] = {
    "code_two_names": _("One code, two names"),
    "name_two_codes": _("One name, two codes"),
    "namesakes": _("Several firms of this name"),
    "double_let": _("Room let twice"),
    "floor_over": _("More area than the floor has"),
    "held_elsewhere": _("Firm of another area"),
    "value": _("The register holds something newer"),
}

CHOICES: dict[str, Text] = {
    "rename": _("The firm bears the new name now"),
    "keep_name": _("The register's name is right"),
    "another_firm": _("It is another firm"),
    "keep_code": _("The register's code is right"),
    "use_held": _("Take in the tenancy, leave the firm's data as they are"),
    "first_firm": _("It is the firm of the register"),
    "end_other": _("The former tenant has left"),
    "share": _("They share the room"),
    "refuse": _("Do not take this row in"),
    "take": _("The sheet is right"),
    "keep": _("The register is right"),
}

NOTES: dict[str, Text] = {
    "formulas": _("The file holds formulas; the values last calculated in it were read."),
    "external_links": _("The file links to other files; nothing was fetched from them."),
    "macros": _("The file holds macros; they were not run."),
}

STATES: dict[str, tuple[str, Text]] = {
    "uploaded": ("none", _("Waiting to be read")),
    "reading": ("none", _("Being read")),
    "broken": ("late", _("Cannot be read")),
    "compared": ("soon", _("To be reviewed")),
    "empty": ("late", _("No tenant row found")),
    "applying": ("none", _("Being applied")),
    "applied": ("ok", _("Applied")),
    "undone": ("stop", _("Taken back")),
    "dropped": ("none", _("Put away")),
}

DECISIONS: dict[str, Text] = {
    "none": _("Left open"),
    "accept": _("Accepted"),
    "refuse": _("Not accepted"),
    "later": _("To be checked"),
}

_FLOOR = re.compile(r"(-?\d+)F")


def floor(no: int | None) -> str:
    """A floor in words: 8 层, 地下 1 层; a statement that it is not known."""
    if no is None:
        return gettext("floor not stated")
    if no < 0:
        return gettext("basement %(no)s") % {"no": -no}
    return gettext("floor %(no)s") % {"no": no}


def spaces(places: Iterable[tuple[int | None, str]]) -> str:
    """Rooms by floor, such as 8 层 801、802."""
    by_floor: dict[int | None, list[str]] = {}
    for no, room in places:
        by_floor.setdefault(no, []).append(room)
    comma = pgettext("between rooms", ", ")
    return pgettext("between floors", "; ").join(
        " ".join(part for part in (floor(no), comma.join(r for r in rooms if r)) if part)
        for no, rooms in by_floor.items()
    )


def value(field: str, text: str, parsed: Mapping[str, Any]) -> str:
    """A side of a difference as people write it."""
    if not text:
        return ""
    if field == "rooms":
        return _FLOOR.sub(lambda m: floor(int(m.group(1))), text).replace("?", floor(None))
    if field == "area_sqm":
        return f"{float(text):,.2f}".rstrip("0").rstrip(".") + " ㎡"
    if field == "rent_fen":
        per = gettext("day") if parsed.get("rent_per") == "day" else gettext("month")
        return gettext("%(yuan)s yuan per m² and %(per)s") % {"yuan": f"{int(text) / 100:g}", "per": per}
    if text in ("yes", "no"):
        return gettext("Yes") if text == "yes" else gettext("No")
    if field == "industry":
        return f"{text} {find_industry_name(text)}".strip()
    if field == "legal_type":
        return name_code(get_language() or "", field, text)
    if field == "registered_capital":
        return gettext("%(amount)s ten thousand") % {"amount": f"{int(text) / 1_000_000:,.6g}"}
    return text


def changes(row: ReviewRow) -> list[dict[str, object]]:
    """The differing fields in words: label, old, new, and the source of what the register holds."""
    _starts, ends = row.parsed.get("written") or ("", "")  # only a day that is written makes a start differ
    written = {"lease_ends_on": ends}
    return [
        {
            "label": FIELDS.get(c["field"], c["field"]),
            "old": value(c["field"], c["old"], row.parsed),
            "new": written.get(c["field"]) or value(c["field"], c["new"], row.parsed),
            "source": c["source"],
            "as_of": c["as_of"],
        }
        for c in row.changes
    ]


def content(row: ReviewRow) -> str:
    """What a new tenant's row states, in one line."""
    parsed = row.parsed
    parts = []
    if area := parsed.get("area_sqm"):
        parts.append(value("area_sqm", area, parsed))
    starts, ends = parsed.get("written") or ("", "")  # a day that is not written is not shown
    start, end = starts or parsed.get("lease_start"), ends or parsed.get("lease_end")
    if start and end:
        parts.append(gettext("%(start)s to %(end)s") % {"start": start, "end": end})
    elif start or end:
        parts.append(gettext("from %(day)s") % {"day": start} if start else gettext("until %(day)s") % {"day": end})
    if rent := parsed.get("rent_fen"):
        parts.append(value("rent_fen", str(rent), parsed))
    if founded := parsed.get("facts", {}).get("registered_on"):
        parts.append(gettext("registered %(day)s") % {"day": founded})
    return pgettext("between statements", ", ").join(parts)


def sides(row: ReviewRow) -> list[dict[str, object]]:
    """The ways to settle a conflict, as radio buttons; the proposal is marked."""
    chosen = row.choice or ("refuse" if row.decision == "refuse" else "")
    return [
        {"value": code, "label": CHOICES.get(code, code), "chosen": code == chosen, "proposed": code == row.proposal}
        for code, _side in row.choices
    ]


def counted(count: int) -> str:
    """How many differences, for heads."""
    return ngettext("%(count)s difference", "%(count)s differences", count) % {"count": count}
