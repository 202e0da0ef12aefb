"""Long work of the register, done by the worker: comparing and applying large sheets."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from mashang.accounts.models import User
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.register.models import ImportBatch

LEFT_BEHIND = timedelta(minutes=5)


def _actor(user_id: int | None, role: str) -> Actor:
    if user_id is None:
        return Actor.system("worker")
    return actor_for(User.objects.get(pk=user_id), role=role, face="worker")


@app.task(name="register.compare_sheet", queue="default")
def compare_sheet(*, batch_id: int, user_id: int | None, role: str) -> None:
    """Compare a batch that was too large to be compared while its sender waits."""
    from mashang.register.acts.importing import compare_batch

    compare_batch(actor=_actor(user_id, role), batch_id=batch_id)


@app.task(name="register.apply_sheet", queue="default")
def apply_sheet(*, batch_id: int, user_id: int | None, role: str) -> None:
    """Apply a large batch; the page polls its state."""
    from mashang.register.acts.importing.applying import finish_applying

    finish_applying(actor=_actor(user_id, role), batch_id=batch_id)


@app.periodic(cron="*/5 * * * *", periodic_id="register.sweep_imports")
@app.task(name="register.sweep_imports", queue="default", pass_context=False)
def sweep_imports(timestamp: int) -> None:
    """Take up imports whose job was lost: the process died between the commit and handing the job over."""
    waiting = ImportBatch.objects.filter(uploaded_at__lt=timezone.now() - LEFT_BEHIND)
    for state, task in ((ImportBatch.State.UPLOADED, compare_sheet), (ImportBatch.State.APPLYING, apply_sheet)):
        for batch in waiting.filter(state=state):
            lock = f"{'compare' if state == ImportBatch.State.UPLOADED else 'apply'}-{batch.pk}"
            try:
                task.configure(queueing_lock=lock).defer(batch_id=batch.pk, user_id=None, role="")
            except AlreadyEnqueued:
                continue


@app.periodic(cron="41 3 * * *", periodic_id="register.erase_contacts")
@app.task(name="register.erase_contacts", queue="default", pass_context=False)
def erase_contacts(timestamp: int) -> None:
    """Forget the contacts whose time has come, each night."""
    from mashang.register.acts.contacts import erase_expired_contacts

    erase_expired_contacts(actor=Actor.system("worker"))
