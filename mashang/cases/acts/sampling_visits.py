"""The visits of the sample district: planned, recorded and confirmed by the acts themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mashang.accounts.models import Membership
from mashang.accounts.rules.roles import Role, permissions_of
from mashang.cases.acts.campaigns import open_campaign
from mashang.cases.acts.handling import take_in_hand
from mashang.cases.acts.sampling import at
from mashang.cases.acts.visit_closing import confirm_visit
from mashang.cases.acts.visit_recording import Entry, record_visit
from mashang.cases.acts.visit_splitting import Problem, Said
from mashang.cases.acts.visits import book_visit, plan_visit
from mashang.cases.models import Visit
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.refs import new_ref
from mashang.register.models import FirmMember, Occupancy


@transaction.atomic
def load_sample_visits(*, actor: Actor, said: Mapping[str, Any]) -> int:
    """Make the campaign and visits of content/demo/visits.yaml; returns how many visits. Nothing when there is any already.

    All are marked as sample. Refuses who may not lay out areas, as the loading of the district does.
    """
    actor.require("areas.manage")
    officer, head = _person(Role.SERVICE_OFFICER), _person(Role.SECTION_HEAD)
    if Visit.objects.exists() or officer is None or head is None:
        return 0
    firms, today, campaign = _firms(officer, said["campaign"]["firms"]), timezone.localdate(), said["campaign"]
    if not firms:
        return 0
    open_campaign(
        actor=head, name=campaign["name"], kinds=campaign["kinds"], begins_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=campaign["days"]), firm_ids=firms, officer_ids=[officer.user_id or 0, head.user_id or 0], sample=True,
    )  # fmt: skip
    rows = [one for one in said["visits"] if one["of"] < len(firms)]
    for one in rows:
        _play(officer, firms[one["of"]], one)
    return len(rows)


def _play(officer: Actor, firm: int, one: Mapping[str, Any]) -> None:
    if "ahead" in one:
        visit = plan_visit(
            actor=officer,
            firm_id=firm,
            on=timezone.localdate() + timedelta(days=one["ahead"]),
            kinds=one.get("kinds", ()),
        )
        Visit.objects.filter(pk=visit.pk).update(sample=True)
        if one["way"] == "booked":
            book_visit(actor=officer, visit_id=visit.pk)
        return
    made_at = timezone.now() - timedelta(hours=24 * one["ago"])
    entry = Entry(
        said=one["said"], mode=one.get("mode", "site"), kinds=tuple(one["kinds"]), met=one["met"],
        at=made_at, problems=tuple(_problem(each) for each in one.get("problems", ())),
        facts=tuple(Said(key=key, value=value) for key, value in one.get("facts", {}).items()),
    )  # fmt: skip
    visit = record_visit(actor=officer, key=new_ref(), entry=entry, firm_id=firm, sample=True)
    with at(made_at + timedelta(hours=1)):
        for case_id in visit.problems.filter(case__state="received").values_list("case", flat=True):
            take_in_hand(actor=officer, case_id=case_id)
    if one["way"] == "confirmed":
        confirm_visit(actor=_firm_side(firm), visit_id=visit.pk)


def _problem(said: Mapping[str, Any]) -> Problem:
    days = said.get("recheck")
    return Problem(
        title=said["title"], item=said["item"], how=said.get("how", "routed"), answer=said.get("answer", ""),
        heard=said.get("heard", ""), recheck_on=timezone.localdate() + timedelta(days=days) if days else None,
    )  # fmt: skip


def _firms(officer: Actor, count: int) -> list[int]:
    """The firm with an account of its own, then others that have a room in the officer's area, by tower."""
    rooms = Occupancy.objects.filter(
        retracted_at=None, span__contains=timezone.localdate(), area_path__startswith=officer.area_path
    ).order_by("tower", "firm")  # fmt: skip
    own = list(rooms.filter(firm__in=FirmMember.objects.values("firm")).values_list("firm", flat=True)[:1])
    every = dict.fromkeys([*own, *rooms.values_list("firm", flat=True)[: count * 4]])
    return list(every)[:count]


def _person(role: Role) -> Actor | None:
    row = Membership.objects.filter(role=role, ended_at=None).select_related("user").order_by("pk").first()
    return actor_for(row.user, membership_id=row.pk, face="cli") if row else None


def _firm_side(firm: int) -> Actor:
    """The firm's own side, of a sample firm without an account too."""
    return Actor(
        user_id=None, name="", role=Role.FIRM_OWNER, permissions=permissions_of(Role.FIRM_OWNER), firm_ids=frozenset({firm}),
        face="portal",
    )  # fmt: skip
