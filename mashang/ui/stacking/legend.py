"""What the signs of a plan mean, how many units bear each and how much area they hold; and the plan as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashang.ui.page import Text
from mashang.ui.stacking.plan import Plan, PlanUnit
from mashang.ui.stacking.signs import NOTHING, STATUSES, Sign, numbered
from mashang.ui.tables import Cell, Column, Table


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One sign with its units: `unmeasured` of the `count` have no known area and are not in `area_sqm`."""

    sign: Sign
    count: int
    area_sqm: float
    unmeasured: int

    @property
    def words(self) -> str:
        """The count and the area as written under the sign."""
        text = ngettext("%(count)s unit", "%(count)s units", self.count) % {"count": self.count}
        if self.area_sqm:
            text += f" · {self.area_sqm:,.0f}\u00a0㎡"
        if self.unmeasured:
            text += " · " + _("%(count)s of unknown area") % {"count": self.unmeasured}
        return text


def signs_of(plan: Plan) -> Sequence[Sign]:
    """The signs of the view, in the order of the legend."""
    if plan.view == "status":
        return list(STATUSES.values())
    if plan.view == "industry":
        return numbered(plan.industries, "i")
    if plan.view == "registration":
        return numbered(plan.registrations, "r")
    return plan.bands


def signs_by_value(plan: Plan) -> Mapping[str | int, Sign]:
    """The sign for each value that a unit may hold in this view."""
    if plan.view == "status":
        return {key: sign for key, sign in STATUSES.items()}  # noqa: C416 - widens the type of the keys
    first = 0 if plan.view == "expiry" else 1
    return dict(enumerate(signs_of(plan), start=first))


def value_of(plan: Plan, unit: PlanUnit) -> str | int | None:
    """What a unit says in the view of the plan."""
    return {
        "status": unit.status,
        "industry": unit.industry_no,
        "expiry": unit.expiry_band,
        "registration": unit.registered,
    }[plan.view]


def legend(plan: Plan) -> list[LegendItem]:
    """Every sign that occurs, with its units counted; units to which nothing applies come last."""
    signs = signs_by_value(plan)
    counts: dict[int, tuple[Sign, list[PlanUnit]]] = {id(sign): (sign, []) for sign in [*signs.values(), NOTHING]}
    for floor in plan.floors:
        for unit in floor.units:
            value = value_of(plan, unit)
            sign = signs.get(value, NOTHING) if value is not None else NOTHING
            counts[id(sign)][1].append(unit)
    return [
        LegendItem(
            sign, len(units), sum(unit.area_sqm or 0 for unit in units), sum(1 for unit in units if not unit.area_sqm)
        )
        for sign, units in counts.values()
        if units
    ]


def plan_table(plan: Plan) -> Table:
    """The plan as a table: the same units in the same order, with what each sign says."""
    columns = (
        Column(key="room", label=gettext_lazy("Unit"), head=True),
        Column(key="floor", label=gettext_lazy("Floor")),
        Column(key="label", label=gettext_lazy("Occupied by")),
        Column(key="status", label=gettext_lazy("Status"), template="ui/components/unit_cell.html"),
        Column(key="area", label=gettext_lazy("Area ㎡"), numeric=True),
        Column(key="ends", label=gettext_lazy("Lease end")),
    )
    return Table(label=plan.name, columns=columns, rows=list(table_rows(plan)))


def table_rows(plan: Plan) -> Iterator[dict[str, Text | Cell]]:
    """One row a unit, from the top floor down."""
    for floor in plan.floors:
        for unit in floor.units:
            yield {
                "room": Cell(text=unit.room, url=unit.href),
                "floor": floor.label,
                "label": unit.full or unit.label or "—",
                "status": unit.status,
                "area": f"{unit.area_sqm:,.0f}" if unit.area_sqm else _("not known"),
                "ends": unit.ends or "—",
            }
