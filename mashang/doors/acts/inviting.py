"""Inviting people: a one-time link with which they choose login name and password themselves."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from mashang.accounts.models import Invitation, OneTimeLink, User
from mashang.accounts.rules.roles import Permission, Role
from mashang.doors.acts import granting as grants
from mashang.doors.acts import linking
from mashang.doors.binding import bind, check
from mashang.doors.rules import granting, login_names
from mashang.doors.rules.links import INVITATION, hash_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.kernel.text import _
from mashang.notices.acts import queue, queue_to_address, withdraw
from mashang.trail.acts import record


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation with its link, which is shown once and kept nowhere. `path` is below our own address."""

    invitation_id: int
    token: str

    @property
    def path(self) -> str:
        return f"/link/invitation/{self.token}"


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    name: str,
    role: str,
    area_id: int,
    department_id: int | None = None,
    email: str = "",
    locale: str = "zh-hans",
    for_kind: str = "",
    for_id: int = 0,
) -> Invited:
    """Ask a person in: mails them the link when an address is given; the link may be handed over too.

    `for_kind` and `for_id` name the firm or tower for which someone comes: a firm's owner asks colleagues in,
    whoever assigns stewards asks property managers in. Any other invitation by one who may not grant roles
    waits for a security administrator's approval, and so does one to an administrator's role.
    The platform itself invites the first administrators (`mashang office found`).
    Refuses a place outside one's area, a firm or tower that does not lie there or is not one's to give, a
    liaison without department, and a firm's or tower's role without them.
    """
    area = grants.open_area(area_id)
    of_their_own = _asks_own_people(actor, role, for_kind, for_id, area.path)
    if for_kind:
        check(for_kind, actor=actor, area_id=area.pk, subject_id=for_id)
    if not of_their_own:
        _require_inviter(actor, area.path)
    if role not in set(Role):
        raise Refused("unknown_role", _("There is no such role."), field="role")
    if role in granting.NARROWED and not for_kind:
        raise Refused("subject_missing", _("Say for which firm or tower this person comes."), field="role")
    grants.department_for(role, department_id, area)
    by_platform = actor.user_id is None
    waits = not (of_their_own or by_platform) and (
        granting.needs_second_person(role) or not actor.may(Permission.ROLES_GRANT)
    )
    invitation = Invitation.objects.create(
        name=name, email=email, locale=locale, for_kind=for_kind, for_id=for_id, role=role, area=area, department_id=department_id,
        invited_by_id=actor.user_id, awaits_approval=waits,
    )  # fmt: skip
    record(
        actor=actor, act="person.invite", subject_kind="invitation", subject_id=invitation.pk,
        diff={"role": role, "area": area.name_zh},
        area_path=area.path, district_id=area.district_id,
    )  # fmt: skip
    return _send(actor, invitation)


@transaction.atomic
def approve_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Agree to the role of an invitation, so that it is in force as soon as the person comes in.

    Refuses the one who invited, and an invitation that waits no longer.
    """
    invitation = _locked(invitation_id)
    actor.require(Permission.ROLES_GRANT, area_path=invitation.area.path)
    if actor.user_id == invitation.invited_by_id:
        raise NotAllowed(
            "second_person", _("Another person than the one who proposed the role must approve it."),
            mend=_("Ask another security administrator."),
        )  # fmt: skip
    if not invitation.awaits_approval or invitation.accepted_at or invitation.recalled_at:
        raise Refused("waits_no_longer", _("This role does not wait for approval any more."))
    invitation.awaits_approval, invitation.approved_by_id = False, actor.user_id
    invitation.save(update_fields=["awaits_approval", "approved_by"])
    _trail(actor, invitation, "invitation.approve")


@transaction.atomic
def recall_invitation(*, actor: Actor, invitation_id: int) -> None:
    """Take an invitation back; its link stops working. Refuses one that was accepted or recalled already."""
    invitation = _open(actor, invitation_id)
    invitation.recalled_at = timezone.now()
    invitation.save(update_fields=["recalled_at"])
    linking.recall_links(act=INVITATION, subject_kind="invitation", subject_id=invitation.pk)
    withdraw(actor=actor, topic="person.invited", key=f"invitation:{invitation.pk}")
    _trail(actor, invitation, "invitation.recall")


@transaction.atomic
def renew_invitation(*, actor: Actor, invitation_id: int) -> Invited:
    """A new link for the same invitation; the old one stops working. Refuses one that is accepted or recalled."""
    invitation = _open(actor, invitation_id)
    _trail(actor, invitation, "invitation.renew")
    return _send(actor, invitation)


@transaction.atomic
def ask_for_new_link(*, actor: Actor, token: str) -> None:
    """The holder of a dead link asks for a new one: it goes to the same recipient by mail, never to the asker's screen.

    Without a mail address the one who invited is told instead. The answer is the same in every case, so that
    nothing can be learned from it.
    """
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=INVITATION).first()
    invitation = Invitation.objects.select_for_update(of=("self",)).select_related("area").filter(
        pk=link.subject_id if link else 0, accepted_at=None, recalled_at=None
    ).first()  # fmt: skip
    if link is None or invitation is None:
        return
    alive = OneTimeLink.objects.filter(
        act=INVITATION, subject_kind="invitation", subject_id=invitation.pk, used_at=None, revoked_at=None,
        expires_at__gt=timezone.now(),
    )  # fmt: skip
    if alive.exists():
        return
    _trail(actor, invitation, "invitation.renew")
    if invitation.email:
        _send(actor, invitation)
    else:
        queue(
            actor=actor, topic="invitation.link_asked", key=f"invitation:{invitation.pk}:{link.pk}",
            recipients=[invitation.invited_by_id] if invitation.invited_by_id else [], template="invitation_link_asked",
            args={"invitation_id": invitation.pk}, subject_kind="invitation", subject_id=invitation.pk,
        )  # fmt: skip


@transaction.atomic
def accept_invitation(*, actor: Actor, token: str, login: str, name: str, password: str) -> User:
    """Come in: opens the account with the login name and password that the person chose, and uses the link up.

    Refuses a dead link, a login name that is taken or badly formed, and a weak password.
    """
    link = linking.use_link(act=INVITATION, token=token)
    invitation = _locked(link.subject_id)
    if invitation.accepted_at or invitation.recalled_at:
        raise Refused("link_used", _("This link was used already."))
    login = login.strip().lower()
    if not login_names.well_formed(login):
        raise Refused(
            "login_malformed", _("A login name has 3 to 40 small letters, digits, dots, hyphens or underscores and begins with a letter."),
            field="login",
        )  # fmt: skip
    user = User(login=login, name=name or invitation.name, email=invitation.email, locale=invitation.locale)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused("weak_password", " ".join(error.messages), field="password") from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "login_taken", _("This login name is taken."), mend=_("Choose another one."), field="login"
        ) from error
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    membership = grants.open_membership(
        user=user, role=invitation.role, area=invitation.area, department=invitation.department,
        invited_by_id=invitation.invited_by_id, approved_by_id=invitation.approved_by_id,
        awaits_approval=invitation.awaits_approval,
    )  # fmt: skip
    if invitation.for_kind:
        inviter = actor.within(user_id=invitation.invited_by_id)
        bind(invitation.for_kind, actor=inviter, membership_id=membership.pk, subject_id=invitation.for_id)
    record(
        actor=actor.within(user_id=user.pk, name=user.name), act="invitation.accept", subject_kind="user", subject_id=user.pk,
        diff={"invitation": invitation.pk, "role": invitation.role, "area": invitation.area.name_zh},
        area_path=invitation.area.path, district_id=invitation.area.district_id,
    )  # fmt: skip
    return user


def _asks_own_people(actor: Actor, role: str, for_kind: str, for_id: int, area_path: str) -> bool:
    """Does a firm's owner ask a colleague in, or one who assigns stewards a property manager?"""
    if for_kind == "firm" and role == Role.FIRM_MEMBER and actor.may(Permission.OWN_FIRM_MANAGE):
        if for_id not in (actor.firm_ids or frozenset()):
            raise NotAllowed("not_own_firm", _("This firm is not yours."))
        return True
    if for_kind == "tower" and role == Role.PROPERTY_MANAGER and actor.may(Permission.STEWARDS_ASSIGN):
        actor.require(Permission.STEWARDS_ASSIGN, area_path=area_path, tower_id=for_id)
        return True
    return False


def _require_inviter(actor: Actor, area_path: str) -> None:
    wanted = Permission.PEOPLE_MANAGE if actor.may(Permission.PEOPLE_MANAGE) else Permission.ROLES_GRANT
    actor.require(wanted, area_path=area_path)


def _locked(invitation_id: int) -> Invitation:
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("area", "department")
        .filter(pk=invitation_id)
        .first()
    )
    if row is None:
        raise NotThere("no_such_invitation", _("There is no such invitation."))
    return row


def _open(actor: Actor, invitation_id: int) -> Invitation:
    invitation = _locked(invitation_id)
    if actor.user_id != invitation.invited_by_id:
        _require_inviter(actor, invitation.area.path)
    if invitation.accepted_at:
        raise Refused("accepted", _("The person has come in already."), mend=_("End their role, or close the account."))
    if invitation.recalled_at:
        raise Refused("recalled", _("This invitation was recalled."), mend=_("Invite the person anew."))
    return invitation


def _send(actor: Actor, invitation: Invitation) -> Invited:
    token = linking.make_link(
        act=INVITATION, subject_kind="invitation", subject_id=invitation.pk, department_id=invitation.department_id
    )
    invited = Invited(invitation_id=invitation.pk, token=token)
    if invitation.email:
        turn = OneTimeLink.objects.filter(act=INVITATION, subject_kind="invitation", subject_id=invitation.pk).count()
        withdraw(actor=actor, topic="person.invited", key=f"invitation:{invitation.pk}")
        queue_to_address(
            actor=actor, topic="person.invited", key=f"invitation:{invitation.pk}:{turn}", address=invitation.email,
            template="person_invited", args={"area_id": invitation.area_id},
            secrets={"link": linking.link_address(invited.path), "name": invitation.name},
            locale=invitation.locale, subject_kind="invitation", subject_id=invitation.pk,
        )  # fmt: skip
    return invited


def _trail(actor: Actor, invitation: Invitation, act: str) -> None:
    record(
        actor=actor, act=act, subject_kind="invitation", subject_id=invitation.pk,
        area_path=invitation.area.path, district_id=invitation.area.district_id,
    )  # fmt: skip
