"""Whoever asked without an account: deeds by a one-time link, which each uses up, and links asked for anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import OneTimeLink
from mashang.cases.acts.asker_links import send_case_link
from mashang.cases.acts.attaching import Upload
from mashang.cases.acts.moving import CASE
from mashang.cases.acts.own import do_own
from mashang.cases.models import Case
from mashang.cases.reads.askers import LINK_ACT, actor_of_case
from mashang.doors.acts.linking import use_link
from mashang.doors.rules.links import hash_of
from mashang.kernel.actor import Actor
from mashang.trail.acts import record

NEXT, RENEWED = "case.next", "case.renewed"
MOST_A_DAY = 6


def do_by_link(
    *, actor: Actor, token: str, do: str, words: str = "", level: int = 0, files: Sequence[Upload] = ()
) -> str:
    """One deed of whoever asked, by a one-time link: the deed uses it up and the next one goes to the same telephone.

    The path of the next link, for the one who holds this one now. What is refused leaves the link alive. Refuses a dead link.
    """
    with transaction.atomic():
        link = use_link(act=LINK_ACT, token=token)
        asker = actor_of_case(actor, link.subject_id)
        case = do_own(actor=asker, case_id=link.subject_id, do=do, words=words, level=level, files=files)
        return send_case_link(asker, case, NEXT)


@transaction.atomic
def ask_for_new_case_link(*, actor: Actor, token: str) -> None:
    """The holder of a dead link asks for another: it goes to the telephone of whoever asked, never to the screen.

    At most six links of a case in a day, and none while one is alive. The answer is the same in every case.
    """
    link = OneTimeLink.objects.filter(token_hash=hash_of(token), act=LINK_ACT).first()
    case = Case.objects.select_for_update().filter(pk=link.subject_id if link else 0).first()
    if link is None or case is None:
        return
    links = OneTimeLink.objects.filter(act=LINK_ACT, subject_kind=CASE, subject_id=case.pk)
    now = timezone.now()
    alive = links.filter(used_at=None, revoked_at=None, expires_at__gt=now, created_at__gt=now - timedelta(minutes=5))
    if alive.exists() or links.filter(created_at__gt=now - timedelta(hours=24)).count() >= MOST_A_DAY:
        return
    send_case_link(actor, case, RENEWED)
    record(
        actor=actor, act="case.link", subject_kind=CASE, subject_id=case.pk, area_path=case.area_path, district_id=case.district_id
    )  # fmt: skip
