"""The addresses of a campaign: the act with its guard, the same without, and what else it asks. Never in the product."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import login
from django.db import models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from mashang.accounts.models import User
from mashang.cases.acts import opening
from mashang.cases.acts.opening import Asking, open_case
from mashang.cases.models import Case, CaseText
from mashang.clocks.acts.sweeping import sweep_deadlines
from mashang.doors.standing import actor_for, stand
from mashang.doors.standing import actor_of as actor_of_standing
from mashang.kernel.actor import Actor
from mashang.project.urls import urlpatterns as product
from tests.faults.campaign.child.traps import pass_by

_together = opening.insert_together  # type: ignore[attr-defined]


def _insert_together(*groups: Any, **more: Any) -> None:
    """The last statement of the act, with a trap before it."""
    pass_by("in_act")
    _together(*groups, **more)


opening.insert_together = _insert_together  # type: ignore[attr-defined]


@cache
def actor_of(login: str) -> Actor:
    """The firm's person who asks."""
    return actor_for(User.objects.get(login=login), face="portal")


def asked(said: dict[str, Any]) -> Asking:
    """A request that bears its token as title, so that a second one of the same is known."""
    return Asking(
        item="staff", title=said["token"], text=said.get("text", "想招一名会计。"), wish="本周能见到人选",
        firm_id=said["firm"], priority=said.get("priority", "normal"),
    )  # fmt: skip


def answered(case: Case) -> JsonResponse:
    pass_by("after_commit")
    return JsonResponse({"case": case.pk, "number": case.number})


@csrf_exempt
def guarded(request: HttpRequest) -> JsonResponse:
    """The product's act under the key that the client sends."""
    said = json.loads(request.body)
    pass_by("before_act")
    key = UUID(request.headers["Idempotency-Key"])
    return answered(open_case(actor=actor_of(said["login"]), channel="portal", asking=asked(said), key=key))


@csrf_exempt
def torn(request: HttpRequest) -> JsonResponse:
    """The control: no key, and the act cut into two commits. Shows that the campaign sees what the guards prevent."""
    said = json.loads(request.body)
    case = open_case(actor=actor_of(said["login"]), channel="portal", asking=Asking(
        item="staff", title=said["token"], text="想招一名会计。", firm_id=said["firm"],
    ))  # fmt: skip
    pass_by("between")
    CaseText.objects.create(case=case, part="wish", at=case.opened_at, by_id=case.asked_by_id, body="本周能见到人选")
    return answered(case)


@csrf_exempt
def looked_first(request: HttpRequest) -> JsonResponse:
    """The control of a raced key: looks whether the request is there already, instead of claiming the key."""
    said = json.loads(request.body)
    with transaction.atomic():
        case = Case.objects.filter(title=said["token"]).first()
        if case is None:
            case = open_case(actor=actor_of(said["login"]), channel="portal", asking=asked(said))
    return answered(case)


@csrf_exempt
def sweep(request: HttpRequest) -> JsonResponse:
    """One sweep of the clocks, as the worker does it each minute."""
    done = sweep_deadlines(actor=Actor.system("clocks"))
    return JsonResponse({"warned": done.warned, "overdue": done.overdue, "held": done.held})


class Bare(models.Model):
    """The one row of the bare view; its table is made by the measurement."""

    title = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        app_label = "campaign"
        managed = False
        db_table = "bench_bare"


@csrf_exempt
def bare(request: HttpRequest) -> JsonResponse:
    """The floor of the measurement of openings: a view that writes one row."""
    row = Bare._default_manager.create(title=json.loads(request.body)["token"], at=timezone.now())
    return JsonResponse({"case": row.pk, "number": ""})


@csrf_exempt
def signed_in(request: HttpRequest) -> JsonResponse:
    """The act by whoever the session says is signed in, found anew at each request as every page does."""
    said = json.loads(request.body)
    actor = actor_of_standing(stand(request), face="portal")
    key = UUID(request.headers["Idempotency-Key"])
    return answered(open_case(actor=actor, channel="portal", asking=asked(said), key=key))


@csrf_exempt
def sign_in(request: HttpRequest) -> JsonResponse:
    """Opens the session of a firm's person, without the password that only slows a measurement."""
    user = User.objects.get(login=json.loads(request.body)["login"])
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return JsonResponse({"case": 0, "number": ""})


urlpatterns = [
    path("faults/bare", bare),
    path("faults/signed-in", signed_in),
    path("faults/sign-in", sign_in),
    path("faults/open", guarded),
    path("faults/torn", torn),
    path("faults/looked", looked_first),
    path("faults/sweep", sweep),
    *product,
]
