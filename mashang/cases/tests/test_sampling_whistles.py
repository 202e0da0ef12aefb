"""The whistles of the sample district come about by the acts, and once."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mashang.accounts.models import Department
from mashang.cases.acts.sampling_whistles import load_sample_whistles
from mashang.cases.models import Case, Ruling, Summons, Whistle
from mashang.cases.tests.whistling import case_in_hand
from mashang.kernel.actor import Actor
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SAID = yaml.safe_load(Path("content/demo/whistles.yaml").read_text(encoding="utf-8"))


def test_the_sample_has_whistles_in_every_state(cast: Cast) -> None:
    system = Actor.system("sample")
    for name in ("区住房和城乡建设局", "区消防救援大队", "区市场监督管理局"):
        Department.objects.create(area=cast.taijiang, name_zh=name)
    assert load_sample_whistles(actor=system, said=SAID) == 0
    for _n in SAID["whistles"]:
        Case.objects.filter(pk=case_in_hand(cast).pk).update(sample=True)
    assert load_sample_whistles(actor=system, said=SAID) == len(SAID["whistles"])
    leads = Summons.objects.filter(part="lead").values_list("state", flat=True)
    assert set(leads) == {"asked", "called", "reported", "objected", "answered"}
    assert Whistle.objects.filter(state="asked").count() == 1
    assert set(Ruling.objects.values_list("kind", flat=True)) == {"objection", "extension"}
    assert load_sample_whistles(actor=system, said=SAID) == 0


def test_every_department_that_the_sample_calls_has_a_liaison_with_an_address() -> None:
    accounts = yaml.safe_load(Path("content/demo/areas.yaml").read_text(encoding="utf-8"))["accounts"]
    reached = {one["department"] for one in accounts if "department_liaison" in one["roles"] and one.get("email")}
    words = {word for one in SAID["whistles"] for word in (one["lead"], *one["assist"])}
    assert [word for word in words if not any(word in name for name in reached)] == []
