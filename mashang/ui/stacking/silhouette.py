"""A tower in a thumbnail: each line a floor, its vacant part at the right in clay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mashang.ui.drawing import number

WIDE: Final = 96.0
HIGH: Final = 118.0


def draw_silhouette(floors: Sequence[tuple[float, float]]) -> SafeString:
    """Draw floors from top to bottom, each as (area, vacant area) in any one unit. Silent for screen readers.

    A floor without an area is drawn as a thin line of the middle width.
    """
    widest = max((area for area, _vacant in floors), default=0) or 1
    pitch = min(3.0, HIGH / max(len(floors), 1))
    thick = number(pitch * 0.74)
    y = 119 - pitch * len(floors)
    lines: list[str] = []
    for area, vacant in floors:
        width = (area or widest * 0.6) / widest * WIDE
        x = (WIDE - width) / 2
        css = "m-l" if area else "m-u"
        lines.append(f'<rect class="{css}" x="{number(x)}" y="{y:.2f}" width="{number(width)}" height="{thick}"/>')
        if area and vacant:
            part = min(vacant / area, 1) * width
            lines.append(
                f'<rect class="m-v" x="{number(x + width - part)}" y="{y:.2f}" width="{number(part)}" height="{thick}"/>'
            )
        y += pitch
    return format_html(
        '<svg class="k-mini" viewBox="0 0 96 120" preserveAspectRatio="xMidYMax meet" aria-hidden="true">{}'
        '<line class="ground" x1="0" x2="96" y1="119.5" y2="119.5"/></svg>',
        mark_safe("".join(lines)),  # noqa: S308 - numbers only
    )
