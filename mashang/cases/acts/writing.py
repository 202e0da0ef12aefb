"""What a deed on cases writes, collected and written at its end: each case once, each clock once, all new rows together.

`@written_once` stands in place of `@transaction.atomic`. Within it `put`, `change` and the clocks of `clocks_of` only remember;
what the deed asks the database is as it was before it began. Outside of it they write at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from mashang.cases.acts.case_clocks import CaseClocks
from mashang.cases.models import Case
from mashang.trail.acts import insert_together

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(slots=True)
class _Sheet:
    """What is still to be written. Cases by their place in memory: two copies of one are two."""

    rows: dict[type[Model], list[Model]] = field(default_factory=dict)
    or_leave: list[Model] = field(default_factory=list)
    cases: dict[int, tuple[Case, set[str]]] = field(default_factory=dict)
    clocks: dict[int, CaseClocks] = field(default_factory=dict)
    after: list[Callable[[], object]] = field(default_factory=list)

    def write(self) -> None:
        """Write it down, and begin anew."""
        rows, leave, cases, clocks, after = self.rows, self.or_leave, self.cases, self.clocks, self.after
        self.rows, self.or_leave, self.cases, self.clocks, self.after = {}, [], {}, {}, []
        for held in clocks.values():
            for change in held.write():
                rows.setdefault(type(change), []).append(change)
        for case, columns in cases.values():
            case.save(update_fields=sorted(columns))
        insert_together(*rows.values(), or_leave=leave)
        for follow in after:
            follow()


_sheet: ContextVar[_Sheet | None] = ContextVar("sheet", default=None)


def written_once(act: Callable[P, R]) -> Callable[P, R]:
    """In a transaction: write what an act does at its end, or nothing when it refuses.

    What an act around it did until then is written before, outside of what a refusal would undo.
    """

    @wraps(act)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        if around := _sheet.get():
            around.write()
        sheet = _Sheet()
        token = _sheet.set(sheet)
        try:
            with transaction.atomic():
                result = act(*args, **kwargs)
                sheet.write()
            return result
        finally:
            _sheet.reset(token)

    return wrapped


def turn_key() -> str:
    """A part of a key that no other deed on a case has: when it was done."""
    return f"{timezone.now():%Y%m%d%H%M%S%f}"


def put(*rows: Model) -> None:
    """New rows of the deed."""
    sheet = _sheet.get()
    if sheet is None:
        for row in rows:
            row.save(force_insert=True)
        return
    for row in rows:
        sheet.rows.setdefault(type(row), []).append(row)


def put_or_leave(rows: Sequence[Model]) -> None:
    """New rows, less those that stand already under one of their unique keys."""
    sheet = _sheet.get()
    if sheet is None:
        insert_together(or_leave=rows)
    else:
        sheet.or_leave += rows


def change(case: Case, columns: Iterable[str]) -> None:
    """Columns of a case that the deed set."""
    sheet = _sheet.get()
    if sheet is None:
        case.save(update_fields=sorted(columns))
    else:
        sheet.cases.setdefault(id(case), (case, set()))[1].update(columns)


def afterwards(follow: Callable[[], object]) -> None:
    """What reads the deed as it stands written, and so comes right after that, in the same transaction."""
    sheet = _sheet.get()
    if sheet is None:
        follow()
    else:
        sheet.after.append(follow)


@contextmanager
def clocks_of(case: Case) -> Iterator[CaseClocks]:
    """The open clocks over a case and over the departments called to it, under lock; read once in a deed."""
    sheet = _sheet.get()
    if sheet is None:
        held = CaseClocks.read(case)
        yield held
        put(*held.write())
        return
    if id(case) not in sheet.clocks:
        sheet.clocks[id(case)] = CaseClocks.read(case)
    yield sheet.clocks[id(case)]
