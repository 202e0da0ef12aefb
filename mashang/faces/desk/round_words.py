"""How the steps of a census round are said on the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.reads.rounds.looks import FloorToSee
from mashang.register.reads.rounds.progress import RoundTowerLine
from mashang.ui.parts import Step

# Lamp and words of each state of a tower in a round.
STATES = {
    "assigned": ("none", _("Not begun")),
    "collecting": ("soon", _("Being gone over")),
    "diff": ("soon", _("Differences to settle")),
    "verified": ("soon", _("Waits for approval")),
    "approved": ("ok", pgettext_lazy("census round", "Approved")),
    "published": ("ok", pgettext_lazy("census round", "Published")),
    "excepted": ("stop", _("Left out")),
}
WAITS = {"steward": _("Steward"), "manager": _("Property manager"), "head": _("Section head"), "nobody": _("Nobody")}
ACTS = {
    "ask": _("Sheet asked for"),
    "look": _("Floor gone over"),
    "hand_in": _("Sheet handed in"),
    "verify": pgettext_lazy("census round", "Verified"),
    "approve": pgettext_lazy("census round", "Approved"),
    "send_back": _("Sent back"),
    "leave_out": _("Left out"),
    "publish": pgettext_lazy("census round", "Published"),
}
SEEN = {"as_is": _("As it is"), "other": _("Another firm"), "empty": _("Empty"), "unseen": _("Not seen")}
FLOORS = {"unseen": ("none", _("Not seen")), "open": ("late", _("To settle")), "seen": ("ok", _("Seen"))}
CHANGES = {
    "came": ("new", _("Came")),
    "went": ("gone", _("Went")),
    "grew": ("chg", _("Grew")),
    "shrank": ("chg", _("Shrank")),
    "moved": ("mov", _("Moved")),
}
TABLES = {
    "towers": pgettext_lazy("counted", "Towers"),
    "units": _("Units"),
    "stays": _("Who is where"),
    "firms": pgettext_lazy("counted", "Firms"),
}
COLUMNS = {
    "tower": _("Number of the tower"),
    "unit": _("Number of the unit"),
    "firm": _("Number of the firm"),
    "tower_name": _("Tower"),
    "unit_room": _("Room"),
    "firm_name": _("Firm"),
    "line": _("Number of the lease"),
    "code": _("Code"),
    "name": pgettext_lazy("of a place or firm", "Name"),
    "kind": _("Kind"),
    "lettable_sqm": _("Lettable ㎡"),
    "floor": _("Floor"),
    "room": _("Room"),
    "sqm": _("Area ㎡"),
    "status": _("Status"),
    "ends_on": _("Last day"),
    "registered_here": _("Registered here"),
    "taxed_here": _("Pays tax here"),
    "uscc": _("Credit code"),
    "industry": _("Industry"),
    "standing": _("Standing"),
}
_ORDER = ("assigned", "collecting", "diff", "verified", "approved", "published")


def path_of(line: RoundTowerLine) -> list[Step]:
    """The way of a tower through the round: what is done, where it is, what comes."""
    if line.state == "excepted":
        return [Step(label=STATES["excepted"][1], state="skip")]
    at = _ORDER.index(line.state)
    names = (
        _("Given to a steward"),
        _("Sheet and floors"),
        _("Differences to settle"),
        pgettext_lazy("census round", "Verified"),
        pgettext_lazy("census round", "Approved"),
        pgettext_lazy("census round", "Published"),
    )
    reached = {"assigned": 1, "collecting": 1, "diff": 2, "verified": 4, "approved": 5, "published": 6}[_ORDER[at]]
    return [
        Step(label=name, state="done" if no < reached else "now" if no == reached else "next")
        for no, name in enumerate(names)
    ]


def floor_name(floor: FloorToSee) -> str:
    """A floor as people call it: its label, else its number; below ground with B."""
    return floor.label or (f"B{-floor.no}" if floor.no < 0 else f"{floor.no}F")
