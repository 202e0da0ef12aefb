"""Large sheets are compared and applied by the worker; the sender may leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mashang.accounts.models import Membership, User
from mashang.doors.standing import actor_for
from mashang.register.acts import importing
from mashang.register.acts.importing import applying, uploading
from mashang.register.jobs import apply_sheet, compare_sheet, sweep_imports
from mashang.register.models import Firm, ImportBatch
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import DAY, hand_in, sheet, steward

pytestmark = pytest.mark.django_db(transaction=True)

ROW = ("甲（示例）有限公司", "", "云帆大厦", "8", "801")


def test_a_large_sheet_waits_for_the_worker_and_is_then_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "INLINE_BYTES", 10)
    actor = steward(make_area())
    batch = hand_in(actor, sheet(ROW))
    assert batch.state == ImportBatch.State.UPLOADED
    job = ProcrastinateJob.objects.get(task_name="register.compare_sheet", args__batch_id=batch.pk)
    compare_sheet(**job.args)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMPARED
    assert batch.counts["verdicts"]["new"] == 1


def test_many_accepted_rows_are_applied_by_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "INLINE_ROWS", 0)
    actor = steward(make_area())
    batch = hand_in(actor, sheet(ROW))
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    batch = importing.begin_applying(actor=actor, batch_id=batch.pk)
    assert batch.state == ImportBatch.State.APPLYING
    assert not Firm.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="register.apply_sheet", args__batch_id=batch.pk)
    apply_sheet(**job.args)
    apply_sheet(**job.args)  # delivered twice: the second finds it done
    batch.refresh_from_db()
    assert (batch.state, batch.no) == (ImportBatch.State.APPLIED, 1)
    assert Firm.objects.count() == 1


def test_a_refusal_while_the_worker_applies_opens_the_batch_again_with_the_reason() -> None:
    actor = steward(make_area())
    batch = hand_in(actor, sheet(("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801")))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.APPLYING)
    apply_sheet(batch_id=batch.pk, user_id=None, membership_id=None)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.COMPARED
    assert batch.progress["refused"]["id"]


def test_an_import_whose_job_was_lost_is_taken_up_again() -> None:
    actor = steward(make_area())
    batch = hand_in(actor, sheet(ROW))
    ImportBatch.objects.filter(pk=batch.pk).update(
        state=ImportBatch.State.UPLOADED, uploaded_at=timezone.now() - timedelta(hours=1)
    )
    sweep_imports(timestamp=0)
    sweep_imports(timestamp=0)  # it waits already: not twice
    assert ProcrastinateJob.objects.filter(task_name="register.compare_sheet", args__batch_id=batch.pk).count() == 1


def test_the_worker_acts_in_the_membership_in_which_it_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "INLINE_BYTES", 10)
    user = User.objects.create_user("two_areas", name="甲")
    places = [make_area("甲街道"), make_area("乙街道")]
    roles = [
        Membership.objects.create(user=user, role="tower_steward", area=a, span=DateRange(DAY, None)) for a in places
    ]
    actor = actor_for(user, membership_id=roles[1].pk)
    batch = hand_in(actor, sheet(ROW))
    compare_sheet(**ProcrastinateJob.objects.get(task_name="register.compare_sheet", args__batch_id=batch.pk).args)
    batch.refresh_from_db()
    assert (batch.state, batch.area_id) == (ImportBatch.State.COMPARED, places[1].pk)


def test_a_role_that_was_lost_meanwhile_compares_nothing_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "INLINE_BYTES", 10)
    user = User.objects.create_user("gone", name="甲")
    role = Membership.objects.create(user=user, role="tower_steward", area=make_area(), span=DateRange(DAY, None))
    batch = hand_in(actor_for(user, membership_id=role.pk), sheet(ROW))
    Membership.objects.filter(pk=role.pk).update(span=DateRange(DAY, DAY + timedelta(days=1)))
    compare_sheet(batch_id=batch.pk, user_id=user.pk, membership_id=role.pk)
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.BROKEN
    assert batch.broken["message"]["id"]


def test_a_fault_while_comparing_is_told_and_not_repeated_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "INLINE_BYTES", 10)
    batch = hand_in(steward(make_area()), sheet(ROW))

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("mashang.register.acts.importing.comparing.get_slice", fail)
    compare_sheet(batch_id=batch.pk, user_id=None, membership_id=None)
    batch.refresh_from_db()
    assert (batch.state, batch.broken["code"]) == (ImportBatch.State.BROKEN, "fault")
