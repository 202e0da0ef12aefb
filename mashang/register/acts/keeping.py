"""Giving towers to stewards and property managers, and people to firms."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Membership, User
from mashang.accounts.rules.roles import Permission, Role, roles_with
from mashang.doors.acts.granting import end_membership, open_membership
from mashang.doors.acts.inviting import Invited, invite_person
from mashang.kernel import uscc
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue
from mashang.register.models import Firm, FirmMember, Tower, TowerKeeper
from mashang.register.reads.keeping import ROLE_OF_DUTY
from mashang.register.reads.scope import towers_seen_by
from mashang.trail.acts import record

MOST_ASKINGS = 5


@transaction.atomic
def assign_steward(*, actor: Actor, tower_id: int, membership_id: int, duty: str) -> TowerKeeper:
    """Give a tower to a steward (district, local) or a property manager from today.

    Refuses a tower outside one's area, a person whose role does not fit the duty or whose area does not
    hold the tower, and one who keeps it already.
    """
    tower = _locked_tower(actor, tower_id)
    membership = _open_membership(membership_id)
    if duty not in ROLE_OF_DUTY or membership.role != ROLE_OF_DUTY[TowerKeeper.Duty(duty)]:
        raise Refused("role_does_not_fit", _("This person's role does not fit the duty."), field="duty")
    if not tower.area_path.startswith(membership.area.path):
        raise Refused("area_does_not_fit", _("The tower lies outside this person's area."), field="membership")
    row = keep_tower(tower, membership.pk, duty)
    trail_tower(actor, tower, "steward.assign", {"duty": duty, "user": membership.user_id})
    _tell_keeper(actor, tower, membership.user_id, row.pk)
    return row


@transaction.atomic
def end_stewardship(*, actor: Actor, keeper_id: int, reason: str) -> None:
    """Take a tower from whoever keeps it; one given today is kept until the end of the day.

    Refuses an end without a reason and a duty that has ended.
    """
    row = TowerKeeper.objects.select_for_update(of=("self",)).select_related("membership").filter(pk=keeper_id).first()
    if row is None:
        raise NotThere("no_such_keeper", _("This person does not keep the tower."))
    tower = _locked_tower(actor, row.tower_id)
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason")
    today = timezone.localdate()
    if row.span.upper is not None and row.span.upper <= today:
        raise Refused("already_ended", _("This duty has ended already."))
    row.span = DateRange(row.span.lower, max(today, row.span.lower + timedelta(days=1)))
    row.save(update_fields=["span"])
    trail_tower(actor, tower, "steward.end", {"duty": row.duty, "user": row.membership.user_id}, reason)


@transaction.atomic
def invite_property_manager(*, actor: Actor, tower_id: int, name: str, email: str = "") -> Invited:
    """Ask a property manager in for one tower; they keep it as soon as they come in."""
    tower = _locked_tower(actor, tower_id)
    return invite_person(
        actor=actor,
        name=name,
        email=email,
        role=Role.PROPERTY_MANAGER,
        area_id=tower.area_id,
        for_kind="tower",
        for_id=tower.pk,
    )


@transaction.atomic
def invite_firm_owner(*, actor: Actor, code: str, name: str, email: str = "") -> Invited:
    """Ask the person in who will keep a firm's account. Refuses a code that no firm of one's area has."""
    firm = _firm_by_code(code)
    if firm is None or not actor.covers(firm.area_path):
        raise Refused("no_such_firm", _("No firm of your area has this code."), field="code")
    return invite_person(
        actor=actor,
        name=name,
        email=email,
        role=Role.FIRM_OWNER,
        area_id=firm.home_area_id,
        for_kind="firm",
        for_id=firm.pk,
    )


@transaction.atomic
def invite_colleague(*, actor: Actor, firm_id: int, name: str, email: str = "") -> Invited:
    """A firm's owner asks a colleague in. Refuses a firm that is not one's own."""
    actor.require(Permission.OWN_FIRM_MANAGE)
    firm = Firm.objects.filter(pk=firm_id, pk__in=actor.firm_ids or ()).first()
    if firm is None:
        raise NotAllowed("not_own_firm", _("This firm is not yours."))
    return invite_person(
        actor=actor,
        name=name,
        email=email,
        role=Role.FIRM_MEMBER,
        area_id=firm.home_area_id,
        for_kind="firm",
        for_id=firm.pk,
    )


@transaction.atomic
def ask_to_join_firm(*, actor: Actor, code: str) -> None:
    """Ask to belong to the firm with this credit code. The firm's owner decides, or the office where there is none.

    Says the same at once whether such a firm is here or asked for already; until it is decided the asker sees
    the code alone, never the firm's name. Refuses a code that cannot be one, a firm to which one belongs, and
    too many askings.
    """
    if actor.user_id is None:
        raise NotAllowed("not_signed_in", _("Sign in first."))
    cleaned = uscc.clean(code)
    if problem := uscc.problem(cleaned):
        raise Refused("bad_code", uscc.message(problem), field="code")
    user = User.objects.select_for_update(of=("self",)).get(pk=actor.user_id)
    asked = FirmMember.objects.filter(membership__user=user, standing=FirmMember.Standing.ASKED)
    if asked.count() >= MOST_ASKINGS:
        raise Refused(
            "too_many_askings", _("Several of your requests still wait."), mend=_("Wait until they are decided.")
        )
    firm = _firm_by_code(cleaned)
    if firm is None:
        return
    standing = FirmMember.objects.filter(firm=firm, membership__user=user).exclude(standing=FirmMember.Standing.ENDED)
    if standing.filter(standing=FirmMember.Standing.APPROVED).exists():
        raise Refused("member_already", _("You belong to this firm already."), field="code")
    if standing.exists():
        return
    row = FirmMember.objects.create(
        membership=_firm_membership(user, firm, invited_by_id=None, waits=True),
        firm=firm,
        span=DateRange(timezone.localdate(), None),
    )
    trail_firm(actor, row, "firm_member.ask")
    _tell_deciders(actor, row)


@transaction.atomic
def approve_firm_member(*, actor: Actor, firm_member_id: int, as_owner: bool = False) -> None:
    """Let a person belong to a firm. As owner only by the office: who keeps a firm's account is checked by it.

    Refuses one's own asking, a firm that is not one's own (or not in one's area), and one that waits no longer.
    """
    row = _locked_member(firm_member_id)
    office = _require_decider(actor, row)
    if row.membership.user_id == actor.user_id:
        raise NotAllowed("not_oneself", _("Nobody may approve themselves."))
    if row.standing != FirmMember.Standing.ASKED:
        raise Refused("waits_no_longer", _("This request does not wait any more."))
    if as_owner and not office:
        raise NotAllowed(
            "office_names_owners", _("Another owner is named by the office."), mend=_("Ask your service officer.")
        )
    membership = row.membership
    if as_owner and membership.role != Role.FIRM_OWNER:
        membership = _owner_membership(row, actor)
    if membership.awaits_approval:
        membership.awaits_approval, membership.approved_by_id = False, actor.user_id
        membership.save(update_fields=["awaits_approval", "approved_by"])
    row.membership, row.standing, row.decided_by_id = membership, FirmMember.Standing.APPROVED, actor.user_id
    try:
        with transaction.atomic():
            row.save(update_fields=["membership", "standing", "decided_by"])
    except IntegrityError as error:
        raise Refused(
            "ended_today", _("This person's place in the firm ended today."), mend=_("Approve the request tomorrow.")
        ) from error
    trail_firm(actor, row, "firm_member.approve")
    queue(
        actor=actor, topic="firm.joined", key=f"firm_member:{row.pk}", recipients=[membership.user_id],
        template="firm_joined", args={"firm_id": row.firm_id}, subject_kind="firm", subject_id=row.firm_id,
    )  # fmt: skip


@transaction.atomic
def end_firm_member(*, actor: Actor, firm_member_id: int, reason: str) -> None:
    """Refuse a person who asks, or end their place in a firm, at once.

    Refuses oneself, a place that has ended, and an end without a reason.
    """
    row = _locked_member(firm_member_id)
    _require_decider(actor, row)
    if row.membership.user_id == actor.user_id:
        raise NotAllowed(
            "not_oneself", _("Nobody may end their own place here."), mend=_("Ask another owner, or the office.")
        )
    if row.standing == FirmMember.Standing.ENDED:
        raise Refused("already_ended", _("This person does not belong to the firm any more."))
    if not reason.strip():
        raise Refused("reason_missing", _("Say why."), field="reason")
    today = timezone.localdate()
    row.standing, row.decided_by_id = FirmMember.Standing.ENDED, actor.user_id
    row.span = DateRange(row.span.lower, max(today, row.span.lower) + timedelta(days=1))
    row.save(update_fields=["standing", "decided_by", "span"])
    others = FirmMember.objects.filter(membership=row.membership).exclude(standing=FirmMember.Standing.ENDED)
    if not others.exists():
        end_membership(row.membership)
    trail_firm(actor, row, "firm_member.end", reason)


def _locked_tower(actor: Actor, tower_id: int) -> Tower:
    tower = towers_seen_by(actor).select_for_update(of=("self",)).filter(pk=tower_id).first()
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower."))
    actor.require(Permission.STEWARDS_ASSIGN, area_path=tower.area_path, tower_id=tower.pk)
    return tower


def _open_membership(membership_id: int) -> Membership:
    row = (
        Membership.objects.select_related("area", "user")
        .filter(
            pk=membership_id,
            ended_at=None,
            awaits_approval=False,
            span__contains=timezone.localdate(),
            user__is_active=True,
        )
        .first()
    )
    if row is None:
        raise Refused("no_open_role", _("This person does not hold the role any more."), field="membership")
    return row


def keep_tower(tower: Tower, membership_id: int, duty: str) -> TowerKeeper:
    """Write a duty at a tower from today. Refuses one whom the tower was given to already."""
    try:
        with transaction.atomic():
            return TowerKeeper.objects.create(
                tower=tower, membership_id=membership_id, duty=duty, span=DateRange(timezone.localdate(), None)
            )
    except IntegrityError as error:
        raise Refused("keeps_it_already", _("This person keeps the tower already."), field="membership") from error


def _firm_by_code(code: str) -> Firm | None:
    return Firm.objects.filter(uscc=uscc.clean(code), merged_into=None, retracted_at=None).first()


def _firm_membership(user: User, firm: Firm, *, invited_by_id: int | None, waits: bool) -> Membership:
    """The person's membership as a firm's member in the firm's area: the one there is, or a new one that waits."""
    there = Membership.objects.filter(
        user=user,
        role=Role.FIRM_MEMBER,
        area_id=firm.home_area_id,
        department=None,
        ended_at=None,
        span__contains=timezone.localdate(),
    ).first()
    return there or open_membership(
        user=user,
        role=Role.FIRM_MEMBER,
        area=firm.home_area,
        department=None,
        invited_by_id=invited_by_id,
        awaits_approval=waits,
    )


def _owner_membership(row: FirmMember, actor: Actor) -> Membership:
    """A membership as owner instead of the member's one that waits: one serves all firms of an area."""
    old = row.membership
    others = FirmMember.objects.filter(membership=old).exclude(pk=row.pk).exclude(standing=FirmMember.Standing.ENDED)
    if old.awaits_approval and not others.exists():
        end_membership(old)
    owning = Membership.objects.select_for_update(of=("self",)).filter(
        user=old.user, role=Role.FIRM_OWNER, area=row.firm.home_area, department=None, ended_at=None,
        span__contains=timezone.localdate(),
    )  # fmt: skip
    return owning.first() or open_membership(
        user=old.user,
        role=Role.FIRM_OWNER,
        area=row.firm.home_area,
        department=None,
        invited_by_id=None,
        approved_by_id=actor.user_id,
    )


def _locked_member(firm_member_id: int) -> FirmMember:
    row = (
        FirmMember.objects.select_for_update(of=("self",))
        .select_related("firm__home_area", "membership__user", "membership__area")
        .filter(pk=firm_member_id)
        .first()
    )
    if row is None:
        raise NotThere("no_such_member", _("There is no such person in the firm."))
    return row


def _require_decider(actor: Actor, row: FirmMember) -> bool:
    """True when the office decides, False when the firm's owner does; refuses anyone else."""
    if actor.may(Permission.OWN_FIRM_MANAGE):
        if row.firm_id not in (actor.firm_ids or frozenset()):
            raise NotThere("no_such_member", _("There is no such person in the firm."))
        return False
    actor.require(Permission.ROLES_GRANT, area_path=row.firm.area_path)
    return True


def _tell_keeper(actor: Actor, tower: Tower, user_id: int, keeper_id: int) -> None:
    queue(
        actor=actor, topic="steward.assigned", key=f"keeper:{keeper_id}", recipients=[user_id],
        template="steward_assigned", args={"tower_id": tower.pk}, subject_kind="tower", subject_id=tower.pk,
    )  # fmt: skip


def _tell_deciders(actor: Actor, row: FirmMember) -> None:
    """The firm's owners, or the security administrators of its area where it has none."""
    today = timezone.localdate()
    owners = FirmMember.objects.filter(
        firm=row.firm, standing=FirmMember.Standing.APPROVED, membership__role=Role.FIRM_OWNER
    )
    people = set(owners.values_list("membership__user_id", flat=True))
    if not people:
        path = row.firm.area_path
        above = [path[:end] for end in range(2, len(path) + 1, 2)]
        office = Membership.objects.filter(
            role__in=roles_with(Permission.ROLES_GRANT),
            area__path__in=above,
            ended_at=None,
            span__contains=today,
            awaits_approval=False,
        )
        people = set(office.values_list("user_id", flat=True))
    queue(
        actor=actor, topic="firm.join_asked", key=f"firm_member:{row.pk}", recipients=people,
        template="firm_join_asked", args={"firm_id": row.firm_id}, subject_kind="firm", subject_id=row.firm_id,
    )  # fmt: skip


def trail_tower(actor: Actor, tower: Tower, act: str, diff: dict[str, object], reason: str = "") -> None:
    """Put on record what was done about the keeping of a tower."""
    record(
        actor=actor, act=act, subject_kind="tower", subject_id=tower.pk, diff=diff, reason=reason,
        area_path=tower.area_path, district_id=tower.district_id,
    )  # fmt: skip


def trail_firm(actor: Actor, row: FirmMember, act: str, reason: str = "") -> None:
    """Put on record what was done about a person\'s place in a firm."""
    record(
        actor=actor, act=act, subject_kind="firm", subject_id=row.firm_id, diff={"user": row.membership.user_id}, reason=reason,
        area_path=row.firm.area_path, district_id=row.firm.district_id,
    )  # fmt: skip
