"""The requests of the sample: in every state that a case may be in, by the acts, with a past that holds together."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.utils import timezone

from mashang.cases.acts.sampling import WAYS, hours_before, load_sample_cases
from mashang.cases.models import Case
from mashang.cases.reads.case_file import get_case_file
from mashang.cases.tests.make import own_firm
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed
from mashang.kernel.workdays import load_calendar, open_time
from mashang.register.models import Firm
from mashang.register.tests.make import make_tenancy, make_tower, make_unit
from tests.cast import Cast

SAID = yaml.safe_load((Path(__file__).parents[3] / "content" / "demo" / "cases.yaml").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 20, 15, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.django_db
def test_the_sample_has_cases_in_many_states_and_each_file_adds_up(cast: Cast) -> None:
    tower = make_tower(cast.aofeng)
    make_tenancy(Firm.objects.get(pk=own_firm(cast)), make_unit(tower))
    actor = Actor.system("sample")
    one_of_each = list({row["way"]: row for row in SAID["cases"]}.values())
    assert load_sample_cases(actor=actor, said={**SAID, "cases": one_of_each}, now=NOW) == len(one_of_each)
    assert load_sample_cases(actor=actor, said=SAID, now=NOW) == 0
    states = set(Case.objects.values_list("state", flat=True))
    assert states >= {"received", "supplement", "in_hand", "special", "done_waiting", "closed", "refused", "withdrawn"}
    assert not Case.objects.filter(sample=False).exists()
    for case in Case.objects.all():
        sheet = get_case_file(cast.actor("section_head"), case.pk, now=NOW)
        assert case.opened_at < NOW
        assert all(move.at <= NOW for move in sheet.moves)
        assert [move.at for move in sheet.moves] == sorted(move.at for move in sheet.moves)
        assert sheet.working_time == sum((one.stay.worked for one in sheet.held), timedelta())


@pytest.mark.django_db
def test_nobody_but_who_lays_out_areas_loads_it(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        load_sample_cases(actor=cast.actor("section_head"), said=SAID)


def test_every_way_of_the_content_is_known() -> None:
    assert {row["way"].removesuffix("_portal") for row in SAID["cases"]} == set(WAYS)


@pytest.mark.parametrize("hours", [0.5, 4, 7, 30, 160])
def test_so_many_working_hours_lie_between(hours: float) -> None:
    calendar = load_calendar()
    begin = hours_before(calendar, timezone.localtime(NOW), hours)
    assert open_time(calendar, begin, NOW) == timedelta(hours=hours)
