"""The screen on the wall: few figures, large, that renew themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashang.doors.guarding import Asked
from mashang.faces.desk.figure_cards import goal_of
from mashang.faces.desk.nav import render_page
from mashang.faces.desk.skyline import KEYS, draw_skyline
from mashang.faces.desk.views.cockpit import Where, where_of
from mashang.insight.reads.figures import Figure, list_figures
from mashang.insight.reads.monthly import MonthPoint, get_monthly
from mashang.insight.reads.of_towers import list_tower_figures
from mashang.insight.reads.wall import find_wall
from mashang.insight.reads.wording import write_short
from mashang.ui.page import Text
from mashang.ui.parts import Goal
from mashang.ui.theme import THEMES

TITLE = gettext_lazy("Wall screen")
SECONDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Big:
    """A figure as it stands on the wall: at most a line of words below it, and the bar of its target."""

    name: str
    value: str
    unit: str
    line: Text
    lamp: str
    goal: Goal | None


def wall(request: Asked) -> HttpResponse:
    """The figures that content/cockpit names for the area, and its towers; `theme` is light or dark."""
    where = where_of(request)
    theme = request.GET.get("theme") if request.GET.get("theme") in THEMES else "dark"
    back = reverse("cockpit") + (f"?area={where.area}" if where.area else "")
    values: dict[str, Any] = {
        "where": where,
        "theme": theme,
        "back_url": back,
        "seconds": SECONDS,
        "other_url": _other(where, theme),
    }
    if where.run is None:
        return render_page(request, "desk/figures/wall.html", values, title=TITLE)
    plan = find_wall(where.path)
    figures = {one.kpi.key: one for one in list_figures(request.actor, where.path, where.run.valid_on, keys=plan.keys)}
    months = get_monthly(request.actor, list(figures), where.path, where.run.valid_on, months=2)
    values["rows"] = [
        [big_of(figures[key], months[key]) for key in keys if key in figures] for keys in (plan.first, plan.second)
    ]
    values["skyline"] = draw_skyline(list_tower_figures(request.actor, KEYS, where.path, where.run))
    return render_page(request, "desk/figures/wall.html", values, title=TITLE)


def _other(where: Where, theme: str | None) -> str:
    kept = [f"theme={'light' if theme == 'dark' else 'dark'}"] + ([f"area={where.area}"] if where.area else [])
    return "?" + "&".join(kept + ([f"on={where.on.isoformat()}"] if where.on else []))


def big_of(figure: Figure, months: Sequence[MonthPoint]) -> Big:
    """A figure with few and short words: what is missing to its target, else what changed in a month."""
    goal = goal_of(figure)
    value, unit = write_short(figure.value, figure.kpi.unit)
    missed = figure.gap is not None and figure.gap > 0
    return Big(
        name=str(figure.kpi.name),
        value=_("withheld") if figure.withheld else value,
        unit="" if figure.withheld else unit,
        line=goal.label if goal else _change(figure, months),
        lamp=("soon" if missed else "ok") if goal else "",
        goal=goal,
    )


def _change(figure: Figure, months: Sequence[MonthPoint]) -> str:
    before = months[0].value if months else None
    if before is None or figure.value is None or months[0].version != figure.kpi.version:
        return ""
    step = figure.value - before
    if not step:
        return _("as last month")
    value, unit = write_short(abs(step), figure.kpi.unit)
    said = f"{'+' if step > 0 else '−'}{value}{'' if figure.kpi.unit == 'percent' else ' ' + unit}"
    return _("%(step)s on last month") % {"step": said}
