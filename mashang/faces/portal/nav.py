"""What stands round every page of the portal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mashang.doors.framing import frame_of
from mashang.faces.portal.guard import guard
from mashang.ui.framing import Entry, Frames, Furniture

NAV = (
    Entry(label=_("Start"), name="portal_home", icon="home"),
    Entry(
        label=_("Requests"),
        name="own_cases",
        icon="message-circle",
        says=_("Ask the office, and see in whose hands it is"),
        also=("own_case", "own_case_new", "own_batch_items", "own_batch_item", "own_batch_item_move"),
    ),
    Entry(
        label=_("Our towers"),
        name="own_towers",
        icon="building-skyscraper",
        says=_("How full they are, and what ends soon"),
        also=("own_tower",),
    ),
    Entry(
        label=_("Our sheets"),
        name="own_sheets",
        icon="file-spreadsheet",
        says=_("Hand in the tenant sheet of a tower"),
        also=("own_sheet_new",),
    ),
    Entry(
        label=_("Census rounds"),
        name="own_rounds",
        icon="clipboard-check",
        says=_("What the office asks for, and how your tower stands beside the area"),
        also=("own_round",),
    ),
    Entry(
        label=_("Our firm"),
        name="own_firms",
        icon="building-bank",
        says=_("What the office holds of it: is it right?"),
        also=("own_firm",),
    ),
    Entry(
        label=_("Visits to us"),
        name="own_visits",
        icon="walk",
        says=_("Move, decline or confirm them; where your problems stand"),
        also=("own_visit",),
    ),
    Entry(
        label=_("Join a firm"),
        name="join_firm",
        icon="user-plus",
        says=_("By its credit code; its owner or the office lets you in"),
    ),
    Entry(label=_("Colleagues"), name="firm_people", icon="users", says=_("Who acts for the firm; let colleagues in")),
)
# On a phone the same doors stand at the foot of the page.
FURNITURE = Furniture(
    home="portal_home",
    nav=NAV,
    tabbar=NAV,
)


frames = Frames(furniture=FURNITURE, frame_of=frame_of, may_open=guard.may_open)
page, render_page = frames.page, frames.render
