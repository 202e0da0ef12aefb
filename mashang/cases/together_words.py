"""Words for what is written into the trail of cases that are handled together, and of meetings over them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FIELDS = {
    "led_by": _("Led by"),
    "part_of": _("Part of the case"),
    "measures": _("Measures agreed on"),
    "held_on": _("Held on"),
}


def together_words() -> dict[str, Promise]:
    """What was done, by the code of the deed."""
    return {
        "case.lead": _("Others that ask the same follow it"),
        "case.cluster": _("Handled together with others that ask the same"),
        "case.leave_cluster": _("Goes its own way again"),
        "case.split": _("Case split into parts"),
        "case.finish": _("Part of a case done"),
        "case.call_meeting": _("Meeting on site called"),
        "case.hold_meeting": _("Meeting on site held"),
        "case.off_meeting": _("Meeting on site called off"),
    }
