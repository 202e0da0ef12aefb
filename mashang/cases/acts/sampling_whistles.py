"""The whistles of the sample district: blown and answered by the acts themselves over sample requests in hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from mashang.accounts.models import Department
from mashang.accounts.rules.roles import Permission, Role
from mashang.cases.acts import gate
from mashang.cases.acts.summons import answer_summons, ask_extension, object_to_summons, report_in
from mashang.cases.acts.whistles import Call, blow_whistle
from mashang.cases.models import Case, Whistle
from mashang.cases.reads.receivers import people_with
from mashang.kernel.actor import Actor


def load_sample_whistles(*, actor: Actor, said: Mapping[str, Any], now: datetime | None = None) -> int:
    """Blow the whistles of content/demo/whistles.yaml, each over the next sample request in hand; returns how many.

    Nothing when there is any whistle, or no such request. Refuses who may not lay out areas, as the loading of the
    district does.
    """
    actor.require("areas.manage")
    if Whistle.objects.exists():
        return 0
    cases = Case.objects.filter(sample=True, state=Case.State.IN_HAND).order_by("pk")
    moment, done = now or timezone.now(), 0
    for one, case in zip(said["whistles"], cases[: len(said["whistles"])], strict=False):
        done += _play(one, case, moment - timedelta(hours=one["hours"]))
    return done


def _play(one: Mapping[str, Any], case: Case, at: datetime) -> bool:
    lead = _department(one["lead"], case)
    heads = people_with(Permission.CASE_RULE, case.area_path, timezone.localdate())
    if lead is None or not heads:
        return False
    assisting = [found for word in one["assist"] if (found := _department(word, case)) is not None]
    calls = [Call(department_id=lead.pk, asked=one["asked"], part="lead")]
    calls += [Call(department_id=found.pk, asked=one["also"]) for found in assisting]
    whistle = blow_whistle(
        actor=_office(case, case.officer_id, Role.SERVICE_OFFICER),
        case_id=case.pk,
        kind=one["kind"],
        calls=calls,
        at=at,
    )
    if one["way"] == "gate":
        return True
    gate.let_whistle_through(actor=_office(case, heads[0], Role.SECTION_HEAD), whistle_id=whistle.pk, at=at)
    summons = whistle.summonses.get(part="lead")
    liaison = Actor(
        user_id=None, name=lead.name_zh, role=Role.DEPARTMENT_LIAISON, department_id=lead.pk, face="link",
        permissions=frozenset({Permission.CASE_ANSWER}), area_path=case.area_path, district_id=case.district_id,
    )  # fmt: skip
    words = one.get("words", "")
    match one["way"]:
        case "reported":
            report_in(actor=liaison, summons_id=summons.pk)
        case "objected":
            object_to_summons(actor=liaison, summons_id=summons.pk, basis=words)
        case "extension":
            ask_extension(actor=liaison, summons_id=summons.pk, days=2, reason=words)
        case "answered":
            answer_summons(actor=liaison, summons_id=summons.pk, outcome="done", words=words)
    return True


def _office(case: Case, user_id: int | None, role: Role) -> Actor:
    return Actor.system("sample", district_id=case.district_id).within(
        user_id=user_id, role=role, area_path=case.area_path, face="desk"
    )


def _department(word: str, case: Case) -> Department | None:
    above = [case.area_path[:end] for end in range(2, len(case.area_path) + 1, 2)]
    return Department.objects.filter(name_zh__contains=word, area__path__in=above, closed_on=None).first()
