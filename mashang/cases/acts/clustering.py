"""The same problem of many firms as one ask: one case leads, the others follow it to its answer."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from mashang.accounts.rules.roles import Permission
from mashang.cases.acts.moving import need_reason, step, take_case, tell_firm, tell_officer
from mashang.cases.models import BatchItem, Case
from mashang.cases.rules.clusters import FOLLOWING, LEADING
from mashang.cases.rules.states import may_step
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _

MOST_MEMBERS = 100


@transaction.atomic
def cluster_cases(*, actor: Actor, lead_id: int, case_ids: Collection[int]) -> Case:
    """Handle the same problem of several firms as one ask, led by one case; cases may be added to one that leads.

    When the lead is answered each member is answered in the same words, and its own firm confirms or reopens it. Nothing
    else of a member changes: its officer, its clocks and what it is late by stay its own. Its firm is told how many ask the
    same, never who. Refuses (naming the case) one that is not open in the office's hands, leads or follows already, is a part
    or has parts, stands in a batch, or is of a firm that is in it already (join those), and more than 100.
    """
    ids = {lead_id, *case_ids}
    if len(ids) < 2:
        raise Refused(
            "too_few_to_cluster", _("Choose at least one other case."), field="pick", mend=_("Tick what is the same.")
        )
    if len(ids | _members_of(lead_id)) > MOST_MEMBERS + 1:
        raise Refused("too_many_picked", _("At most %(most)s cases at once.", most=MOST_MEMBERS), mend=_("Pick fewer."))
    _lock(ids)  # in one order for everybody, so that two who gather the same do not wait for each other
    taken = {one: take_case(actor, one, Permission.CASE_HANDLE) for one in sorted(ids)}
    lead = taken.pop(lead_id)
    known = list(Case.objects.filter(cluster=lead))
    fresh = [case for case in taken.values() if case.cluster_id != lead.pk]
    _refuse_unfit(lead, fresh, known)
    if not fresh:
        return lead
    together = len(known) + len(fresh) + 1
    step(actor, lead, "lead", reason=_numbers(fresh), diff={"cases": together})
    if not known:
        _tell_joined(actor, lead, together)
    for case in fresh:
        case.cluster = lead
        step(actor, case, "cluster", reason=lead.number, also=["cluster"], diff={"led_by": [None, lead.pk]})
        _tell_joined(actor, case, together)
    return lead


@transaction.atomic
def leave_cluster(*, actor: Actor, case_id: int, reason: str) -> Case:
    """A member goes its own way again, because its matter is another one after all. Nothing else of it changes.

    Refuses a case that follows none, and one without a reason.
    """
    case = take_case(actor, case_id, Permission.CASE_HANDLE)
    if case.cluster_id is None:
        raise Refused("in_no_cluster", _("This case follows no other one."), mend=_("Load the page again."))
    _go_alone(actor, case, need_reason(reason))
    return case


@transaction.atomic
def dissolve_cluster(*, actor: Actor, case_id: int, reason: str) -> Case:
    """All members go their own way again. Refuses a case that leads none, and one without a reason."""
    hold_cluster(case_id)
    lead = take_case(actor, case_id, Permission.CASE_HANDLE)
    if not release_members(actor, lead, need_reason(reason)):
        raise Refused("leads_none", _("This case leads no other one."), mend=_("Load the page again."))
    return lead


def hold_cluster(case_id: int) -> None:
    """Lock a case with those that follow it and the whole of which it is a part, in one order, before a deed with all of them."""
    whole = Case.objects.filter(pk=case_id).values("parent")
    held = Case.objects.filter(Q(pk=case_id) | Q(cluster=case_id) | Q(pk__in=whole))
    _lock(held.order_by("pk").values_list("pk", flat=True))


def take_members(actor: Actor, lead: Case) -> list[Case]:
    """The members that the answer of their lead answers too, locked. By who answered the lead.

    They are read anew under lock: whoever was answered by hand meanwhile keeps that answer. What waits for papers, for
    departments or for a procedure outside is left to its officer, who is told.
    """
    found = []
    for member in Case.objects.select_for_update(of=("self",)).filter(cluster=lead, closed_at=None).order_by("pk"):
        if member.state in FOLLOWING:
            found.append(member)
        elif member.state != Case.State.DONE_WAITING:
            tell_officer(actor, member, topic="case.lead_answered", key=f"lead:{lead.pk}:{lead.round}")
    return found


def release_members(actor: Actor, lead: Case, reason: str) -> int:
    """Let everything that follows a case go its own way, because it leads no more; returns how many. By who ended it."""
    members = Case.objects.select_for_update(of=("self",)).filter(cluster=lead).order_by("pk")
    for member in list(members):
        _go_alone(actor, member, reason)
    return len(members)


def _go_alone(actor: Actor, case: Case, reason: str) -> None:
    """Take a case out of what it follows; of one that has ended only the tie is undone."""
    lead_id, case.cluster = case.cluster_id, None
    if case.closed_at is not None or not may_step(case.state, "leave_cluster"):
        case.save(update_fields=["cluster"])
        return
    step(actor, case, "leave_cluster", reason=reason, also=["cluster"], diff={"led_by": [lead_id, None]})
    tell_officer(actor, case, topic="case.alone", key=f"alone:{case.moves.count()}")


def _members_of(lead_id: int) -> set[int]:
    return set(Case.objects.filter(cluster=lead_id).values_list("pk", flat=True))


def _lock(ids: Collection[int]) -> None:
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=list(ids)).order_by("pk").values_list("pk"))


def _tell_joined(actor: Actor, case: Case, together: int) -> None:
    others = together - 1
    tell_firm(actor, case, topic="case.clustered", key=f"cluster:{case.moves.count()}", others=others)
    tell_officer(actor, case, topic="case.clustered_office", key=f"cluster:{case.moves.count()}", others=others)


def _numbers(cases: Collection[Case]) -> str:
    return " ".join(case.number for case in cases)[:500]


def _refuse_unfit(lead: Case, fresh: Collection[Case], known: Collection[Case]) -> None:
    """Refuse a lead that cannot lead and a case that cannot follow, by number."""
    in_batch = set(
        BatchItem.objects.filter(case__in=[lead, *fresh], left_at=None, ended_at=None).values_list("case", flat=True)
    )
    leads = set(Case.objects.filter(cluster__in=fresh).values_list("cluster", flat=True))
    parents = set(Case.objects.filter(parent__in=fresh).values_list("parent", flat=True))
    if lead.cluster_id or lead.parent_id or lead.state not in LEADING:
        _refuse(
            lead,
            "cannot_lead",
            _("%(number)s cannot lead: it is not in the office's hands, or follows another one.", number=lead.number),
        )
    firms = {lead.firm_id, *(one.firm_id for one in known)} - {None}
    for case in fresh:
        if case.cluster_id or case.pk in leads:
            _refuse(case, "clustered_already", _("%(number)s is in another cluster already.", number=case.number))
        if case.parent_id or case.pk in parents:
            _refuse(case, "has_parts", _("%(number)s is a part of a case, or has parts.", number=case.number))
        if case.state not in FOLLOWING:
            _refuse(case, "cannot_follow", _("%(number)s is not in the office's hands now.", number=case.number))
        if case.firm_id in firms:
            _refuse(
                case,
                "same_firm",
                _("%(number)s is of a firm that is in it already.", number=case.number),
                _("Join the two cases of that firm instead."),
            )
        firms |= {case.firm_id} - {None}
    if found := next((one for one in (lead, *fresh) if one.pk in in_batch), None):
        _refuse(found, "in_a_batch", _("%(number)s stands in a batch.", number=found.number))


def _refuse(case: Case, code: str, message: str, mend: str = "") -> None:
    raise Refused(code, message, field="pick", mend=mend or _("Leave it out, or choose another one."))
