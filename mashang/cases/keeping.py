"""Tells the apps below what cases are: topics of notices, how they are named, and what a merge does with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from mashang.notices.topics import SUBJECT_NAMES, TOPICS, Topic


def hook() -> None:
    """Register with the notices and the register; called once at start."""
    from mashang.cases.acts.absences import release_cases
    from mashang.cases.models import Case
    from mashang.doors.binding import release_by
    from mashang.register.acts import merging, merging_relations

    for code, words, fixed in TOLD:
        TOPICS[code] = Topic(words, fixed=fixed)
    SUBJECT_NAMES.setdefault("case", _cases)
    release_by("case", release_cases)
    SUBJECT_NAMES.setdefault("away", _people)
    merging.RELATIONS.add("Case.firm")
    merging.FOLLOWERS["cases"] = Case
    merging_relations.RELATIONS["Case.tower"] = "goes over; the office that handles it keeps it"
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
    ("case.given", _("A case was given to you"), True),
    ("case.papers_in", _("Papers have come for a case"), False),
    ("case.withdrawn", _("A case was withdrawn"), False),
    ("case.closed", _("A firm confirmed that its case is settled"), False),
    ("case.reopened", _("A firm reopened a case"), True),
    ("case.callback", _("A low rating waits for a call-back"), True),
    ("case.urged", _("Somebody reminds you of a case"), True),
    ("case.many_given", _("The cases of a colleague were given to you"), True),
    ("case.orphans", _("Matters lie with nobody"), True),
    ("absence.stand_in", _("You stand in for a colleague"), True),
)


def _cases(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Cases are named by their numbers, which tell nothing of what they are about."""
    from mashang.cases.models import Case

    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "number")) if reader else {}


def _people(reader: int | None, ids: Sequence[int]) -> Mapping[int, str]:
    """Colleagues are named to who is signed in."""
    from mashang.accounts.models import User

    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if reader else {}
