"""Words for what the cases write into the trail."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mashang.cases.rules.items import load_other_doors, name_of
from mashang.cases.together_words import FIELDS, together_words
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
    from mashang.cases.models import Batch, BatchItem, Case, Ruling, Summons, Visit, Whistle
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
            "routing.add": _("Routing rule added"),
            "routing.change": _("Routing rule changed"),
            "routing.move": _("Routing rule moved"),
            "routing.end": _("Routing rule ended"),
            "absence.say": _("Absence and stand-in entered"),
            "absence.end": _("Absence ended"),
            "case.add": _("Added to a case by who asked"),
            "case.link": _("New link sent to who asked"),
            "case.attach": _("Files attached to a case"),
            **(_whistle_words() | together_words()),
            "case.batch": _("Case taken into a batch"),
            "case.leave_batch": _("Case left its batch"),
            "batch.propose": _("Batch proposed"),
            "batch.gather": _("Cases added to a batch"),
            "batch.accept": _("Batch accepted"),
            "batch.decline": _("Batch not accepted"),
            "batch.plan": _("Tour of a batch planned"),
            "batch.start_day": _("Day of a batch begun"),
            "batch.finish": _("Batch finished"),
            "batch.move_visit": _("Firm named another time"),
            "batch.record_result": _("Result on site written down"),
            "batch.sign": _("Result signed by the firm"),
        }
    )
    ACT_WORDS.update(
        {
            "case.ask_carry_over": _("Carrying over asked for"),
            "visit.plan": _("Visit planned"),
            "visit.plan_anew": _("Visit planned for another day"),
            "visit.book": _("Visit announced to the firm"),
            "visit.move": _("Visit moved by the firm"),
            "visit.decline": _("Visit declined by the firm"),
            "visit.call_off": _("Visit called off"),
            "visit.record": _("Visit recorded"),
            "visit.split": _("Problems split out of a visit"),
            "visit.amend": _("Record of a visit put right"),
            "visit.note": _("Note added to a visit"),
            "visit.object": _("Firm objects to the record of a visit"),
            "visit.confirm": _("Record of a visit confirmed"),
            "visit.silence": _("Record of a visit not objected to in time"),
            "visit.decide_fact": _("What was heard on a visit decided"),
            "campaign.open": _("Campaign of visits opened"),
            "campaign.give": _("Firm of a campaign given to another officer"),
        }
    )
    SUBJECT_WORDS["visit"] = pgettext_lazy("record", "Visit")
    SUBJECT_WORDS["campaign"] = pgettext_lazy("record", "Campaign of visits")
    FIELD_WORDS.update(
        {
            **FIELDS,
            "visit_state": _("State of the visit"),
            "planned_on": _("Planned for"),
            "problems": _("Problems"),
            "decided": _("Decided"),
            "firms": _("Firms"),
            "officers": _("Officers"),
        }
    )
    NAMERS.update({"visit": names.visit_names, "campaign": names.campaign_names})
    add_value_words("visit_state", dict(Visit.State.choices))
    add_value_words("decided", {"taken": _("Taken into the register"), "refused": _("Not taken into the register")})
    SUBJECT_WORDS["case"] = pgettext_lazy("record", "Case")
    SUBJECT_WORDS["whistle"] = pgettext_lazy("record", "Whistle")
    SUBJECT_WORDS["summons"] = pgettext_lazy("record", "Summons")
    SUBJECT_WORDS["case_batch"] = pgettext_lazy("record", "Batch of cases")
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
            "files": _("Number of files"),
            "case": pgettext_lazy("record", "Case"),
            "summons_state": _("State of the summons"),
            "summons_outcome": _("What came of it"),
            "whistle_kind": _("Kind of whistle"),
            "part": _("Part"),
            "days_more": _("Days"),
            "ruling_kind": _("What was to be ruled"),
            "ruling_state": _("Ruling"),
            "rate": _("Rate"),
            "recheck_on": _("Looked at again on"),
            "stand_in": _("Stand-in"),
            "place_no": _("Place in the order"),
            "cases": pgettext_lazy("counted", "Cases"),
            "batch_state": _("State of the batch"),
            "items": _("Items"),
            "days": _("Days of the tour"),
            "day": pgettext_lazy("of a tour", "Day"),
            "team": _("Team"),
            "windows": _("When the firm can be called on"),
            "result": _("Result on site"),
            "signed_way": _("Way of signing"),
            "signed_digest": _("Digest of what was signed"),
        }
    )
    NAMERS.update(
        {
            "case": names.case_names,
            "whistle": names.whistle_names,
            "summons": names.summons_names,
            **dict.fromkeys(("joined_to", "led_by", "part_of"), names.case_names),
            "officer": NAMERS["user"],
            "stand_in": NAMERS["user"],
        }
    )
    NAMERS.setdefault("firm", firm_names)
    NAMERS.update({"case_batch": names.batch_names, "team": NAMERS["user"]})
    CODE_NAMERS.update({"item": names.item_names, "rule": names.rule_names})
    add_value_words("reason", _reasons())
    add_value_words("case_state", dict(Case.State.choices))
    add_value_words("batch_state", dict(Batch.State.choices))
    add_value_words("result", dict(BatchItem.Result.choices))
    add_value_words("signed_way", dict(BatchItem.Signed.choices))
    add_value_words("channel", dict(Case.Channel.choices))
    add_value_words("outcome", dict(Case.Outcome.choices))
    add_value_words(
        "page",
        {
            "case_asker": _("Who asked"),
            "case_file": _("File of a case"),
            "cases": _("List of cases"),
            "case": _("File of a case"),
            "absences": _("List of absences"),
            "routing": _("List of routing rules"),
            "visits": _("List of visits"),
            "case_figures": _("Figures of requests"),
        },
    )
    add_value_words("summons_state", dict(Summons.State.choices))
    add_value_words("summons_outcome", dict(Summons.Outcome.choices))
    add_value_words("whistle_kind", dict(Whistle.Kind.choices))
    add_value_words("part", dict(Summons.Part.choices))
    add_value_words("ruling_kind", dict(Ruling.Kind.choices))
    add_value_words("ruling_state", dict(Ruling.State.choices))
    add_value_words("rate", dict(Ruling.Rate.choices))


def _whistle_words() -> dict[str, Promise]:
    return {
        "case.call": _("Departments called in"),
        "case.report_in": _("The lead department reported in"),
        "case.all_answered": _("All departments answered"),
        "case.call_off": _("The last department was called off"),
        "case.send_back": _("A department's answer was sent back"),
        "case.carry_over": _("Case carried over"),
        "case.recheck": _("Carried case taken up again"),
        "case.extend": _("Case extended"),
        "whistle.blow": _("Whistle blown"),
        "whistle.through": _("Whistle let through"),
        "whistle.turned_back": _("Whistle turned back"),
        "whistle.look": _("Emergency looked at afterwards"),
        "summons.ask": _("Department asked for"),
        "summons.let_through": _("Department called"),
        "summons.turn_back": _("Call turned back"),
        "summons.report_in": _("Department reported in"),
        "summons.object": _("Department objected"),
        "summons.uphold": _("Objection upheld"),
        "summons.overrule": _("Objection refused"),
        "summons.arrive": _("Department on site"),
        "summons.confirm_arrival": _("Arrival confirmed by the firm"),
        "summons.ask_extension": _("Extension asked for"),
        "summons.extend": _("Extension granted"),
        "summons.refuse_extension": _("Extension refused"),
        "summons.answer": _("Department answered"),
        "summons.accept": _("Answer accepted"),
        "summons.send_back": _("Answer sent back"),
        "summons.call_off": _("Department called off"),
        "summons.urge": _("Department reminded"),
        "summons.link": _("One-time link made anew"),
        "summons.recall_link": _("One-time link recalled"),
        "ruling.ask": _("Ruling asked for"),
        "ruling.grant": _("Ruling: granted"),
        "ruling.refuse": _("Ruling: refused"),
    }


def _reasons() -> dict[str, str | Promise]:
    """The reasons that a step gives as a code: what is not for this desk, and why the platform itself ended a case."""
    from mashang.cases.models import Case
    from mashang.cases.rules.states import ENDED

    named: Callable[[str], str] = lazy(_door_name, str)
    return {
        **{code: named(code) for code in load_other_doors()},
        "confirmed": _("Confirmed by the firm"),
        "silence": _("The firm said nothing in its time"),
        "lapse": _("The papers did not come in time"),
        **{str(state): Case.State(state).label for state in ENDED},
        "signed": _("Signed by the firm on site"),
        "papers": _("Papers are missing"),
    }


def _door_name(code: str) -> str:
    return name_of(load_other_doors()[code].names, get_language() or "zh-hans")
