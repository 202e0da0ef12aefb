"""The one-time links of a department: one matter and one turn, sent anew after each act, recalled by the office."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.accounts.rules.roles import Permission
from mashang.accounts.sealing import unseal_phone
from mashang.cases.acts.moving import SUMMONS
from mashang.cases.acts.summoning import SUMMONS_LINK, recall_summons_link, take_summons
from mashang.cases.acts.writing import turn_key
from mashang.cases.models import Case, Summons
from mashang.cases.reads.receivers import reach_of_liaisons
from mashang.cases.rules.summons_states import WITH_DEPARTMENT
from mashang.doors.acts import linking
from mashang.doors.rules.links import hash_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.text import _
from mashang.notices import ports
from mashang.notices.acts import queue_to_address, queue_to_departments, withdraw
from mashang.trail.acts import record

MAIL, SMS = "mail", "sms"
MOST_A_DAY = 10  # new links for one summons in one day: more of them is somebody trying


def link_path(token: str) -> str:
    """Where a department answers by its link."""
    return f"/link/s/{token}"


def send_summons_link(actor: Actor, case: Case, summons: Summons) -> str:
    """Make the link of this turn and send it to the department's liaisons; the one before it dies. Returns the token.

    It goes by mail, and as a text message to numbers that were proved. The department's chat group hears that something
    is asked and where, never the link: a group has more readers than the department has liaisons. All liaisons get the
    same link, for the turn is the department's. Empty when it is not its turn.
    """
    if summons.state not in WITH_DEPARTMENT:
        return ""
    token = linking.make_link(
        act=SUMMONS_LINK, subject_kind=SUMMONS, subject_id=summons.pk, department_id=summons.department_id
    )
    withdraw(actor=actor, topic="summons.link", key=f"summons:{summons.pk}")
    key, args = f"summons:{summons.pk}:{turn_key()}", {"number": summons.whistle.number, "state": summons.state}
    for address, channel, locale in _addresses(summons.department_id):
        queue_to_address(
            actor=actor, topic="summons.link", key=key, address=address, channel=channel, args=args, locale=locale,
            template="summons_link_sms" if channel == SMS else "summons_link",
            secrets={"link": linking.link_address(link_path(token))}, subject_kind="case", subject_id=case.pk,
        )  # fmt: skip
    queue_to_departments(
        actor=actor, topic="summons.link", key=key, department_ids=[summons.department_id], template="summons_chat",
        args=args, subject_kind="case", subject_id=case.pk, url=f"/desk/summons/{summons.pk}",
    )  # fmt: skip
    return token


def _addresses(department_id: int) -> Iterator[tuple[str, str, str]]:
    """Where the link of a department goes: address, channel and language of each of its liaisons."""
    by_message = ports.is_set_up(SMS)
    for pk, email, phone, locale in reach_of_liaisons(department_id, timezone.localdate()):
        if email:
            yield email, MAIL, locale
        if phone and by_message:
            yield unseal_phone(phone, pk), SMS, locale


@transaction.atomic
def renew_link(*, actor: Actor, summons_id: int) -> str:
    """The office makes a new link of a summons, mails it to the department and gets it to hand over itself; returns its path."""
    actor.require(Permission.CASE_HANDLE)
    case, summons = take_summons(actor, summons_id)
    _refuse_many(summons)
    token = send_summons_link(actor, case, summons)
    if not token:
        raise Refused(
            "not_their_turn",
            _("It is not the department's turn."),
            mend=_("A link is sent when something is asked of it."),
        )
    _trail(actor, case, summons, "summons.link")
    return link_path(token)


@transaction.atomic
def recall_link(*, actor: Actor, summons_id: int) -> int:
    """The office recalls the link of a summons, because it went astray. Returns how many were alive."""
    actor.require(Permission.CASE_HANDLE)
    case, summons = take_summons(actor, summons_id)
    recalled = recall_summons_link(summons)
    if not recalled:
        raise Refused("no_link", _("No link of this department is alive."), mend=_("There is nothing to do."))
    _trail(actor, case, summons, "summons.recall_link")
    return recalled


@transaction.atomic
def ask_for_summons_link(*, actor: Actor, token: str) -> bool:
    """The holder of a dead link asks for a new one: it goes to the same department by mail, never to whoever asks.

    Returns whether one was sent; the page does not tell. At most 10 a day for one summons.
    """
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=SUMMONS_LINK).first()
    if link is None:
        return False
    try:
        case, summons = take_summons(department_actor(link), link.subject_id)
        _refuse_many(summons)
    except Refused:
        return False
    if OneTimeLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None, expires_at__gt=timezone.now()).exists():
        return False
    return bool(send_summons_link(department_actor(link).within(request_id=actor.request_id), case, summons))


def department_actor(link: OneTimeLink) -> Actor:
    """Who acts by a link: the department itself, without an account, and with no right but to answer."""
    area_path, district_id = Summons.objects.values_list("area_path", "district_id").get(pk=link.subject_id)
    return Actor(
        user_id=None, name="", role="", department_id=link.department_id, face="link",
        permissions=frozenset({str(Permission.CASE_ANSWER)}), area_path=area_path, district_id=district_id,
    )  # fmt: skip


def use_summons_link(token: str) -> tuple[Actor, int]:
    """Use the link up inside the act's transaction; returns who acts and on which summons. Refuses a dead one.

    The case is locked before the link, as every act at the desk does: the other way round two of them could wait for ever.
    """
    found = OneTimeLink.objects.filter(token_hash=hash_of(token), act=SUMMONS_LINK).values_list("subject_id", flat=True)
    list(Case.objects.select_for_update(of=("self",)).filter(summonses__in=found[:1]).values_list("pk"))
    link = linking.use_link(act=SUMMONS_LINK, token=token)
    if link.department_id is None:
        raise NotThere("no_such_link", _("This link leads nowhere. Perhaps a part of it was lost on the way."))
    return department_actor(link), link.subject_id


def _refuse_many(summons: Summons) -> None:
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    made = OneTimeLink.objects.filter(
        act=SUMMONS_LINK, subject_kind=SUMMONS, subject_id=summons.pk, created_at__gte=since
    )
    if made.count() >= MOST_A_DAY:
        raise Refused(
            "too_many_links", _("Many links were sent for this summons today."), mend=_("Call the department instead.")
        )


def _trail(actor: Actor, case: Case, summons: Summons, act: str) -> None:
    record(
        actor=actor, act=act, subject_kind=SUMMONS, subject_id=summons.pk,
        diff={"case": case.pk, "department": summons.department_id}, area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
