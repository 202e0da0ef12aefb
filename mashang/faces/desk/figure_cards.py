"""Figures as the desk draws them: cards with trend and target, the month table, what is farthest from its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashang.insight.reads.figures import Figure
from mashang.insight.reads.monthly import MonthPoint
from mashang.insight.reads.wording import (
    TOPIC_NOTES,
    UNKNOWN,
    name_topic,
    name_unit,
    say_withheld,
    write_short,
    write_value,
    write_with_unit,
)
from mashang.ui import parts
from mashang.ui.charts import Line, LineChart
from mashang.ui.tables import Column, Table

Trends = Mapping[str, Sequence[MonthPoint]]
FAR = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """The figures of one topic with their months as a table."""

    key: str
    name: str
    note: str
    cards: list[parts.Figure]
    months: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Far:
    """A figure that misses its target, and by how much."""

    name: str
    value: str
    unit: str
    goal: parts.Goal
    gap: str
    basis: str
    url: str
    rows: str


def figure_url(figure: Figure, *, area: str = "", on: str = "", **more: str) -> str:
    """The address of a figure's page, complete: whoever is sent it sees the same place and day by own rights."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in {"area": area, "on": on, **more}.items() if value})
    tail = f"?{query.urlencode()}" if query else ""
    return reverse("figure", args=[figure.kpi.key]) + tail


def topics(figures: Sequence[Figure], trends: Trends, *, area: str) -> list[Topic]:
    """The figures by topic, in the order of the dictionary."""
    groups: dict[str, list[Figure]] = {}
    for topic, held in groupby(figures, key=lambda one: one.kpi.topic):
        groups.setdefault(topic, []).extend(held)
    return [
        Topic(
            key=topic,
            name=name_topic(topic),
            note=str(TOPIC_NOTES.get(topic, "")),
            cards=[card_of(one, trends.get(one.kpi.key, ()), area=area) for one in held],
            months=month_table([(one, trends.get(one.kpi.key, ())) for one in held], label=name_topic(topic)),
        )
        for topic, held in groups.items()
    ]


def card_of(figure: Figure, months: Sequence[MonthPoint], *, area: str) -> parts.Figure:
    """A figure as a card of the kit: value, trend, target or what changed, day, rows."""
    on = figure.run.valid_on.isoformat()
    values = [None if point.value is None else float(point.value) for point in months]
    card_line, line_end = _lines(figure, months)
    value, unit = _number(figure.value, figure.kpi.unit)
    return parts.Figure(
        name=figure.kpi.name,
        value=_("Withheld") if figure.withheld else value,
        unit="" if figure.withheld else unit,
        definition=f"{figure.kpi.formula}{_('. ')}{figure.kpi.scope}",
        as_of=_("as of %(day)s") % {"day": figure.on.isoformat()},
        rows=count_rows(figure),
        rows_url=figure_url(figure, area=area, on=on),
        trend=values if sum(value is not None for value in values) > 1 else (),
        trend_label=say_months(figure, months),
        goal=goal_of(figure),
        line=card_line,
        line_end=line_end,
    )


def _number(value: Decimal | None, unit: str) -> tuple[str, str]:
    """Number and unit of a card: sums of money in large units, all else to the last digit."""
    if unit == "yuan":
        return write_short(value, unit)
    return write_value(value, unit), "" if value is None else name_unit(unit)


def _lines(figure: Figure, months: Sequence[MonthPoint]) -> tuple[str, str]:
    if figure.withheld:
        return say_withheld(figure.withheld), ""
    change = say_change(figure, months)
    if figure.value is None:
        return _("Nothing to divide by: it cannot be reckoned."), ""
    unknown = ngettext("%(n)s not known", "%(n)s not known", figure.unknown or 0) % {"n": f"{figure.unknown or 0:,}"}
    return change or _("no target is set"), unknown if figure.unknown else ""


def say_change(figure: Figure, months: Sequence[MonthPoint]) -> str:
    """What changed since the last frozen month before; nothing where there is none or the definition changed."""
    before = [point for point in months[:-1] if point.value is not None]
    if not before or figure.value is None or before[-1].version != figure.kpi.version:
        return ""
    step = figure.value - (before[-1].value or Decimal(0))
    number, unit = _number(abs(step), figure.kpi.unit)
    text = number + (_(" points") if figure.kpi.unit == "percent" else f" {unit}")
    month = before[-1].month.strftime("%Y-%m")
    if not step:
        return _("as in %(month)s") % {"month": month}
    words = _("%(step)s more than in %(month)s") if step > 0 else _("%(step)s less than in %(month)s")
    return words % {"step": text, "month": month}


def count_rows(figure: Figure) -> str:
    """How many rows stand behind a figure."""
    if figure.n is None:
        return ""
    return ngettext("%(n)s row", "%(n)s rows", figure.n) % {"n": f"{figure.n:,}"}


def say_months(figure: Figure, months: Sequence[MonthPoint]) -> str:
    """The trend read out: its first and last known month, and how many are missing."""
    known = [point for point in months if point.value is not None]
    if len(known) < 2:
        return ""
    said = _("%(name)s from %(first)s in %(since)s to %(last)s in %(until)s") % {
        "name": figure.kpi.name,
        "first": write_with_unit(known[0].value, figure.kpi.unit),
        "since": known[0].month.strftime("%Y-%m"),
        "last": write_with_unit(known[-1].value, figure.kpi.unit),
        "until": known[-1].month.strftime("%Y-%m"),
    }
    missing = len(months) - len(known)
    gap = ngettext("; %(n)s month missing", "; %(n)s months missing", missing) % {"n": missing}
    return said + (gap if missing else "")


def goal_of(figure: Figure) -> parts.Goal | None:
    """The target as a bar: for shares of 100, for other figures of the larger of value and target."""
    target, value = figure.target, figure.value
    if target is None or value is None or figure.gap is None:
        return None
    full = Decimal(100) if figure.kpi.unit == "percent" else max(value, target.value) * Decimal("1.1") or Decimal(1)
    missed = figure.gap > 0
    points = _(" points") if figure.kpi.unit == "percent" else f" {name_unit(figure.kpi.unit)}"
    gap = write_value(abs(figure.gap), figure.kpi.unit) + points
    words = _("%(gap)s short") if target.at_least is not None else _("%(gap)s above")
    label = _("Target %(line)s") if target.at_least is not None else _("At most %(line)s")
    return parts.Goal(
        share=float(value / full * 100),
        at=float(target.value / full * 100),
        label=label % {"line": write_with_unit(target.value.normalize(), figure.kpi.unit).replace(".0%", "%")},
        gap=words % {"gap": gap} if missed else _("reached"),
        tone="warn" if missed else "fg",
    )


def farthest(figures: Sequence[Figure], *, area: str) -> list[Far]:
    """The figures that miss their targets by most, measured by the target."""
    missing = [one for one in figures if one.target is not None and one.gap is not None and one.gap > 0]
    missing.sort(key=lambda one: -_weight(one))
    found = []
    for one in missing[:FAR]:
        goal, target = goal_of(one), one.target
        if goal is None or target is None:
            continue
        found.append(
            Far(
                name=str(one.kpi.name),
                value=write_value(one.value, one.kpi.unit),
                unit=name_unit(one.kpi.unit),
                goal=goal,
                gap=f"{goal.label}{_(', ')}{goal.gap}",
                basis=target.basis,
                url=figure_url(one, area=area, on=one.run.valid_on.isoformat()),
                rows=count_rows(one),
            )
        )
    return found


def _weight(figure: Figure) -> Decimal:
    if figure.target is None or figure.gap is None:
        return Decimal(0)
    return figure.gap / (figure.target.value or Decimal(1))


def month_table(lines: Sequence[tuple[Figure, Sequence[MonthPoint]]], *, label: str) -> Table:
    """Figures by months as a table, for those who would rather read than look."""
    months = [point.month.strftime("%Y-%m") for point in (lines[0][1] if lines else ())]
    columns = [
        Column(key="name", label=_("Figure"), head=True),
        *(Column(key=month, label=month, numeric=True) for month in months),
    ]
    rows = [
        {"name": f"{figure.kpi.name} ({name_unit(figure.kpi.unit)})"}
        | {point.month.strftime("%Y-%m"): write_point(point, figure.kpi.unit) for point in points}
        for figure, points in lines
    ]
    return Table(label=_("%(topic)s, month by month") % {"topic": label}, columns=columns, rows=rows)


def write_point(point: MonthPoint, unit: str) -> str:
    """A month's value, or in words why there is none."""
    if point.withheld:
        return _("withheld")
    if point.on is None:
        return _("not frozen")
    return UNKNOWN if point.value is None else write_value(point.value, unit)


def month_chart(
    lines: Sequence[tuple[Figure, Sequence[MonthPoint]]], *, label: str, named: bool = True
) -> LineChart | None:
    """Figures of one unit over the months as one picture; None where fewer than two months are known.

    Where not `named`, the page says already whose line it is.
    """
    if all(sum(point.value is not None for point in points) < 2 for _figure, points in lines):
        return None
    return LineChart(
        label=label,
        labels=[point.month.strftime("%y-%m") for point in lines[0][1]],
        lines=[_line(figure, points, dashed=bool(place), named=named) for place, (figure, points) in enumerate(lines)],
    )


def _line(figure: Figure, points: Sequence[MonthPoint], *, dashed: bool, named: bool) -> Line:
    target = figure.target
    goal = goal_of(figure)
    return Line(
        name=figure.kpi.name,
        values=[None if point.value is None else float(point.value) for point in points],
        last=f"{figure.kpi.name if named else ''} {write_value(figure.value, figure.kpi.unit)}".strip(),
        goal=float(target.value) if target else None,
        goal_label=goal.label if goal else "",
        dashed=dashed,
    )
