"""Words for what the cases write into the trail."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mashang.cases.rules.items import load_other_doors, name_of
from mashang.trail.words import (
    ACT_WORDS,
    CODE_NAMERS,
    FIELD_WORDS,
    NAMERS,
    SUBJECT_WORDS,
    add_value_words,
)


def tell() -> None:
    """Hand the words to the trail; called once at start."""
    from mashang.cases.models import Case
    from mashang.cases.reads import trail_names as names
    from mashang.register.reads.trail_names import firm_names

    ACT_WORDS.update(
        {
            "case.open": _("Case opened"),
            "case.accept": _("Case accepted"),
            "case.take": _("Case taken in hand"),
            "case.refuse": _("Case not accepted"),
            "case.ask_papers": _("Papers asked for"),
            "case.papers_in": _("Papers handed in"),
            "case.lapse": _("Case lapsed"),
            "case.special": _("Special procedure begun"),
            "case.end_special": _("Special procedure ended"),
            "case.answer": _("Case answered"),
            "case.confirm": _("Closure confirmed by the firm"),
            "case.silence": _("Closed because the firm said nothing"),
            "case.reopen": _("Case reopened"),
            "case.rate": _("Answer rated"),
            "case.call_back": _("Firm called back"),
            "case.withdraw": _("Case withdrawn"),
            "case.transfer": _("Case transferred out"),
            "case.join": _("Case joined to another"),
            "case.hand_over": _("Case handed over"),
            "case.note": _("Note written"),
            "case.urge": _("Reminder sent"),
        }
    )
    SUBJECT_WORDS["case"] = pgettext_lazy("record", "Case")
    FIELD_WORDS.update(
        {
            "case_state": _("State of the case"),
            "channel": _("Channel"),
            "item": _("What it is about"),
            "firm": _("Firm"),
            "officer": _("Officer"),
            "rule": _("Routing rule"),
            "outcome": _("Outcome"),
            "joined_to": _("Joined to"),
            "until": _("Until"),
        }
    )
    NAMERS.update({"case": names.case_names, "joined_to": names.case_names, "officer": NAMERS["user"]})
    NAMERS.setdefault("firm", firm_names)
    CODE_NAMERS.update({"item": names.item_names, "rule": names.rule_names})
    add_value_words("reason", _reasons())
    add_value_words("case_state", dict(Case.State.choices))
    add_value_words("channel", dict(Case.Channel.choices))
    add_value_words("outcome", dict(Case.Outcome.choices))
    add_value_words("page", {"cases": _("List of cases"), "case": _("File of a case")})


def _reasons() -> dict[str, str | Promise]:
    """The reasons that a step gives as a code: what is not for this desk, and why the platform itself ended a case."""
    named: Callable[[str], str] = lazy(_door_name, str)
    return {
        **{code: named(code) for code in load_other_doors()},
        "confirmed": _("Confirmed by the firm"),
        "silence": _("The firm said nothing in its time"),
        "lapse": _("The papers did not come in time"),
    }


def _door_name(code: str) -> str:
    return name_of(load_other_doors()[code].names, get_language() or "zh-hans")
