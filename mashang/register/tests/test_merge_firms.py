"""Two records of one firm become one with all their history, and can be taken apart again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.errors import NotThere, Refused
from mashang.register.acts.merging import merge_firms, undo_merge, unknown_relations
from mashang.register.acts.settling import settle_conflict
from mashang.register.acts.tenancies import end_tenancy
from mashang.register.models import Document, FactKey, Firm, FirmFact, FirmName, Tenancy, Unit
from mashang.register.reads.conflicts import count_conflicts, list_conflicts
from mashang.register.reads.searching import find_hits
from mashang.register.tests import make
from mashang.register.tests.stewards import load_keys, steward

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def area() -> Area:
    load_keys()
    return make.make_area()


def pair(area: Area, **codes: Any) -> tuple[Firm, Firm, Unit]:
    """Two records of one firm: the first without a lease, the second with one, a fact and a former name."""
    kept, gone = (
        make.make_firm("晨光咨询（示例）公司", area, **codes.get("kept", {"uscc": None})),
        make.make_firm("晨光（示例）公司", area, **codes.get("gone", {})),
    )
    unit = make.make_unit(make.make_tower(area, "甲座"))
    make.make_tenancy(gone, unit, start=date(2024, 1, 1))
    for firm, staff in ((kept, 20), (gone, 30)):
        make.make_fact(firm, FactKey.objects.get(key="staff"), since=date(2025, 1, 1), num=staff)
    make.make_fact(gone, FactKey.objects.get(key="operating_address"), since=date(2025, 1, 1), body="鳌峰路 1 号")
    return kept, gone, unit


def merge(area: Area, kept: Firm, gone: Firm, reason: str = "同一家") -> Any:
    return merge_firms(actor=steward(area), kept_id=kept.pk, gone_id=gone.pk, reason=reason)


def state_of(*firms: Firm) -> list[Any]:
    """What a reader sees of firms: leases, believed facts, live names."""
    return [
        (
            sorted(Tenancy.objects.filter(firm=firm, retracted_at=None).values_list("line", "span", "kind")),
            sorted(
                FirmFact.objects.filter(subject=firm, superseded_at=None).values_list(
                    "key__key", "num", "body", "believed"
                )
            ),
            sorted(FirmName.objects.filter(firm=firm, superseded_at=None).values_list("name", "kind")),
            Firm.objects.get(pk=firm.pk).uscc,
        )
        for firm in firms
    ]


def test_every_table_that_points_at_a_firm_is_known_to_the_merge() -> None:
    assert unknown_relations() == set()


def test_a_conflict_of_a_merged_record_waits_once_and_can_be_settled(area: Area) -> None:
    kept, gone, _unit = pair(area)
    key = FactKey.objects.get(key="registered_capital")
    make.make_fact(gone, key, since=date(2025, 1, 1), num=100)
    make.make_fact(gone, key, since=date(2025, 1, 1), num=200, believed=False)
    merge(area, kept, gone)
    waiting = [(line.subject_id, line.key) for line in list_conflicts(steward(area), "value")]
    assert waiting.count((kept.pk, "registered_capital")) == 1
    assert not [line for line in waiting if line[0] == gone.pk]
    assert count_conflicts(steward(area)) == len(list_conflicts(steward(area)))


def test_leases_facts_names_and_files_go_over_and_nothing_is_lost(area: Area) -> None:
    kept, gone, unit = pair(area, kept={"uscc": None}, gone={"uscc": make.make_uscc()})
    Document.objects.create(
        kind="lease", name="a", media="a", bytes=1, sha256="", storage_key="a", about_kind="firm", about_id=gone.pk
    )
    merge(area, kept, gone)
    kept.refresh_from_db()
    assert (kept.uscc, Tenancy.objects.get(retracted_at=None).firm) == (Firm.objects.get(pk=gone.pk).uscc, kept)
    assert unit.occupancies.get(retracted_at=None).firm == kept
    assert Tenancy.objects.filter(firm=gone, retracted_at__isnull=False).count() == 1
    assert FirmFact.objects.get(subject=kept, key__key="operating_address").body == "鳌峰路 1 号"
    assert FirmName.objects.filter(firm=kept, name=gone.name, kind="alias").exists()
    assert Document.objects.get().about_id == kept.pk
    assert [hit.id for hit in find_hits(steward(area), "晨光（示例）公司", TODAY)] == [kept.pk]


def test_what_the_two_say_differently_becomes_a_conflict(area: Area) -> None:
    kept, gone, _unit = pair(area)
    merge(area, kept, gone)
    assert [(one.key, one.subject_id) for one in list_conflicts(steward(area), "value")] == [("staff", kept.pk)]


def test_undoing_gives_each_what_it_had(area: Area) -> None:
    kept, gone, _unit = pair(area, kept={"uscc": None}, gone={"uscc": make.make_uscc()})
    before = state_of(kept, gone)
    made = merge(area, kept, gone)
    assert state_of(kept, gone) != before
    undo_merge(actor=steward(area), merge_id=made.pk, reason="是两家")
    assert state_of(kept, gone) == before
    assert Firm.objects.get(pk=gone.pk).merged_into is None
    with pytest.raises(NotThere):
        undo_merge(actor=steward(area), merge_id=made.pk, reason="再来")
    merge(area, kept, gone)


def test_what_stands_on_a_merge_keeps_it_from_being_undone(area: Area) -> None:
    kept, gone, _unit = pair(area)
    made, actor = merge(area, kept, gone), steward(area)
    end_tenancy(actor=actor, line=Tenancy.objects.get(retracted_at=None).line, last_day=TODAY - timedelta(days=1))
    with pytest.raises(Refused):
        undo_merge(actor=actor, merge_id=made.pk, reason="是两家")


def test_a_conflict_that_was_settled_since_keeps_it_too(area: Area) -> None:
    kept, gone, _unit = pair(area)
    made, actor = merge(area, kept, gone), steward(area)
    rival = FirmFact.objects.get(subject=kept, believed=False)
    settle_conflict(actor=actor, subject="firm", subject_id=kept.pk, key="staff", fact_id=rival.pk)
    with pytest.raises(Refused):
        undo_merge(actor=actor, merge_id=made.pk, reason="是两家")


def test_two_codes_one_firm_no_reason_and_one_room_at_once_are_refused(area: Area) -> None:
    kept, gone, unit = pair(area, kept={"uscc": make.make_uscc()}, gone={"uscc": make.make_uscc()})
    with pytest.raises(Refused) as refused:
        merge(area, kept, gone)
    assert refused.value.code == "two_codes"
    Firm.objects.filter(pk=kept.pk).update(uscc=None)
    with pytest.raises(Refused) as refused:
        merge(area, kept, gone, " ")
    assert refused.value.code == "reason_missing"
    with pytest.raises(NotThere):
        merge(area, kept, kept)
    with pytest.raises(NotThere):
        merge(make.make_area("洪山镇"), kept, gone)
    make.make_tenancy(kept, make.make_unit(unit.tower), start=date(2024, 1, 1))
    other = make.make_unit(unit.tower, "共享")
    for firm in (kept, gone):
        make.make_tenancy(firm, other, start=date(2024, 1, 1), exclusive=False)
    with pytest.raises(Refused) as refused:
        merge(area, kept, gone)
    assert refused.value.code == "already_there"
