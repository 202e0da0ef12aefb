"""Search over the cases: by their number, and by the firm that asked. No word of what was said is looked through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.cases.models import Case
from mashang.cases.reads.scope import cases_seen_by
from mashang.kernel.actor import Actor
from mashang.register.reads.scope import in_area
from mashang.register.reads.searching import Kind, find_hits

NUMBER = re.compile(r"([A-Za-z])-?(\d{4})-?(\d{0,8})")
FIRMS = 20


@dataclass(frozen=True, slots=True)
class CaseFound:
    """A case that was found: its number, what it is about in a line, and the firm."""

    id: int
    number: str
    title: str
    firm: str
    open: bool


def number_in(text: str) -> str:
    """The number of a case as it is written, when the text looks like one or like its beginning; else nothing."""
    found = NUMBER.fullmatch(text.strip())
    return "-".join(filter(None, (found[1].upper(), found[2], found[3]))) if found else ""


def find_cases(actor: Actor, q: str, on: date, *, most: int = 10) -> tuple[CaseFound, ...]:
    """The cases of this number, or of the firms that the words name: open ones first, then the newest.

    Two queries at most; none for a role that reads no cases. Each part follows an index.
    """
    if not actor.may(Permission.CASE_READ) or not q.strip():
        return ()
    cases, number = cases_seen_by(actor), number_in(q)
    if number:
        places = Area.objects.filter(in_area(actor.area_path, "path")).values("pk")
        return _found(cases.filter(area__in=places, number__startswith=number), most)
    firms = [hit.id for hit in find_hits(actor, q, on, kinds=[Kind.FIRM], most=FIRMS)]
    return _found(cases.filter(firm__in=firms), most) if firms else ()


def _found(cases: QuerySet[Case], most: int) -> tuple[CaseFound, ...]:
    rows = cases.select_related("firm").order_by("-opened_at", "-pk")[:most]
    found = [
        CaseFound(one.pk, one.number, one.title, one.firm.name if one.firm else "", one.closed_at is None)
        for one in rows
    ]
    return tuple(sorted(found, key=lambda one: not one.open))
