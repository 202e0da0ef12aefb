"""What whoever asked does with their own case, from any door: ask with files, add, hand in, remind, and end it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.attaching import Kept, Upload, keep_bytes, write_files
from mashang.cases.acts.closing import confirm_closure, rate_case, reopen_case
from mashang.cases.acts.handling import hand_papers_in, withdraw_case
from mashang.cases.acts.moving import CASE, desk_url, say, step, take_case, tell, tell_officer
from mashang.cases.acts.opening import LONGEST_TEXT, Asking, open_case
from mashang.cases.acts.summons import confirm_arrival
from mashang.cases.acts.writing import written_once
from mashang.cases.models import Case, CaseText, Hands, Summons
from mashang.cases.reads.receivers import liaisons_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.trail.acts import record

OWN = Permission.OWN_CASE_ASK


def ask(*, actor: Actor, channel: str, asking: Asking, files: Sequence[Kept] = ()) -> Case:
    """Open a case with files whose bytes are kept already (`attaching.keep_bytes`). Refuses as `open_case` does."""
    with transaction.atomic():
        case = open_case(actor=actor, channel=channel, asking=asking)
        write_files(actor, case, files)
    return case


def do_own(
    *,
    actor: Actor,
    case_id: int,
    do: str,
    words: str = "",
    level: int = 0,
    files: Sequence[Upload] = (),
    summons_id: int = 0,
) -> Case:
    """One deed of the asker: add, papers, remind, withdraw, confirm (with a level, if they give one), reopen, rate, or
    arrived (a department was there as it says: `summons_id`).

    Files go with adding, papers and reopening. Refuses what cannot be done now, in words, and then nothing is changed.
    """
    kept = keep_bytes(files) if do in ("add", "papers", "reopen") else []
    with transaction.atomic():
        actor.require(OWN)
        if do == "add":
            return _add(actor, case_id, words, kept)
        if do == "papers":
            return _papers(actor, case_id, words, kept)
        if do == "remind":
            return remind_office(actor=actor, case_id=case_id)
        if do == "withdraw":
            return withdraw_case(actor=actor, case_id=case_id, reason=words[:500])
        if do == "reopen":
            case = reopen_case(actor=actor, case_id=case_id, words=words)
            write_files(actor, case, kept)
            return case
        if do == "confirm":
            case = confirm_closure(actor=actor, case_id=case_id)
            if level:
                rate_case(actor=actor, case_id=case_id, level=level, words=words)
            return case
        if do == "rate":
            return rate_case(actor=actor, case_id=case_id, level=level, words=words).case
        if do == "arrived":
            return confirm_arrival(actor=actor, summons_id=summons_id).case
        raise Refused("no_such_deed", _("Say what you want to do."), mend=_("Load the page again."))


def _add(actor: Actor, case_id: int, words: str, kept: Sequence[Kept]) -> Case:
    case = take_case(actor, case_id, OWN)
    if case.closed_at is not None:
        raise Refused("case_ended", _("This case has ended."), field="words", mend=_("Reopen it, or open a new one."))
    if not words.strip() and not kept:
        raise Refused(
            "nothing_to_add", _("Write something, or choose a file."), field="words", mend=_("One of the two.")
        )
    if len(words) > LONGEST_TEXT:
        raise Refused(
            "too_long", _("This is longer than %(most)s characters.", most=LONGEST_TEXT), field="words",
            mend=_("Write it shorter, or attach it as a file."),
        )  # fmt: skip
    said = say(actor, case, CaseText.Part.REPLY, words, seen_by=CaseText.SeenBy.ALL)
    write_files(actor, case, kept)
    record(
        actor=actor, act="case.add", subject_kind=CASE, subject_id=case.pk, diff={"files": len(kept)},
        area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    tell_officer(actor, case, topic="case.added", key=f"add:{said.pk if said else kept[0].key[-12:]}")
    return case


def _papers(actor: Actor, case_id: int, words: str, kept: Sequence[Kept]) -> Case:
    if not words.strip() and not kept:
        raise Refused(
            "nothing_to_add", _("Choose the papers, or answer the question."), field="files", mend=_("One of the two.")
        )
    case = hand_papers_in(actor=actor, case_id=case_id, words=words[:LONGEST_TEXT])
    write_files(actor, case, kept)
    return case


@written_once
def remind_office(*, actor: Actor, case_id: int) -> Case:
    """The asker reminds whoever has it, once a day: the officer and first receiver, and the liaisons of departments.

    Refuses a second time on a day, and while it is the asker's own turn.
    """
    case = take_case(actor, case_id, OWN)
    if case.hands == Hands.FIRM:
        raise Refused(
            "your_turn", _("It is your turn."), mend=_("Hand in what is missing, or say whether it is settled.")
        )
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if case.moves.filter(act="urge", at__gte=today, reason="").exists():
        raise Refused("reminded_today", _("You have reminded the office today."), mend=_("It may be done once a day."))
    step(actor, case, "urge")
    day = timezone.localdate()
    tell_officer(actor, case, topic="case.urged", key=f"urge:{day.isoformat()}")
    open_parts = Summons.objects.filter(case=case).exclude(state__in=[*Summons.ENDED, Summons.State.ASKED])
    liaisons = [one for part in open_parts for one in liaisons_of(part.department_id, day)]
    tell(actor, case, topic="case.urged", people=liaisons, key=f"urge:liaisons:{day.isoformat()}", url=desk_url(case))
    return case
