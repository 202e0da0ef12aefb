"""Real lists of thousands of firms through the same importer; skipped where the data is not at hand."""

from __future__ import annotations

from datetime import date

import pytest

from mashang.kernel.actor import Actor
from mashang.register.acts import importing
from mashang.register.models import Firm, ImportBatch
from mashang.register.tests.make import make_area
from mashang.register.tests.tenant_sheets import make_fact_keys
from tests.real_data import REAL_DATA

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(not (REAL_DATA / "tenancy").is_dir(), reason=f"no real data at {REAL_DATA}"),
]


@pytest.fixture
def actor() -> Actor:
    make_fact_keys()
    return Actor.system("test").within(area_id=make_area().pk)


def compare(actor: Actor, name: str) -> ImportBatch:
    data = (REAL_DATA / name).read_bytes()
    return importing.upload_sheet(actor=actor, data=data, name=name, as_of_on=date(2026, 11, 18), at_once=True)


@pytest.mark.parametrize(
    ("name", "rows"),
    [("tenancy/fuzhou_tower_tenants.csv", 2833), ("firms/fuzhou_taijiang.csv", None), ("firms/fuzhou_other.csv", None)],
)
def test_a_real_list_is_taken_in_whole_and_the_second_time_changes_nothing(
    actor: Actor, name: str, rows: int | None
) -> None:
    batch = compare(actor, name)
    sums = batch.counts["in_sheets"]
    assert sum(sums.values()) == batch.counts["rows"] == batch.rows.filter(row_no__gt=0).count()
    tenants = sum(n for verdict, n in sums.items() if verdict != "skipped")
    assert rows is None or tenants == rows
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    importing.accept_proposals(actor=actor, batch_id=batch.pk)
    batch = importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert batch.state == "applied"
    accepted = batch.rows.filter(decision="accept").count()
    assert (batch.counts["applied"], batch.counts["left_open"]) == (accepted, 0)
    assert Firm.objects.count() >= 0.9 * tenants
    again = compare(actor, name)
    left = batch.rows.filter(verdict="conflict", decision="none").count()
    differing = {v: again.counts["verdicts"].get(v, 0) for v in ("new", "changed", "moved", "gone")}
    assert differing == dict.fromkeys(differing, 0)
    assert again.counts["verdicts"].get("conflict", 0) <= left


def test_a_list_without_names_and_codes_is_refused_row_by_row(actor: Actor) -> None:
    batch = compare(actor, "tenancy/chicago_downtown_licences.csv")
    assert {v: n for v, n in batch.counts["in_sheets"].items() if v != "skipped"} == {"refused": 13_373}
