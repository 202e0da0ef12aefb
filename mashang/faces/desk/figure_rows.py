"""The columns of the rows behind a figure, each row with the way to its file."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.faces.desk.lists import Shown
from mashang.insight.kpis.description import Kpi, Part
from mashang.insight.reads.rows import CASES, Row
from mashang.insight.reads.standing_runs import RunStamp
from mashang.insight.reads.wording import name_unit, write_value
from mashang.ui.page import Text
from mashang.ui.tables import Cell

FILE_SIZE = 50_000  # rows of one file; a figure with more is taken out tower by tower
PAGES = {"tower": "tower", "unit": "unit", "firm": "firm", "case": "case", "answer": "case"}
KINDS = {
    "tower": _("Tower"), "unit": _("Unit"), "firm": _("Firm"), "floor": _("Floor"), "case": _("Case"), "answer": _("Case"),
}  # fmt: skip
_PLACES: dict[tuple[str, ...], Text] = {("firm",): _("Credit code"), ("case",): _("Matter"), ("answer",): _("Matter")}
NAME = pgettext_lazy("of a thing", "Name")


def row_columns(kpi: Kpi, run: RunStamp | None) -> Sequence[Shown]:
    """Name with its link, place, what the row adds to each part, and its own rate. Links keep the day of the run."""
    tail = f"?as_of={run.valid_on.isoformat()}" if run else ""
    columns: list[Shown] = [
        Shown(key="name", label=_heading(kpi), value=lambda r: r.name, cell=lambda r: Cell(text=r.name, url=row_url(r, tail)), head=True),
        *([] if kpi.kinds == ("tower",) else [Shown(key="place", label=_PLACES.get(kpi.kinds, _("Place")), value=lambda r: r.place)]),
        Shown(key="num", label=_of(kpi.num), value=lambda r: r.num, cell=lambda r: write_value(r.num, kpi.num.unit), numeric=True),
    ]  # fmt: skip
    if kpi.den is not None:
        den = kpi.den
        columns += [
            Shown(key="den", label=_of(den), value=lambda r: r.den, cell=lambda r: write_value(r.den, den.unit), numeric=True),
            Shown(key="value", label=f"{kpi.name} {name_unit(kpi.unit)}", value=lambda r: r.value, cell=lambda r: write_value(r.value, kpi.unit), numeric=True),
        ]  # fmt: skip
    return columns


def row_url(row: Row, tail: str) -> str:
    """The file of the tower, unit, firm or case, for a floor that of its tower; nothing for other things."""
    if row.kind == "floor":
        return reverse("tower", args=[row.tower_id]) + tail
    if row.kind in CASES:
        return reverse(PAGES[row.kind], args=[row.of])
    return reverse(PAGES[row.kind], args=[row.id]) + tail if row.kind in PAGES else ""


def _heading(kpi: Kpi) -> Text:
    return KINDS.get(kpi.kinds[0], NAME) if len(kpi.kinds) == 1 else NAME


def _of(part: Part) -> str:
    return f"{part.name} {name_unit(part.unit)}"
