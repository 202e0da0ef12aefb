"""A case in parts: each with an officer and a clock of its own; the whole is answered when all of them are done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import (
    desk_url,
    end_clock,
    follow_clocks,
    in_force,
    say,
    solve_clock,
    start_clock,
    step,
    take_case,
    tell,
    write_move,
)
from mashang.cases.acts.opening import LONGEST_TITLE, SERIES
from mashang.cases.models import BatchItem, Case, CaseText, Hands
from mashang.cases.reads.receivers import may_receive, present
from mashang.cases.rules.states import WORKING
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.refs import new_ref
from mashang.kernel.text import _
from mashang.trail.acts import next_number, record

MOST_PARTS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One part to make: what it is about, and who does it; the officer of the whole where nobody is named."""

    title: str
    officer_id: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """A case and the parts that were made of it."""

    whole: Case
    parts: Sequence[Case]


@transaction.atomic
def split_case(*, actor: Actor, case_id: int, pieces: Sequence[Piece]) -> Split:
    """Split a case into parts, each in hand with an officer of its own and on a clock of the whole length from now.

    Departments are called to a part as to any case. The firm has the whole alone: it reads and hears of no part. Parts may
    be added to a case that has some. Refuses one that nobody works on, a part of a case, one that follows another or stands
    in a batch, a part without a title, an officer who may not handle cases there, and more than ten.
    """
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    _refuse_unfit(case, pieces)
    now = timezone.now()
    step(
        actor,
        case,
        "split",
        at=now,
        reason=" / ".join(one.title.strip() for one in pieces)[:500],
        diff={"cases": len(pieces)},
    )
    return Split(case, [_make(actor, case, one, now) for one in pieces])


def finish_part(actor: Actor, part: Case, outcome: str, words: str, *, at: datetime) -> Case:
    """A part is done, with what came of it for the office to read; the officer of the whole hears how many are left."""
    step(actor, part, "finish", at=at, also=["outcome"], diff={"outcome": outcome})
    say(actor, part, CaseText.Part.ANSWER, words, seen_by=CaseText.SeenBy.OFFICE, at=at)
    end_clock(actor, part, solve_clock(part), at=at)
    follow_clocks(part)
    whole = part.parent
    if whole is not None:
        left = [
            number for number in open_parts(whole) if number != part.number
        ]  # itself is closed only when this deed is written
        people = {whole.officer_id, whole.first_receiver_id} - {actor.user_id}
        tell(
            actor, whole, topic="case.part_done", people=people, key=f"part:{part.pk}:{part.round}", url=desk_url(whole),
            part=part.number, left=len(left),
        )  # fmt: skip
    return part


def hold_whole(case_id: int) -> None:
    """Lock the whole of which a case is a part, and then itself, before a deed that asks how the whole stands."""
    whole = Case.objects.filter(pk=case_id).values("parent")
    held = Case.objects.select_for_update(of=("self",)).filter(Q(pk=case_id) | Q(pk__in=whole)).order_by("pk")
    list(held.values_list("pk", flat=True))


def open_parts(case: Case) -> list[str]:
    """The numbers of the parts of a case that are not done."""
    return list(Case.objects.filter(parent=case, closed_at=None).order_by("pk").values_list("number", flat=True))


def refuse_open_parts(case: Case) -> None:
    """Refuse (`parts_open`) a case of which a part is still to be done, and name the parts."""
    if numbers := open_parts(case):
        raise Refused(
            "parts_open", _("These parts are not done yet: %(numbers)s.", numbers=", ".join(numbers)),
            mend=_("Finish them first, or withdraw what is not needed."),
        )  # fmt: skip


def _make(actor: Actor, case: Case, piece: Piece, now: datetime) -> Case:
    year = timezone.localtime(now).year
    officer = piece.officer_id or case.officer_id
    part = Case.objects.create(
        ref=new_ref(), area_id=case.area_id, area_path=case.area_path, district_id=case.district_id, kind=case.kind,
        item=case.item, channel=case.channel, firm_id=case.firm_id, tower_id=case.tower_id, place=case.place,
        title=piece.title.strip(), state=Case.State.IN_HAND, hands=Hands.OFFICE, priority=case.priority, opened_at=now,
        officer_id=present(officer, timezone.localdate()) if officer else None, first_receiver_id=case.first_receiver_id,
        parent=case, sample=case.sample, number=f"{SERIES}-{year}-{next_number(case.area_id, SERIES, year):04d}",
    )  # fmt: skip
    write_move(actor, part, "open", "", at=now, reason=case.number)
    record(
        actor=actor, act="case.open", subject_kind="case", subject_id=part.pk,
        diff={"channel": part.channel, "item": part.item, "firm": part.firm_id, "officer": part.officer_id, "part_of": case.pk},
        area_path=part.area_path, district_id=part.district_id,
    )  # fmt: skip
    say(actor, part, CaseText.Part.ASK, piece.text, at=now)
    if in_force(part, solve_clock(part), now):
        start_clock(actor, part, solve_clock(part), at=now)
    follow_clocks(part)
    people = {part.officer_id} - {actor.user_id}
    tell(actor, part, topic="case.given", people=people, key="open", url=desk_url(part))
    return part


def _refuse_unfit(case: Case, pieces: Sequence[Piece]) -> None:
    if case.parent_id is not None:
        raise Refused(
            "part_of_a_case",
            _("This is a part of a case: there is one level of parts."),
            mend=_("Split the whole case instead."),
        )
    if case.state not in WORKING:
        raise Refused(
            "nobody_works_on_it", _("Nobody works on this case now."), mend=_("Split it once it is in hand again.")
        )
    if case.cluster_id is not None:
        raise Refused(
            "follows_another",
            _("This case follows another one."),
            mend=_("Split the one that leads, or take this one out first."),
        )
    if BatchItem.objects.filter(case=case, left_at=None, ended_at=None).exists():
        raise Refused(
            "in_a_batch",
            _("%(number)s stands in a batch.", number=case.number),
            mend=_("The service team settles it on site."),
        )
    if not pieces:
        raise Refused("no_parts", _("Name at least one part."), field="title_1", mend=_("A few words are enough."))
    if len(pieces) + Case.objects.filter(parent=case).count() > MOST_PARTS:
        raise Refused(
            "too_many_parts",
            _("A case has at most %(most)s parts.", most=MOST_PARTS),
            mend=_("Put together what belongs together."),
        )
    day = timezone.localdate()
    for no, piece in enumerate(pieces, 1):
        title = piece.title.strip()
        if not title or len(title) > LONGEST_TITLE:
            raise Refused(
                "title_missing",
                _("Say in one line what the part is about."),
                field=f"title_{no}",
                mend=_("A few words are enough."),
            )
        if piece.officer_id is not None and not may_receive(piece.officer_id, case.area_path, day):
            raise Refused(
                "no_receiver",
                _("This person may not handle cases here."),
                field=f"officer_{no}",
                mend=_("Choose another one."),
            )
