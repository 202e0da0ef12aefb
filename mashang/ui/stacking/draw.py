"""A laid-out stacking plan as SVG: classes only, no styles, so that light, dark, print and the strict policy hold.

Strings are joined, not templated: a tower of 4,000 units must be drawn within a tenth of a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mashang.ui.drawing import number
from mashang.ui.stacking.geometry import GAP, LEFT, RIGHT, WIDTH, Layout, Row, Span, lay_out
from mashang.ui.stacking.legend import signs_by_value, value_of
from mashang.ui.stacking.lettering import cut, text_width
from mashang.ui.stacking.plan import Plan, PlanUnit
from mashang.ui.stacking.signs import NOTHING, STATUSES, Sign

Signs = Mapping[str | int, Sign]


def draw_plan(plan: Plan) -> SafeString:
    """The plan of a tower as one `<svg>`: each unit, or each floor strip, is a link with a full label."""
    layout = lay_out(plan)
    signs = signs_by_value(plan)
    floor, vacant = escape(_("Floor")), escape(_("Vacant ㎡"))
    parts = [
        f'<svg class="k-plan" data-view="{plan.view}" data-panel="unit" viewBox="0 0 {number(WIDTH)} {number(layout.height)}" '
        f'role="group" aria-label="{escape(plan_words(plan))}">',
        patterns(plan.key),
        f'<text class="ax" x="52" y="14" text-anchor="end">{floor}</text>',
        f'<text class="ax" x="{number(RIGHT)}" y="14" text-anchor="end">{vacant}</text>',
        *zones(layout),
    ]
    for row in layout.rows:
        parts.extend(draw_row(plan, signs, row))
    parts.extend(foot(plan, layout))
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308 - every text in it is escaped where it is written


def plan_words(plan: Plan) -> str:
    """What a screen reader says of the whole picture."""
    floors = ngettext("%(count)s floor", "%(count)s floors", len(plan.floors)) % {"count": len(plan.floors)}
    units = ngettext("%(count)s unit", "%(count)s units", plan.units_count) % {"count": plan.units_count}
    keys = _("left and right change the unit, up and down the floor")
    return comma().join([_("Stacking plan of %(name)s") % {"name": plan.name}, floors, units, keys])


def comma() -> str:
    """The sign between parts of a list in the reader's language."""
    return pgettext("between parts of a list", ", ")


def patterns(key: str) -> str:
    """The patterns that tell a status without its colour; their ids carry the key of the plan."""
    square = 'patternUnits="userSpaceOnUse"'
    return (
        f'<defs><pattern id="{key}-reserved" width="6" height="6" {square} patternTransform="rotate(45)">'
        '<line class="h-reserved" x1="1" y1="0" x2="1" y2="6" stroke-width="2"/></pattern>'
        f'<pattern id="{key}-fitout" width="6" height="6" {square}><circle class="h-fitout" cx="2" cy="2" r="1"/></pattern>'
        f'<pattern id="{key}-sealed" width="7" height="7" {square}>'
        '<path class="h-sealed" d="M0 0 7 7M7 0 0 7" stroke-width="1"/></pattern>'
        f'<pattern id="{key}-pending" width="4" height="4" {square}>'
        '<line class="h-pending" x1="0" y1="1" x2="4" y2="1" stroke-width="1"/></pattern>'
        f'<pattern id="{key}-unmeasured" width="5" height="5" {square} patternTransform="rotate(-45)">'
        '<line class="h-unmeasured" x1="1" y1="0" x2="1" y2="5" stroke-width="1"/></pattern></defs>'
    )


def zones(layout: Layout) -> Iterator[str]:
    """The zones at the axis (upper, middle, lower, podium): a bracket line with the word in its middle."""
    for zone, group in groupby(layout.rows, key=lambda row: row.floor.zone):
        rows = list(group)
        if not zone:
            continue
        top, bottom = rows[0].y, rows[-1].y + rows[-1].height
        middle = (top + bottom) / 2
        upright = all(ord(sign) > 0x2E80 for sign in zone)
        half = (15 * len(zone) if upright else text_width(zone)) / 2 + 4
        if bottom - top > 2 * half:
            yield f'<line class="zone" x1="12" x2="12" y1="{number(top)}" y2="{number(middle - half)}"/>'
            yield f'<line class="zone" x1="12" x2="12" y1="{number(middle + half)}" y2="{number(bottom)}"/>'
        if not upright:
            yield (
                f'<text class="ax-b" transform="translate(15 {number(middle)}) rotate(-90)" text-anchor="middle">'
                f"{escape(zone)}</text>"
            )
            continue
        for place, sign in enumerate(zone):
            y = middle - 15 * (len(zone) - 1) / 2 + 15 * place + 4
            yield f'<text class="ax-b" x="12" y="{number(y)}" text-anchor="middle">{escape(sign)}</text>'


def draw_row(plan: Plan, signs: Signs, row: Row) -> Iterator[str]:
    """One floor: its number, its units or its strip, and its vacant area at the right."""
    base = number(row.y + row.height / 2 + 4)
    if row.kind == "refuge":
        yield f'<rect class="refuge" {box(row.x, row.y + 2, row.width, row.height - 4)}/>'
        words = escape(_("Refuge floor"))
        yield f'<text class="ax" x="{number(RIGHT)}" y="{base}" text-anchor="end">{words}</text>'
        return
    axis = f'<text class="ax" x="52" y="{base}" text-anchor="end">{escape(row.floor.label)}</text>'
    if row.kind == "empty":
        yield f'{axis}<rect class="nounits" {box(row.x, row.y, row.width, row.height)} rx="1.5"/>'
        return
    name = escape(_("Floor %(floor)s") % {"floor": row.floor.label})
    yield f'<g data-floor="{escape(row.floor.key)}" role="group" aria-label="{name}">{axis}'
    if row.kind == "strip":
        yield draw_strip(plan, signs, row)
    else:
        for span in row.spans:
            yield draw_unit(plan, signs, span, row)
    yield "</g>"
    vacant = vacant_words([span.unit for span in row.spans])
    if vacant:
        yield f'<text class="vac" x="{number(RIGHT)}" y="{base}" text-anchor="end">{vacant}</text>'


def box(x: float, y: float, width: float, height: float) -> str:
    """The four attributes of a rectangle."""
    return f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'


def sign_of(plan: Plan, signs: Signs, unit: PlanUnit) -> Sign:
    """The sign of a unit in the view of the plan."""
    value = value_of(plan, unit)
    return signs.get(value, NOTHING) if value is not None else NOTHING


def draw_unit(plan: Plan, signs: Signs, span: Span, row: Row) -> str:
    """One unit as a link: its rectangle, its pattern, and as much of its label as fits."""
    unit, sign = span.unit, sign_of(plan, signs, span.unit)
    width = max(span.width - GAP, 1.0)
    chosen = unit.key == plan.selected
    css = f"{sign.css} is-selected" if chosen else sign.css
    now = ' aria-current="true"' if chosen else ""
    text = label_of(plan, sign, unit, width - 6)
    parts = [
        f'<a href="{escape(unit.href)}" class="{css}" aria-label="{escape(unit_words(unit, text))}"{now}>',
        f'<rect class="u" {box(span.x, row.y, width, row.height)} rx="1.5"/>',
    ]
    pattern = "unmeasured" if not unit.area_sqm else sign.pattern
    if pattern and width > 3:
        parts.append(
            f'<rect class="hatch" {box(span.x + 1, row.y + 1, width - 2, row.height - 2)} fill="url(#{plan.key}-{pattern})"/>'
        )
    if text:
        x, y = number(span.x + width / 2), number(row.y + row.height / 2 + 4.3)
        parts.append(f'<text aria-hidden="true" class="t" x="{x}" y="{y}">{escape(text)}</text>')
    parts.append("</a>")
    return "".join(parts)


def label_of(plan: Plan, sign: Sign, unit: PlanUnit, room: float) -> str:
    """What is written inside a unit: the tenant, or the letter with the area; cut to the room there is."""
    letter = str(sign.letter)
    if plan.view == "expiry":
        year = unit.ends.partition("-")[0]
        return next((text for text in (unit.ends, year) if text_width(text) <= room), "")
    if plan.view == "status" and unit.label and unit.status in ("leased", "own", "fitout"):
        fitting = unit.status == "fitout"
        text = cut(f"{letter} {unit.label}" if fitting else unit.label, room)
        return text or (letter if text_width(letter) <= room + 4 else "")
    if plan.view == "status" and unit.area_sqm:
        full = f"{letter} {unit.area_sqm:.0f}"
        if text_width(full) <= room:
            return full
    return letter if text_width(letter) <= room + 4 else ""


def unit_words(unit: PlanUnit, text: str) -> str:
    """What a screen reader says of a unit: room, the drawn `text`, who, status, area, and the rest.

    What is drawn stands in it word for word, so that who speaks to the page can say what they see.
    """
    area = _("%(area)s square metres") % {"area": f"{unit.area_sqm:.0f}"} if unit.area_sqm else _("area not known")
    sign = STATUSES.get(unit.status, STATUSES["unknown"])
    parts = [unit.room, text, unit.full or (unit.label if unit.label not in text else ""), str(sign.label), area]
    if unit.ends and unit.ends not in text:
        parts.append(_("lease ends %(when)s") % {"when": unit.ends})
    return comma().join(part for part in [*parts, unit.detail] if part)


def draw_strip(plan: Plan, signs: Signs, row: Row) -> str:
    """A floor as one link: neighbours of the same sign run together; opening it shows the units.

    The letters stand outside the link: they are no part of its name.
    """
    groups = groupby(row.spans, key=lambda span: sign_of(plan, signs, span.unit).css)
    pieces = [(sign_of(plan, signs, spans[0].unit), spans) for spans in (list(group) for _css, group in groups)]
    runs = "".join(
        f'<rect class="run {sign.css}" {box(spans[0].x, row.y, run_width(spans), row.height)}/>'
        for sign, spans in pieces
    )
    letters = "".join(run_letter(sign, spans, row) for sign, spans in pieces)
    outline = f'<rect class="u" {box(row.x, row.y, row.width, row.height)}/>'
    words = escape(strip_words(row))
    return f'<a class="strip" href="{escape(row.floor.href)}" aria-label="{words}">{runs}{outline}</a>{letters}'


def run_width(spans: list[Span]) -> float:
    """The width of neighbours of one sign, with a hair of air at the right."""
    return sum(span.width for span in spans) - 0.5


def run_letter(sign: Sign, spans: list[Span], row: Row) -> str:
    """The letter of a run that has room for it; let units, the most, go without."""
    width = run_width(spans)
    if width < 12 or sign is STATUSES["leased"] or not sign.letter:
        return ""
    x, y = number(spans[0].x + width / 2), number(row.y + row.height / 2 + 4)
    return f'<text aria-hidden="true" class="t {sign.css}" x="{x}" y="{y}">{escape(str(sign.letter))}</text>'


def strip_words(row: Row) -> str:
    """What a screen reader says of a floor strip."""
    units = [span.unit for span in row.spans]
    count = ngettext("%(count)s unit", "%(count)s units", len(units)) % {"count": len(units)}
    vacant = sum(1 for unit in units if unit.status == "vacant")
    names = {"floor": row.floor.label}
    parts = [_("Open floor %(floor)s") % names, count, _("%(count)s vacant") % {"count": vacant}]
    return comma().join(parts)


def vacant_words(units: list[PlanUnit]) -> str:
    """The vacant area of a floor in ㎡; a question mark stands for vacant units of unknown area."""
    vacant = [unit for unit in units if unit.status == "vacant"]
    if not vacant:
        return ""
    area = sum(unit.area_sqm or 0 for unit in vacant)
    unmeasured = any(not unit.area_sqm for unit in vacant)
    text = f"{area:,.0f}" if area else ""
    return f"{text}{' + ' if text else ''}?" if unmeasured else text


def foot(plan: Plan, layout: Layout) -> Iterator[str]:
    """The ground, the scale of areas, and the vacant area of the whole tower."""
    y = layout.height - 40
    yield f'<line class="ground" x1="30" x2="{number(RIGHT)}" y1="{number(y)}" y2="{number(y)}"/>'
    if layout.px_per_sqm:
        area = next((size for size in (2000, 1000, 500, 200, 100, 50) if size * layout.px_per_sqm <= 180), 20)
        width = number(area * layout.px_per_sqm)
        yield f'<path class="zone" fill="none" d="M{number(LEFT)} {number(y + 12)}v6h{width}v-6"/>'
        middle = number(LEFT + area * layout.px_per_sqm / 2)
        yield f'<text class="ax" x="{middle}" y="{number(y + 31)}" text-anchor="middle">{area:,} ㎡</text>'
    every = [unit for floor in plan.floors for unit in floor.units]
    vacant = vacant_words(every)
    if vacant:
        words = escape(_("Vacant in all %(area)s ㎡") % {"area": vacant})
        yield f'<text class="ax" x="{number(RIGHT)}" y="{number(y + 20)}" text-anchor="end">{words}</text>'
