"""What the sample handles together comes about by the acts, once: a meeting to come, a cluster and a case in parts."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from mashang.cases.acts import summons as acts
from mashang.cases.acts.sampling_together import load_sample_meetings
from mashang.cases.models import Case, Meeting
from mashang.cases.tests.whistling import called, liaison
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed
from mashang.register.tests.make import make_firm, make_tenancy, make_unit
from tests.cast import Cast, make_tower

pytestmark = pytest.mark.django_db
SAID = yaml.safe_load(Path("content/demo/together.yaml").read_text(encoding="utf-8"))


def test_the_sample_has_a_meeting_to_come_a_cluster_and_a_case_in_parts(cast: Cast) -> None:
    tower, system = make_tower(cast, code=SAID["cluster"]["tower"]), Actor.system("sample")
    for no in range(3):
        make_tenancy(make_firm(f"示例商行{no}", cast.aofeng, uscc=None), make_unit(tower, room=f"{no + 1}01"))
    (lead,) = called(cast)
    acts.report_in(actor=liaison(cast), summons_id=lead.pk)
    Case.objects.filter(pk=lead.case_id).update(sample=True)
    with pytest.raises(NotAllowed):
        load_sample_meetings(actor=cast.actor("section_head"), said=SAID)
    assert load_sample_meetings(actor=system, said=SAID) == 3
    assert load_sample_meetings(actor=system, said=SAID) == 0
    meeting = Meeting.objects.get()
    assert (meeting.case_id, meeting.state) == (lead.case_id, "called")
    assert meeting.at > timezone.now()
    members = Case.objects.filter(cluster__isnull=False)
    assert (members.count(), members.values("cluster", "item", "tower").distinct().count()) == (2, 1)
    parts = Case.objects.filter(parent__isnull=False)
    assert set(parts.values_list("title", flat=True)) == {one["title"] for one in SAID["split"]["parts"]}
    assert set(parts.values_list("state", "parent__item")) == {("in_hand", "space")}
    assert not Case.objects.filter(sample=False).exists()
