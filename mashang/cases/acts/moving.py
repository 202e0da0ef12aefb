"""What all deeds on a case share: taking it under lock, stepping it, its clocks, and telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from mashang.accounts.models import User
from mashang.accounts.rules.roles import Permission
from mashang.cases.acts import case_clocks
from mashang.cases.acts.asker_links import BY_LINK, send_case_link
from mashang.cases.acts.writing import afterwards, change, clocks_of, put, put_or_leave
from mashang.cases.models import Case, CaseMove, CaseText, Hands, Summons
from mashang.cases.reads.scope import cases_seen_by
from mashang.cases.rules.states import ENDED, HANDS, next_state
from mashang.clocks.acts.turning import extend_held_deadline, pause_held_deadline, resume_held_deadline
from mashang.clocks.models import Deadline
from mashang.clocks.reads.grounds import grounds_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import notices_for, people_to_tell
from mashang.notices.acts.reminding import move_reminders
from mashang.notices.models import Notice
from mashang.trail.acts import Deed, entry_of
from mashang.trail.acts.recording import require_transaction

CASE, SUMMONS = case_clocks.CASE, case_clocks.SUMMONS
RESPOND = {"normal": "case_respond", "urgent": "case_respond_urgent", "emergency": "case_respond_emergency"}
PAPERS, CONFIRM, CALLBACK = "case_papers", "case_confirm", "case_callback"
BATCH = "batch"  # in place of the clock of the whole, while the case is an item of a batch
LONGEST_REASON = 500


def respond_clock(case: Case) -> str:
    """The clock of the first contact, by how pressing the case is."""
    return RESPOND[case.priority]


def solve_clock(case: Case) -> str:
    """The clock of the whole case."""
    if case.priority == Case.Priority.EMERGENCY:
        return "case_solve_emergency"
    return "case_solve_consult" if case.kind == Case.Kind.CONSULT else "case_solve"


def take_case(actor: Actor, case_id: int, permission: Permission) -> Case:
    """A case within the actor's reach, locked. NotThere outside it, refuses a role without the permission."""
    actor.require(permission)
    seen = cases_seen_by(actor).filter(pk=case_id).values("pk")
    case = Case.objects.select_for_update(of=("self",)).filter(pk__in=seen).first()
    if case is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    return case


def take_seen_case(actor: Actor, case_id: int) -> Case:
    """A case that the actor sees, locked, whatever the role may do; the caller asks for the right it needs."""
    case = Case.objects.select_for_update(of=("self",)).filter(
        pk__in=cases_seen_by(actor).filter(pk=case_id).values("pk")
    )
    found = case.first()
    if found is None:
        raise NotThere("no_such_case", _("There is no such case, or it lies outside your reach."))
    return found


def need_reason(text: str, field: str = "reason") -> str:
    """The words that somebody has to give, without blanks around them. Refuses none, and more than 500 characters."""
    words = text.strip()
    if not words:
        raise Refused("reason_missing", _("Say why."), field=field, mend=_("Write one sentence."))
    if len(words) > LONGEST_REASON:
        raise Refused(
            "too_long", _("This is longer than %(most)s characters.", most=LONGEST_REASON), field=field,
            mend=_("Write it shorter, or attach it as a file."),
        )  # fmt: skip
    return words


def step(
    actor: Actor, case: Case, act: str, *, at: datetime | None = None, hands: str = "", department_id: int | None = None,
    reason: str = "", shown: bool = False, also: Iterable[str] = (), diff: Mapping[str, object] | None = None,
) -> CaseMove:  # fmt: skip
    """Take one step: write the move, the case with the columns `also`, and the trail. Refuses one that does not lead on.

    The hands are those of the new state unless named; a step that changes no state leaves them. `department_id` goes with
    hands of a department. `shown`: the firm reads the reason.
    """
    before, case.state = case.state, next_state(case.state, act)
    if hands or case.state != before:
        case.hands = Hands(hands or HANDS[case.state])
        case.department_id = department_id if case.hands in (Hands.DEPARTMENT, Hands.WAITING) else None
    moment = at or timezone.now()
    case.closed_at = moment if case.state in ENDED and case.closed_at is None else case.closed_at
    if case.state not in ENDED:
        case.closed_at = None
    change(case, ["state", "hands", "department", "closed_at", *also])
    move = write_move(actor, case, act, before, at=moment, reason=reason, shown=shown)
    write_down(actor, case, f"case.{act}", {"case_state": [before, case.state], **(diff or {})}, reason=reason)
    return move


def write_down(
    actor: Actor,
    case: Case,
    act: str,
    diff: Mapping[str, object],
    *,
    reason: str = "",
    of: tuple[str, int] | None = None,
) -> None:
    """One deed on a case in the trail, or on a thing `of` it: its kind and id."""
    require_transaction()
    kind, subject = of or (CASE, case.pk)
    put(entry_of(actor=actor, act=act, deed=Deed(kind, subject, diff, reason, case.area_path, case.district_id)))


def write_move(
    actor: Actor, case: Case, act: str, before: str, *, at: datetime, reason: str = "", shown: bool = False
) -> CaseMove:
    """Write down one step of a case as it stands now."""
    move = move_of(actor, case, act, before, at=at, reason=reason, shown=shown)
    put(move)
    return move


def move_of(
    actor: Actor, case: Case, act: str, before: str, *, at: datetime, reason: str = "", shown: bool = False
) -> CaseMove:
    """The row of one step of a case as it stands now, not written yet."""
    return CaseMove(
        case=case, act=act, from_state=before, to_state=case.state, hands=case.hands, department_id=case.department_id,
        at=at, by_id=actor.user_id, by_role=actor.role, reason=reason, shown=shown,
    )  # fmt: skip


def say(
    actor: Actor, case: Case, part: str, body: str, *, seen_by: str = CaseText.SeenBy.OFFICE,
    summons: Summons | None = None, at: datetime | None = None,
) -> CaseText | None:  # fmt: skip
    """Keep what was said; nothing for empty words."""
    text = text_of(actor, case, part, body, seen_by=seen_by, summons=summons, at=at)
    if text is not None:
        put(text)
    return text


def text_of(
    actor: Actor, case: Case, part: str, body: str, *, seen_by: str = CaseText.SeenBy.OFFICE,
    summons: Summons | None = None, at: datetime | None = None,
) -> CaseText | None:  # fmt: skip
    """The row of what was said, not written yet; none for empty words."""
    if not body.strip():
        return None
    return CaseText(
        case=case, part=part, body=body.strip(), seen_by=seen_by, summons=summons, at=at or timezone.now(),
        by_id=actor.user_id, department_id=actor.department_id,
    )  # fmt: skip


def moment_of(actor: Actor, case: Case, at: datetime | None) -> datetime:
    """When a step happened: now, or as the ticket of another office says, which only who takes those in may tell.

    Refuses (`to_come`) a time still to come, and (`before_it_was_opened`) one before the case was there.
    """
    now = timezone.now()
    if at is None:
        return now
    actor.require(Permission.CASE_TICKETS)
    if at > now:
        raise Refused("to_come", _("This time is still to come."), field="at", mend=_("Say when it happened."))
    if at < case.opened_at:
        raise Refused(
            "before_it_was_opened", _("This time lies before the case was opened."), field="at",
            mend=_("Ask the office that sent it for the right time."),
        )  # fmt: skip
    return at


# Clocks. Each keeps the case's own copies of its due instants true.


def in_force(case: Case, clock: str, at: datetime) -> bool:
    """Was such a time limit promised there on that day? What another office had long ago bears only its own."""
    return grounds_for([case.area_path]).has_clock(clock, timezone.localtime(at).date(), case.area_path)


def start_clock(
    actor: Actor, case: Case, clock: str, *, at: datetime | None = None, summons: Summons | None = None
) -> Deadline:
    """Begin a clock over a case or over a department called to it; one that still runs lapses first."""
    with clocks_of(case) as held:
        return held.start(actor, clock, at=at, summons=summons)


def end_clock(
    actor: Actor, case: Case, clock: str, *, lapsed: bool = False, at: datetime | None = None, summons: Summons | None = None,
    reason: str = "",
) -> bool:  # fmt: skip
    """End a clock, if it runs: what it waited for has happened, or it lapsed. Returns whether it ran."""
    with clocks_of(case) as held:
        if lapsed:
            return held.void(actor, clock, summons=summons, reason=reason)
        return held.end(actor, clock, at=at, summons=summons)


def pause_clock(actor: Actor, case: Case, clock: str, reason: str, *, summons: Summons | None = None) -> bool:
    """Let a clock stand still, if it runs. Refuses as `pause_deadline` does."""
    with clocks_of(case) as held:
        shown = summons is None
        return held.turn(
            actor,
            held.find(clock, summons),
            lambda who, one: pause_held_deadline(actor=who, deadline=one, reason=reason, shown=shown),
        )


def resume_clock(actor: Actor, case: Case, clock: str, *, summons: Summons | None = None) -> bool:
    """Let a clock run on, if it stands still."""
    with clocks_of(case) as held:
        found = held.find(clock, summons)
        return held.turn(
            actor,
            found if found and found.state == Deadline.State.PAUSED else None,
            lambda who, one: resume_held_deadline(actor=who, deadline=one),
        )


def extend_clock(
    actor: Actor, case: Case, clock: str, by: int, reason: str, *, summons: Summons | None = None,
    asked_at: datetime | None = None,
) -> Deadline:  # fmt: skip
    """Make a clock longer, once; the firm may read why. Refuses as `extend_deadline` does, by when it was asked for."""
    with clocks_of(case) as held:
        found = held.find(clock, summons)
        if found is None:
            raise NotThere("does_not_run", _("This time limit does not run."))
        held.turn(
            actor,
            found,
            lambda who, one: extend_held_deadline(
                actor=who, deadline=one, by=by, reason=reason, shown=True, asked_at=asked_at
            ),
        )
        return found


def end_all_clocks(actor: Actor, case: Case, *, met: str = "") -> None:
    """Every clock over the case itself lapses, but `met`, of which what it waited for has happened."""
    with clocks_of(case) as held:
        for clock in [one.clock for one in held.open_ones(CASE, case.pk)]:
            end_clock(actor, case, clock, lapsed=clock != met)


def follow_clocks(case: Case) -> None:
    """Copy onto the case when the whole is due and which clock ends first, over it or over a department called to it."""
    with clocks_of(case) as held:
        running = [one for one in held.rows if one.state == Deadline.State.RUNNING]
    rows = sorted((one.due_at, one.clock, one.subject_kind) for one in running)
    whole, before = (solve_clock(case), BATCH), case.due_at
    case.due_at = next((due for due, clock, kind in rows if kind == CASE and clock in whole), None)
    case.next_due_at, case.next_clock = (rows[0][0], rows[0][1]) if rows else (None, "")
    change(case, ["due_at", "next_due_at", "next_clock"])
    if case.due_at is not None and case.due_at != before:
        afterwards(lambda: move_reminders(actor=Actor.system("cases"), subject_kind=CASE, subject_ids=[case.pk]))


# Telling people.


def firm_people(case: Case) -> list[int]:
    """The accounts that hear of a case on the firm's side: who asked, else the firm's people."""
    from mashang.register.models import FirmMember

    if case.asked_by_id:
        return [case.asked_by_id]
    if not case.firm_id:
        return []
    today = timezone.localdate()
    rows = FirmMember.objects.filter(
        firm=case.firm_id, standing=FirmMember.Standing.APPROVED, span__contains=today, membership__ended_at=None
    )
    return list(rows.values_list("membership__user_id", flat=True).distinct())


def tell(
    actor: Actor, case: Case, *, topic: str, people: Iterable[int | None], key: str, url: str, **args: object
) -> int:
    """Tell people of a case, once under this key. Returns how many accounts are told."""
    known = people_to_tell(one for one in people if one)
    rows = make_notices(actor, case, topic=topic, people=known, key=key, url=url, **args)
    put_or_leave(rows)
    return len({row.recipient_id for row in rows})


def make_notices(
    actor: Actor, case: Case, *, topic: str, people: Sequence[User], key: str, url: str, **args: object
) -> list[Notice]:
    """The notices that tell people of a case, not written yet."""
    return notices_for(
        actor=actor, topic=topic, key=f"case:{case.pk}:{key}", people=people,
        template=topic.replace(".", "_"), args={"number": case.number, "case_id": case.pk, "due_at": case.due_at, "next_due_at": case.next_due_at, **args},
        subject_kind=CASE, subject_id=case.pk, url=url,
    )  # fmt: skip


def tell_firm(actor: Actor, case: Case, *, topic: str, key: str, url: str = "", **args: object) -> int:
    """Tell the firm's side; whoever asked by telephone number gets a one-time link where it is their turn.

    `url`: where the firm goes on, if not at its case.
    """
    if case.parent_id is not None:
        return 0  # the firm has the whole alone
    if topic in BY_LINK:
        send_case_link(actor, case, topic)
    return tell(actor, case, topic=topic, people=firm_people(case), key=key, url=url or portal_url(case), **args)


def tell_officer(actor: Actor, case: Case, *, topic: str, key: str, **args: object) -> int:
    """Tell whoever handles it and whoever received it first; not the one who did it."""
    return tell(
        actor, case, topic=topic, people=office_people(case, but=actor.user_id), key=key, url=desk_url(case), **args
    )


def office_people(case: Case, *, but: int | None) -> set[int | None]:
    """Who handles it and who received it first, without `but`, the one who acts."""
    return {case.officer_id, case.first_receiver_id} - {but}


def desk_url(case: Case) -> str:
    """Where the office goes on with a case."""
    return f"/desk/cases/{case.pk}"


def portal_url(case: Case) -> str:
    """Where the firm follows a case."""
    return f"/portal/cases/{case.ref}"


def own_item_url(item_id: int) -> str:
    """Where the firm follows its item of a batch."""
    return f"/portal/batches/{item_id}"
