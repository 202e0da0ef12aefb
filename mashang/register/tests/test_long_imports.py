"""Large sheets are compared and applied by the worker; the sender may leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mashang.register.acts import importing
from mashang.register.acts.importing import applying, uploading
from mashang.register.jobs import apply_sheet, compare_sheet, sweep_imports
from mashang.register.models import Firm, ImportBatch
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import hand_in, sheet, steward

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
    apply_sheet(batch_id=batch.pk, user_id=None, role="")
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
