"""Who hears when time runs short and when it is over: once for each clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mashang.cases.acts import handling
from mashang.cases.tests.make import open_one
from mashang.cases.tests.whistling import called
from mashang.clocks.acts.sweeping import sweep_deadlines
from mashang.clocks.models import Deadline
from mashang.kernel.actor import Actor
from mashang.notices.models import Notice
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def told(topic: str) -> set[str]:
    """Who was told of a topic on the platform."""
    rows = Notice.objects.filter(topic=topic, channel="app").values_list("recipient__login", flat=True)
    return {str(login) for login in rows}


def move_clock(clock: str, *, due: timedelta) -> None:
    """The clock ends so long from now, and is yellow since an hour."""
    now = timezone.now()
    Deadline.objects.filter(clock=clock).update(
        start_at=now - timedelta(hours=99), warn_at=now - timedelta(hours=9), due_at=now + due
    )


def test_running_short_the_liaison_and_the_whistler_hear_and_overdue_the_head_and_supervisor_too(cast: Cast) -> None:
    called(cast)
    move_clock("report_in", due=timedelta(hours=1))
    sweep_deadlines(actor=Actor.system())
    assert told("summons.warned") == {"department_liaison", "service_officer"}
    move_clock("report_in", due=-timedelta(hours=1))
    sweep_deadlines(actor=Actor.system())
    everybody = {"department_liaison", "service_officer", "section_head", "leader", "supervisor"}
    assert told("summons.overdue") == everybody
    before = Notice.objects.count()
    sweep_deadlines(actor=Actor.system())
    assert Notice.objects.count() == before, "each clock is told of once"


def test_an_overdue_case_goes_up_but_the_firms_own_clock_does_not(cast: Cast) -> None:
    case = open_one(cast)
    move_clock("case_respond", due=-timedelta(hours=1))
    sweep_deadlines(actor=Actor.system())
    assert {"supervisor", "section_head"} <= told("case.overdue")
    Notice.objects.all().delete()
    handling.ask_for_papers(actor=cast.actor("window_clerk"), case_id=case.pk, gaps="合同")
    Notice.objects.all().delete()
    move_clock("case_papers", due=-timedelta(hours=1))
    sweep_deadlines(actor=Actor.system())
    assert told("case.overdue") == set()
