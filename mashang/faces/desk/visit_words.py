"""Words of visits on the desk: states with their lamps, ways, kinds, what was done about a problem."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mashang.cases.reads.visit_choices import CASE_STATES, KINDS, MODES, OUTCOMES, VISIT_STATES
from mashang.cases.rules.items import load_items, name_of
from mashang.cases.rules.visit_contents import load_heard
from mashang.register.reads.choices import WISHES, label_of
from mashang.ui.page import Text

LAMPS = {
    "planned": "none", "booked": "soon", "declined": "stop", "called_off": "stop", "recorded": "ok", "split": "ok",
    "closed": "done",
}  # fmt: skip
CASE_LAMPS = {
    "closed": "done", "refused": "stop", "withdrawn": "stop", "transferred": "stop", "joined": "stop", "lapsed": "stop",
    "done_waiting": "ok", "carried": "none", "received": "soon",
}  # fmt: skip
TABS = {
    "ahead": pgettext_lazy("visits", "To come"),
    "today": pgettext_lazy("visits", "Today"),
    "made": pgettext_lazy("visits", "Recorded"),
    "problems": pgettext_lazy("visits", "With open problems"),
    "heard": pgettext_lazy("visits", "Heard, to be decided"),
}
ACTS = {
    "plan": _("Planned"),
    "plan_anew": _("Planned for another day"),
    "book": _("Announced to the firm"),
    "move": _("Moved by the firm"),
    "decline": _("Declined by the firm"),
    "call_off": _("Called off"),
    "record": _("Recorded"),
    "split": _("Problems split out"),
    "amend": _("Put right"),
    "note": _("Note added"),
    "object": _("Objection of the firm"),
    "confirm": _("Confirmed by the firm"),
    "silence": _("Not objected to in time"),
    "decide_fact": _("What was heard was decided"),
}
HOWS = {
    "routed": (_("To be handled"), "arrow-right"),
    "answered": (_("Answered on the spot"), "check"),
    "carried": (_("To be carried over"), "archive"),
}
NO_INSPECTION = _("Service visit, no inspection")


def state_of(code: str) -> tuple[str, Text]:
    """Lamp and word of a visit's state."""
    return LAMPS[code], dict(VISIT_STATES)[code]


def case_state_of(code: str) -> tuple[str, Text]:
    """Lamp and word of the state of a problem's case."""
    return CASE_LAMPS.get(code, "soon"), dict(CASE_STATES)[code]


def kinds_of(codes: tuple[str, ...]) -> list[Text]:
    """The four ways of going down, as far as they are named."""
    return [words for code, words in KINDS if code in codes]


def mode_of(code: str) -> Text:
    """How the visit is or was made."""
    return dict(MODES)[code]


def outcome_of(code: str) -> Text:
    """What came of a problem; empty while nothing has."""
    return dict(OUTCOMES).get(code, "")


def item_of(code: str) -> str:
    """What a problem is about."""
    item = load_items().get(code)
    return name_of(item.names, get_language() or "zh-hans") if item else code


def heard_of(key: str) -> str:
    """What was heard, by its key."""
    return name_of(load_heard()[key].names, get_language() or "zh-hans")


def heard_value(key: str, value: str) -> Text:
    """What the firm said, in words."""
    return label_of(WISHES, value) if key == "renewal" else value


def items() -> list[tuple[str, str, str]]:
    """What a problem may be about: code, name, and the words that point to it."""
    return [(one.code, item_of(one.code), " ".join(one.words)) for one in load_items().values() if one.until is None]


def card(no: int, sent: Mapping[str, str]) -> dict[str, object]:
    """One card of a problem with what was typed into it."""
    names = ("title", "heard", "item", "how", "answer", "recheck")
    typed = {name: sent.get(f"p{no}-{name}", "") for name in names}
    hows = [(code, label, icon, code == (typed["how"] or "routed")) for code, (label, icon) in HOWS.items()]
    return {"no": no, **typed, "hows": hows, "empty": not (typed["title"] or typed["heard"])}
