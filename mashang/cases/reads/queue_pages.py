"""Pages of the inbox cut by the place of a row: the mark of a page is the key of the row at its edge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q, QuerySet

from mashang.cases.models import Case
from mashang.cases.reads.queue_tabs import QueueWanted

SORTS = ("due", "-due", "opened", "-opened")
MARK = re.compile(r"(n|-?\d{1,17})\.(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Key = tuple[datetime | None, int]


@dataclass(frozen=True, slots=True)
class Places:
    """One order of the list: by the clock that ends first (cases without one last) or by the opening."""

    sort: str

    @property
    def column(self) -> str:
        """The column of the order."""
        return "next_due_at" if self.sort.endswith("due") else "opened_at"

    @property
    def descending(self) -> bool:
        """From late to early?"""
        return self.sort.startswith("-")

    def ordered(self, cases: QuerySet[Case], *, back: bool = False) -> QuerySet[Case]:
        """The cases of one stretch in this order or in its reverse; as plain as the index that it follows."""
        sign = "-" if self.descending != back else ""
        return cases.order_by(f"{sign}{self.column}", f"{sign}pk")

    def whole(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        """All cases in this order; those that no clock runs over are the last either way."""
        field, sign = F(self.column), "-" if self.descending else ""
        return cases.order_by(field.desc(nulls_last=True) if sign else field.asc(nulls_last=True), f"{sign}pk")

    def key(self, case: Case) -> Key:
        """Where a case stands in this order."""
        return (case.next_due_at if self.column == "next_due_at" else case.opened_at, case.pk)

    def beyond(self, key: Key, *, back: bool) -> list[Q]:
        """What lies behind a key, as one or two stretches to be read one after the other; before it, with `back`."""
        at, pk = key
        down = self.descending != back
        sign = "lt" if down else "gt"
        none, some = Q(**{f"{self.column}__isnull": True}), Q(**{f"{self.column}__isnull": False})
        if at is None:
            here = none & Q(**{f"pk__{sign}": pk})
            return [here, some] if back else [here]
        # The first bound alone is what an index follows; the rest only sorts out equals.
        bound = Q(**{f"{self.column}__{sign}e": at}) & (Q(**{f"{self.column}__{sign}": at}) | Q(**{f"pk__{sign}": pk}))
        return [bound] if back or self.column == "opened_at" else [bound, none]


def take_page(cases: QuerySet[Case], wanted: QueueWanted, size: int) -> tuple[list[Case], str, str]:
    """The cases of one page, and the marks of the next page and of the one before. Two queries at most.

    A mark that is none gives the first page.
    """
    places = Places(wanted.sort if wanted.sort in SORTS else "due")
    back = bool(read_mark(wanted.before))
    key = read_mark(wanted.before) or read_mark(wanted.after)
    stretches = places.beyond(key, back=back) if key else _whole(places)
    found: list[Case] = []
    for part in stretches:
        if len(found) <= size:
            found += places.ordered(cases.filter(part), back=back)[: size + 1 - len(found)]
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    if not found:
        return [], "", ""
    after = write_mark(places.key(found[-1])) if more or back else ""
    before = write_mark(places.key(found[0])) if (more if back else key is not None) else ""
    return found, after, before


def _whole(places: Places) -> Iterable[Q]:
    if places.column == "opened_at":
        return [Q()]
    return [Q(next_due_at__isnull=False), Q(next_due_at__isnull=True)]


def write_mark(key: Key) -> str:
    """A key as it stands in an address."""
    at, pk = key
    return f"{'n' if at is None else (at - EPOCH) // timedelta(microseconds=1)}.{pk}"


def read_mark(mark: str) -> Key | None:
    """The key that an address holds; None for none, or for one that is no key."""
    found = MARK.fullmatch(mark)
    if found is None:
        return None
    try:
        return (None if found[1] == "n" else EPOCH + timedelta(microseconds=int(found[1])), int(found[2]))
    except OverflowError:
        return None
