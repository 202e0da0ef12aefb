"""What the generator makes. Rows refer to each other by their place in the lists of Plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Value = int | str | bool | date | None


@dataclass(frozen=True, slots=True)
class SampleSource:
    """Where a statement comes from and the day it speaks of."""

    label: str
    as_of_on: date


@dataclass(slots=True)
class SampleTower:
    """A tower; `area` is the path of the area it lies in."""

    code: str
    name: str
    name_hant: str
    name_en: str
    area: str
    address: str
    lon: Decimal
    lat: Decimal
    floors_above: int
    floors_below: int
    gross_sqm: Decimal
    lettable_sqm: Decimal
    verified_on: date
    former_names: list[str] = field(default_factory=list)
    short_names: list[str] = field(default_factory=list)
    source: int = 0


@dataclass(frozen=True, slots=True)
class SampleFloor:
    """A floor; its area is the sum of its units."""

    tower: int
    no: int
    label: str
    use: str
    area_sqm: Decimal


@dataclass(slots=True)
class SampleUnit:
    """A room during `[born, gone)`."""

    tower: int
    floor_no: int
    room: str
    area_sqm: Decimal | None
    born: date
    gone: date | None = None
    inner_sqm: Decimal | None = None
    owner: str = ""
    own_use: bool = False
    divisible: bool | None = None
    joinable: bool | None = None
    source: int = 0


@dataclass(frozen=True, slots=True)
class SampleHold:
    """A reason why a unit that is not let is not vacant either."""

    unit: int
    kind: Literal["reserved", "fitting_out", "sealed", "undelivered"]
    start: date
    end: date | None
    note: str
    source: int


@dataclass(frozen=True, slots=True)
class SampleChange:
    """A split or a merge on a day; lineage as (from, to, share of the older unit in basis points)."""

    kind: Literal["split", "merge"]
    on: date
    reason: str
    source: int
    lineage: list[tuple[int, int, int]]


@dataclass(slots=True)
class SampleFirm:
    """A firm. `trade` and `finance` say what it is made of and are not stored as such."""

    name: str
    short: str
    uscc: str | None
    kind: str
    industry: str
    standing: str
    trade: str
    institution: str = ""
    institution_kind: str = ""
    headquarters: str = ""
    parent: int | None = None
    weight: int = 0
    former_name: str = ""
    registered_on: date = date(2000, 1, 1)
    place: str = "here"
    guest: bool = False
    source: int = 0


@dataclass(slots=True)
class SamplePlace:
    """One unit of a tenancy."""

    unit: int
    start: date
    end: date | None
    area_sqm: Decimal | None
    exclusive: bool = True


@dataclass(slots=True)
class SampleTenancy:
    """One version of a tenancy; `line` is the place of its first version, `replaced_on` closes a version."""

    firm: int
    tower: int
    kind: str
    start: date
    end: date | None
    places: list[SamplePlace]
    source: int
    recorded_on: date
    line: int = -1
    start_known: bool = True
    lease_ends_on: date | None = None
    area_sqm: Decimal | None = None
    rent_fen: int | None = None
    registered_here: bool | None = None
    taxed_here: bool | None = None
    operates_here: bool | None = None
    renewal_wish: str = ""
    replaced_on: date | None = None


@dataclass(frozen=True, slots=True)
class SampleEvent:
    """What happened to a tenancy (by the place of its line) on a day."""

    line: int
    kind: str
    on: date
    says: dict[str, str]
    source: int


@dataclass(frozen=True, slots=True)
class SampleFact:
    """A statement about the subject with this place in the list of its kind."""

    subject: Literal["firm", "tower", "unit"]
    index: int
    key: str
    since: date
    value: Value
    source: int
    believed: bool = True
    replaced_on: date | None = None
    precision: str = ""


@dataclass(slots=True)
class Plan:
    """Everything the sample district holds."""

    day: date
    sources: list[SampleSource] = field(default_factory=list)
    towers: list[SampleTower] = field(default_factory=list)
    floors: list[SampleFloor] = field(default_factory=list)
    units: list[SampleUnit] = field(default_factory=list)
    holds: list[SampleHold] = field(default_factory=list)
    changes: list[SampleChange] = field(default_factory=list)
    firms: list[SampleFirm] = field(default_factory=list)
    tenancies: list[SampleTenancy] = field(default_factory=list)
    events: list[SampleEvent] = field(default_factory=list)
    facts: list[SampleFact] = field(default_factory=list)
    _known: dict[SampleSource, int] = field(default_factory=dict)

    def source(self, label: str, as_of_on: date) -> int:
        """The place of this source; the same label and day make one source. None speaks of days to come."""
        wanted = SampleSource(label, min(as_of_on, self.day))
        if wanted not in self._known:
            self._known[wanted] = len(self.sources)
            self.sources.append(wanted)
        return self._known[wanted]
