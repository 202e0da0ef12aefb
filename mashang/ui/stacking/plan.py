"""What a stacking plan is drawn from. No domain here: a face turns its readings into these values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from mashang.ui.page import Text
from mashang.ui.stacking.signs import BANDS, Sign
from mashang.ui.tables import with_query

View = Literal["status", "industry", "expiry", "registration"]
VIEWS: Final[dict[View, Text]] = {
    "status": _("Status"),
    "industry": _("Industry"),
    "expiry": _("Lease end"),
    "registration": _("Registered at"),
}
STRIPS_ABOVE: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanUnit:
    """One unit. `area_sqm` None means not known: it is drawn hatched, with an equal share, and is in no sum.

    `label` is the short name drawn inside (the tenant); `full` the whole name. `status` is a key of STATUSES.
    `industry_no` counts from 1 in Plan.industries, `registered` from 1 in Plan.registrations, `expiry_band` from 0
    in Plan.bands; None means that nothing applies (no tenant, no lease). `ends` is the lease end as drawn (`27-01`).
    `detail` is added to what a screen reader hears (lease end, industry, registration).
    """

    key: str
    room: str
    status: str
    href: str
    area_sqm: float | None = None
    label: str = ""
    full: str = ""
    industry_no: int | None = None
    expiry_band: int | None = None
    registered: int | None = None
    ends: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFloor:
    """One floor with its units from left to right. `label` is drawn at the axis (`27`, `B1`).

    `area_sqm` is the floor's own area where it is known: units without an area then share what is left of it.
    `zone` groups neighbouring floors at the axis. `href` opens the floor where the plan is drawn as strips.
    """

    key: str
    label: str
    units: Sequence[PlanUnit] = ()
    refuge: bool = False
    area_sqm: float | None = None
    zone: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A tower on one day, floors from top to bottom, in one view.

    Above STRIPS_ABOVE units the floors are strips, and only `open_floor` (a floor's key) shows its units.
    `selected` is the key of the unit whose panel is open.
    """

    name: str
    floors: Sequence[PlanFloor]
    view: View = "status"
    selected: str = ""
    open_floor: str = ""
    industries: Sequence[Sign] = ()
    registrations: Sequence[Sign] = ()
    bands: Sequence[Sign] = BANDS
    key: str = "p"

    @property
    def units_count(self) -> int:
        """How many units the tower has."""
        return sum(len(floor.units) for floor in self.floors)

    @property
    def as_strips(self) -> bool:
        """Whether there are too many units to draw each."""
        return self.units_count > STRIPS_ABOVE


@dataclass(frozen=True, slots=True)
class ViewLink:
    """One view to choose: its name, its address, whether it is shown now."""

    view: View
    label: Text
    url: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What stands above the plan: the views, the day, the way to the table.

    `on` is the day shown, ISO; `query` is request.GET, which every link keeps; `earlier` and `later` are days (ISO) to
    step to; `state` is a small label (today, a snapshot's number) with its tone.
    """

    on: str
    query: QueryDict = field(default_factory=QueryDict)
    earlier: str = ""
    later: str = ""
    earliest: str = ""
    table_url: str = ""
    state: Text = ""
    state_tone: str = "ok"
    anchor: str = "plan"

    def views(self, shown: View) -> list[ViewLink]:
        """The four views as links that keep the day."""
        return [
            ViewLink(view, label, with_query(self.query, {"view": view}, anchor=self.anchor), view == shown)
            for view, label in VIEWS.items()
        ]

    def day_url(self, day: str) -> str:
        """The same plan on another day."""
        return with_query(self.query, {"as_of": day}, anchor=self.anchor)

    @property
    def earlier_url(self) -> str:
        """The address of the step back, or nothing."""
        return self.day_url(self.earlier) if self.earlier else ""

    @property
    def later_url(self) -> str:
        """The address of the step forward, or nothing."""
        return self.day_url(self.later) if self.later else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The rest of the query, which the form of the day carries along."""
        return [(name, value) for name, values in self.query.lists() if name != "as_of" for value in values]
