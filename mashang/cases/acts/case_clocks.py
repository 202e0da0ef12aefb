"""The open clocks over a case and over the departments called to it, while a deed turns them: read once, written once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from mashang.cases.models import Case, Summons
from mashang.clocks.acts.changing import OPEN, tell_of_moved_deadline
from mashang.clocks.acts.running import Begin, new_deadlines
from mashang.clocks.acts.turning import stop_held_deadline, void_held_deadline
from mashang.clocks.models import Deadline, DeadlineChange
from mashang.kernel.actor import Actor

CASE, SUMMONS = "case", "summons"


@dataclass(slots=True)
class CaseClocks:
    """The rows, under lock. What is done to them stands in them at once and in the database after `write`."""

    case: Case
    rows: list[Deadline]
    _turned: dict[int, Deadline] = field(default_factory=dict)
    _changes: list[tuple[Actor, DeadlineChange]] = field(default_factory=list)

    @classmethod
    def read(cls, case: Case) -> CaseClocks:
        """One query."""
        parts = Q(subject_kind=SUMMONS, subject_id__in=Summons.objects.filter(case=case).values("pk"))
        of_case = Deadline.objects.filter(Q(subject_kind=CASE, subject_id=case.pk) | parts, state__in=OPEN)
        return cls(case, list(of_case.select_for_update().order_by("pk")))

    def find(self, clock: str, summons: Summons | None = None) -> Deadline | None:
        """The open clock of this name over the case, or over a department called to it."""
        kind, subject = (SUMMONS, summons.pk) if summons else (CASE, self.case.pk)
        return next((one for one in self.open_ones(kind, subject) if one.clock == clock), None)

    def open_ones(self, kind: str, subject_id: int) -> Iterator[Deadline]:
        """Those over one thing that still run or stand still."""
        return (
            one for one in self.rows
            if one.state in OPEN and (one.subject_kind, one.subject_id) == (kind, subject_id)
        )  # fmt: skip

    def turn(self, actor: Actor, found: Deadline | None, turned: Callable[[Actor, Deadline], DeadlineChange]) -> bool:
        """Do this to a clock that was found; whether there is one."""
        if found is None:
            return False
        self._changes.append((actor, turned(actor, found)))
        self._turned[found.pk] = found
        return True

    def end(self, actor: Actor, clock: str, *, at: datetime | None = None, summons: Summons | None = None) -> bool:
        """What it waited for has happened."""
        return self.turn(
            actor, self.find(clock, summons), lambda who, one: stop_held_deadline(actor=who, deadline=one, at=at)
        )

    def void(self, actor: Actor, clock: str, *, summons: Summons | None = None, reason: str = "") -> bool:
        """It has nothing to wait for any more."""
        return self.turn(
            actor,
            self.find(clock, summons),
            lambda who, one: void_held_deadline(actor=who, deadline=one, reason=reason),
        )

    def start(
        self, actor: Actor, clock: str, *, at: datetime | None = None, summons: Summons | None = None
    ) -> Deadline:
        """Begin a clock; one that still runs lapses first."""
        self.void(actor, clock, summons=summons)
        self._save()
        begin = Begin(
            clock=clock, subject_kind=SUMMONS if summons else CASE, subject_id=summons.pk if summons else self.case.pk,
            area_path=self.case.area_path, district_id=self.case.district_id, at=at, provisional=True,
        )  # fmt: skip
        (deadline,), (begun,) = new_deadlines(actor=actor, begins=[begin], ids=())
        deadline.save(force_insert=True)
        begun.deadline = deadline
        self.rows.append(deadline)
        self._changes.append((actor, begun))
        return deadline

    def write(self) -> list[DeadlineChange]:
        """Write the clocks and tell whoever follows them; the changes are the caller's to write."""
        self._save()
        changes, self._changes = self._changes, []
        for actor, one in changes:
            tell_of_moved_deadline(actor=actor, change=one)
        return [one for _actor, one in changes]

    def _save(self) -> None:
        """The rows that were turned: before a clock of the same name begins anew the old one has to have ended."""
        for one in self._turned.values():
            one.save(force_update=True)
        self._turned = {}
