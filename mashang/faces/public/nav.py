"""What stands round every page of the public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.doors.framing import frame_of
from mashang.faces.public.guard import guard
from mashang.ui.framing import Entry, Frames, Furniture

FURNITURE = Furniture(
    home="public_home",
    nav=(
        Entry(label=_("Ask the office"), name="public_ask", icon="speakerphone"),
        Entry(label=_("How long it takes"), name="how_long", icon="clock", also=("how_long_file",)),
        Entry(label=_("Figures and their scopes"), name="public_figures", icon="chart-bar"),
        Entry(label=_("Open data"), name="open_data", icon="database"),
    ),
    foot_links=(
        Entry(label=_("How long it takes"), name="how_long"),
        Entry(label=_("Figures and their scopes"), name="public_figures"),
        Entry(label=_("Open data"), name="open_data"),
    ),
)


frames = Frames(furniture=FURNITURE, frame_of=frame_of, may_open=guard.may_open)
page, render_page = frames.page, frames.render
