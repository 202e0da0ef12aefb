"""What stands round every page of the link."""

from __future__ import annotations

from mashang.doors.framing import frame_of
from mashang.faces.link.guard import guard
from mashang.ui.framing import Frames, Furniture

FURNITURE = Furniture(home="public_home")


frames = Frames(furniture=FURNITURE, frame_of=frame_of, may_open=guard.may_open)
page, render_page = frames.page, frames.render
