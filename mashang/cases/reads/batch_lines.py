"""What the reads of batches give: a batch in a list, a batch as its page shows it, its items, stops and people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """Items of a batch by where they stand; `left` are not counted in `items`."""

    done: int = 0
    bureau: int = 0
    here: int = 0
    planned: int = 0
    open: int = 0
    left: int = 0

    @property
    def items(self) -> int:
        """The items that count."""
        return self.done + self.bureau + self.here + self.planned + self.open


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch in a list."""

    id: int
    number: str
    title: str
    item: str
    place: str
    department: str
    state: str
    proposed_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    items: int
    settled: int
    left: int
    towers: int


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, with the office that sent them."""

    id: int
    user_id: int
    name: str
    team: int
    office: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item with its firm, when the team comes, what came of it, when it is due and how it was signed."""

    id: int
    no: int
    case_id: int
    case_number: str
    firm_id: int | None
    firm: str
    tower_id: int
    tower: str
    place: str
    stop_id: int | None
    planned_at: datetime | None
    standing: str
    result: str
    result_at: datetime | None
    ended_at: datetime | None
    left_reason: str
    due_at: datetime | None
    signed_at: datetime | None
    signed_way: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class StopLine:
    """One stop of a tour, with the items called on there."""

    id: int
    day: date
    team: int
    order: int
    tower_id: int
    tower: str
    meeting_point: str
    from_at: datetime
    to_at: datetime
    walk_minutes: int
    windows: Sequence[Sequence[str]]
    explained: dict[str, int]
    visited_at: datetime | None
    started: bool
    items: tuple[ItemLine, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A batch as its page shows it."""

    id: int
    number: str
    title: str
    item: str
    state: str
    place: str
    area_path: str
    department_id: int
    department: str
    proposed_at: datetime
    accepted_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    minutes_each: int
    days: tuple[date, ...]
    members: tuple[Member, ...]
    items: tuple[ItemLine, ...]
    stops: tuple[StopLine, ...]
    tally: Tally = field(default_factory=Tally)
