"""Conflicts, merges and what should be looked at again, as people on the desk meet them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mashang.register.models import FactKey, Firm, FirmFact, FirmMerge, Tower
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys
from tests.cast import Cast, make_cast

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def cast() -> Cast:
    load_keys()
    return make_cast()


def signed_in(cast: Cast, login: str) -> Client:
    client = Client()
    client.force_login(cast.user(login))
    return client


def disputed(cast: Cast, name: str) -> Firm:
    firm = make.make_firm(name, cast.aofeng)
    key, since = FactKey.objects.get(key="staff"), TODAY - timedelta(days=30)
    for num, believed, kind in ((20, True, "sheet"), (30, False, "declaration")):
        make.make_fact(firm, key, since=since, num=num, believed=believed, source=make.make_source(since, kind=kind))
    return firm


def test_a_conflict_is_settled_by_one_press_and_leads_to_the_next(cast: Cast) -> None:
    first, second = disputed(cast, "甲（示例）公司"), disputed(cast, "乙（示例）公司")
    steward = signed_in(cast, "tower_steward")
    queue = steward.get(reverse("conflicts")).content.decode()
    assert "甲（示例）公司" in queue
    assert "来源说法不一" in queue
    page = reverse("conflict", args=["firm", first.pk, "staff"])
    html = steward.get(page).content.decode()
    assert html.count("以此为准") == 2
    assert "建议采用" in html
    rival = FirmFact.objects.get(subject=first, believed=False)
    answer = steward.post(page, {"side": str(rival.pk)})
    assert answer["Location"] == reverse("conflict", args=["firm", second.pk, "staff"])
    assert FirmFact.objects.get(subject=first, superseded_at=None).num == 30
    assert steward.post(page, {"side": str(rival.pk)}).status_code == 302
    assert steward.get(page).status_code == 302
    assert signed_in(cast, "leader").post(page, {"side": "unknown"}).status_code == 302
    assert FirmFact.objects.filter(subject=second, superseded_at=None).count() == 2


def test_two_records_of_one_firm_are_merged_from_the_queue_and_taken_apart_again(cast: Cast) -> None:
    kept = make.make_firm("同名（示例）公司", cast.aofeng, uscc=None)
    gone = make.make_firm("同名(示例)公司", cast.aofeng)
    make.make_tenancy(gone, make.make_unit(make.make_tower(cast.aofeng)))
    steward = signed_in(cast, "tower_steward")
    page = reverse("firm_merge", args=[kept.pk, gone.pk])
    assert page in steward.get(reverse("conflicts")).content.decode()
    both = " ".join(re.sub(r"<[^>]+>", " ", steward.get(page).content.decode()).split())
    assert f"信用代码 — {gone.uscc}" in both
    assert "租约 0 1" in both
    assert reverse("firm_merge", args=[gone.pk, kept.pk]) in steward.get(page).content.decode()
    steward.post(page, {"reason": "同一家"})
    assert steward.get(reverse("firm", args=[gone.pk]))["Location"] == reverse("firm", args=[kept.pk])
    assert "已于" in steward.get(reverse("firm", args=[kept.pk])).content.decode()
    steward.post(reverse("firm_merge_undo", args=[FirmMerge.objects.get().pk]), {"reason": "是两家"})
    assert steward.get(reverse("firm", args=[gone.pk])).status_code == 200
    assert signed_in(cast, "other_tower_steward").get(page).status_code == 404


def test_one_press_says_that_a_tower_was_looked_at_and_leads_back(cast: Cast) -> None:
    tower = make.make_tower(cast.aofeng, "鳌峰甲座")
    steward = signed_in(cast, "tower_steward")
    here = reverse("rechecks") + "?kind=tower_old"
    assert "鳌峰甲座" in steward.get(here).content.decode()
    answer = steward.post(reverse("tower_confirm", args=[tower.pk]), {"back": here})
    assert answer["Location"] == here
    assert Tower.objects.get(pk=tower.pk).verified_on == TODAY
    away = steward.post(reverse("tower_confirm", args=[tower.pk]), {"back": "//evil.example/desk/"})
    assert away["Location"] == reverse("rechecks")
    assert signed_in(cast, "leader").post(reverse("tower_confirm", args=[tower.pk])).status_code == 403
