"""Tells the apps below what cases are: topics of notices, how they are named, and what a merge does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from mashang.notices.topics import SUBJECT_NAMES, TOPICS, Topic


def hook() -> None:
    """Register with the notices and the register; called once at start."""
    from mashang.cases.acts.absences import release_cases
    from mashang.cases.acts.orphans import hand_on_summonses
    from mashang.cases.models import Case, Visit
    from mashang.cases.reads.reminded import due_days, seen_by_person
    from mashang.doors.binding import release_by
    from mashang.doors.closing import hand_on_by
    from mashang.notices.reminding import REMINDED, Reminded
    from mashang.register.acts import merging, merging_relations

    for code, words, fixed in (*TOLD, *TOLD_OF_VISITS):
        TOPICS[code] = Topic(words, fixed=fixed)
    TOPICS["case.link"] = Topic(_("A link to your request"), fixed=True, mail=False, sms=True)
    for code, words, fixed, mail in TOLD_OF_WHISTLES:
        TOPICS[code] = Topic(words, fixed=fixed, mail=mail)
    SUBJECT_NAMES.setdefault("case", _cases)
    SUBJECT_NAMES.setdefault("case_batch", _batches)
    release_by("case", release_cases)
    hand_on_by("summons", hand_on_summonses)
    REMINDED["case"] = Reminded(days=due_days, may_see=seen_by_person)
    SUBJECT_NAMES.setdefault("away", _people)
    merging.RELATIONS.add("Case.firm")
    merging.FOLLOWERS["cases"] = Case
    SUBJECT_NAMES.setdefault("visit", _visits)
    SUBJECT_NAMES.setdefault("campaign", _campaigns)
    # A roster is what was drawn up on its day: it keeps the firm it names, the visits go over.
    merging.RELATIONS |= {"Visit.firm", "CampaignFirm.firm"}
    merging.FOLLOWERS["visits"] = Visit
    merging_relations.RELATIONS["Case.tower"] = "goes over; the office that handles it keeps it"
    planned = "stays: a tour that was planned went to that record"
    merging_relations.RELATIONS |= dict.fromkeys(("Batch.tower", "BatchPlace.tower", "TourStop.tower"), planned)
    merging_relations.OVER["cases"] = merging_relations.Over(Case)


# What the office's people and the firm's people are told of a case. Receipts and answers cannot be switched off.
TOLD = (
    ("case.received", _("Your request was received"), True),
    ("case.accepted", _("Your request was accepted"), False),
    ("case.in_hand", _("Your request is being handled"), False),
    ("case.papers", _("Papers are missing for your request"), True),
    ("case.special", _("A procedure outside the time limit has begun"), True),
    ("case.refused", _("Your request is not for this desk"), True),
    ("case.answered", _("Your request is answered"), True),
    ("case.closed_silent", _("A request was closed because nothing was said"), True),
    ("case.lapsed", _("A request lapsed because papers did not come"), True),
    ("case.transferred", _("Your request was given to another office"), True),
    ("case.joined", _("Your request was joined to another one"), False),
    ("case.clustered", _("Your request is handled together with others"), False),
    ("case.clustered_office", _("A case is handled together with others"), False),
    ("case.lead_answered", _("The case that yours follows was answered"), True),
    ("case.part_done", _("A part of your case is done"), True),
    ("case.alone", _("A case goes its own way again"), True),
    ("case.given", _("A case was given to you"), True),
    ("case.papers_in", _("Papers have come for a case"), False),
    ("case.withdrawn", _("A case was withdrawn"), False),
    ("case.closed", _("A firm confirmed that its case is settled"), False),
    ("case.reopened", _("A firm reopened a case"), True),
    ("case.callback", _("A low rating waits for a call-back"), True),
    ("case.added", _("A firm added to its case"), False),
    ("case.urged", _("Somebody reminds you of a case"), True),
    ("case.many_given", _("The cases of a colleague were given to you"), True),
    ("case.orphans", _("Matters lie with nobody"), True),
    ("case.line_changed", _("The hotline changed a ticket"), False),
    ("absence.stand_in", _("You stand in for a colleague"), True),
    ("case.batch", _("Your request goes with a batch"), True),
    ("case.visit_set", _("When the service team comes to you"), True),
    ("case.team_comes", _("The service team comes today"), True),
    ("case.visited", _("The service team was with you"), True),
    ("batch.proposed", _("A batch waits to be accepted"), True),
    ("batch.accepted", _("A batch was accepted"), False),
    ("batch.declined", _("A batch was not accepted"), True),
    ("batch.planned", _("The tour of a batch was planned"), True),
    ("batch.again", _("An item of a batch has to be called on again"), True),
    ("batch.finished", _("A batch is finished"), False),
)

# The same of whistles, summonses and rulings; the last says whether it also goes by mail. A called department gets its link
# by mail, so the bare news of the call stays on the platform.
TOLD_OF_WHISTLES = (
    ("case.all_answered", _("All departments have answered"), False, True),
    ("whistle.asked", _("A whistle waits for the sub-district"), True, True),
    ("whistle.emergency", _("An emergency whistle went through"), True, True),
    ("whistle.turned_back", _("Your whistle was turned back"), True, True),
    ("summons.called", _("Your department is called in"), True, False),
    ("summons.called_off", _("Your department is called off"), True, True),
    ("summons.arrived", _("A department says it is on site"), False, True),
    ("summons.reported", _("A department takes your request in hand"), False, True),
    ("summons.reported_office", _("A department reports in"), False, False),
    ("summons.answered", _("A department answers"), True, True),
    ("summons.accepted", _("The answer of your department is accepted"), False, False),
    ("summons.sent_back", _("The answer of your department is sent back"), True, True),
    ("summons.ruled", _("What your department asked for is ruled"), True, True),
    ("summons.ruled_office", _("An objection is ruled"), False, True),
    ("ruling.asked", _("A ruling waits for you"), True, True),
    ("ruling.decided", _("What you asked for is ruled"), True, True),
    ("case.extended", _("Your request takes longer"), True, True),
    ("case.carried", _("Your request is carried over"), True, True),
    ("case.recheck", _("A carried case is to be looked at again"), True, True),
    ("summons.warned", _("Time runs short for a department"), True, True),
    ("summons.overdue", _("A department is overdue"), True, True),
    ("case.warned", _("Time runs short for a case"), True, True),
    ("case.overdue", _("A case is overdue"), True, True),
    ("summons.link", _("The one-time link of a department"), True, True),
    ("meeting.invited", _("You are asked to a meeting on site"), True, True),
    ("meeting.held", _("The minutes of a meeting on site are there"), False, True),
    ("meeting.off", _("A meeting on site does not take place"), True, True),
    ("meeting.firm", _("Your office asks you to a meeting on site"), True, True),
    ("meeting.firm_off", _("A meeting on site at your firm does not take place"), True, True),
)


TOLD_OF_VISITS = (
    ("visit.given", _("A visit was given to you"), False),
    ("visit.campaign", _("Firms to visit were given to you"), False),
    ("visit.booked", _("Your office wants to visit your firm"), True),
    ("visit.called_off", _("A visit was called off"), True),
    ("visit.moved", _("A firm asks for another day of a visit"), True),
    ("visit.declined", _("A firm declined a visit"), True),
    ("visit.recorded", _("A visit to your firm was recorded"), True),
    ("visit.objected", _("A firm objects to what was recorded of a visit"), True),
    ("visit.closed", _("A firm confirmed what was recorded of a visit"), False),
    ("visit.closed_silent", _("What was recorded of a visit counts as confirmed"), False),
)


def _cases(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Cases are named by their numbers, which tell nothing of what they are about."""
    from mashang.cases.models import Case

    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "number")) if reader else {}


def _visits(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Visits are named by their numbers."""
    from mashang.cases.models import Visit

    return dict(Visit.objects.filter(pk__in=ids).values_list("pk", "number")) if reader else {}


def _campaigns(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Campaigns are told of to those who make their visits."""
    from mashang.cases.models import Campaign

    return dict(Campaign.objects.filter(pk__in=ids).values_list("pk", "name")) if reader else {}


def _batches(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Batches are named by their numbers."""
    from mashang.cases.models import Batch

    return dict(Batch.objects.filter(pk__in=ids).values_list("pk", "number")) if reader else {}


def _people(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Colleagues are named to who is signed in."""
    from mashang.accounts.models import User

    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if reader else {}
