"""Long work of the register, done by the worker: comparing and applying large sheets."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from mashang.accounts.models import User
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.kernel.text import _
from mashang.register.acts.importing.asking import asked_by
from mashang.register.models import BlankForm, ImportBatch

LEFT_BEHIND = timedelta(minutes=5)


log = logging.getLogger(__name__)


def _actor(user_id: int | None, membership_id: int | None) -> Actor:
    """Who asked for the work, in the role they asked in; the system for what the command line asked as such."""
    if user_id is None:
        return Actor.system("worker")
    return actor_for(User.objects.get(pk=user_id), membership_id=membership_id or 0, face="worker")


@app.task(name="register.compare_sheet", queue="default")
def compare_sheet(*, batch_id: int, user_id: int | None, membership_id: int | None) -> None:
    """Compare a batch that was too large to be compared while its sender waits; a fault is told on its page."""
    from mashang.register.acts.importing.comparing import compare_batch, stop_comparing

    try:
        compare_batch(actor=_actor(user_id, membership_id), batch_id=batch_id)
    except Refused as refusal:
        stop_comparing(batch_id, refusal)
    except Exception:
        log.exception("import %s could not be compared", batch_id)
        stop_comparing(batch_id, fault())


@app.task(name="register.apply_sheet", queue="default")
def apply_sheet(*, batch_id: int, user_id: int | None, membership_id: int | None) -> None:
    """Apply a large batch; the page polls its state. A fault opens it again and is told there."""
    from mashang.register.acts.importing.applying import finish_applying, stop_applying

    try:
        finish_applying(actor=_actor(user_id, membership_id), batch_id=batch_id)
    except Exception:
        log.exception("import %s could not be applied", batch_id)
        stop_applying(batch_id, fault())


@app.task(name="register.fill_sheet", queue="default")
def fill_sheet(*, form_id: int, user_id: int | None, membership_id: int | None) -> None:
    """Fill a blank sheet that takes long, as the one who asked; a fault is told on its page."""
    from mashang.register.acts.filling import finish_form_fill, stop_form_fill

    try:
        finish_form_fill(actor=_actor(user_id, membership_id), form_id=form_id)
    except Refused as refusal:
        stop_form_fill(form_id, refusal)
    except Exception:
        log.exception("blank sheet %s could not be filled", form_id)
        stop_form_fill(form_id, fault())


@app.periodic(cron="*/5 * * * *", periodic_id="register.sweep_fills")
@app.task(name="register.sweep_fills", queue="default", pass_context=False)
def sweep_fills(timestamp: int) -> None:
    """Take up blank sheets whose job was lost: the process died between the commit and handing the job over."""
    from mashang.register.acts.filling import defer_form_fill

    for form in BlankForm.objects.filter(filling=True, asked_at__lt=timezone.now() - LEFT_BEHIND):
        defer_form_fill(form)


def fault() -> Refused:
    """A fault of ours, in words for the one who waits."""
    return Refused(
        "fault",
        _("The platform stopped with a fault of its own; nothing was changed."),
        mend=_("Tell your administrator the number in the address, and send the sheet again later."),
    )


@app.periodic(cron="*/5 * * * *", periodic_id="register.sweep_imports")
@app.task(name="register.sweep_imports", queue="default", pass_context=False)
def sweep_imports(timestamp: int) -> None:
    """Take up imports whose job was lost: the process died between the commit and handing the job over."""
    waiting = ImportBatch.objects.filter(uploaded_at__lt=timezone.now() - LEFT_BEHIND)
    for state, task in ((ImportBatch.State.UPLOADED, compare_sheet), (ImportBatch.State.APPLYING, apply_sheet)):
        for batch in waiting.filter(state=state):
            lock = f"{'compare' if state == ImportBatch.State.UPLOADED else 'apply'}-{batch.pk}"
            try:
                task.configure(queueing_lock=lock).defer(batch_id=batch.pk, **asked_by(batch))
            except AlreadyEnqueued:
                continue


@app.periodic(cron="41 3 * * *", periodic_id="register.erase_contacts")
@app.task(name="register.erase_contacts", queue="default", pass_context=False)
def erase_contacts(timestamp: int) -> None:
    """Forget the contacts whose time has come, and filled sheets that hold some, each night."""
    from mashang.register.acts.contacts import erase_expired_contacts
    from mashang.register.acts.filling import forget_called_forms

    erase_expired_contacts(actor=Actor.system("worker"))
    forget_called_forms(actor=Actor.system("worker"))


@app.periodic(cron="30 0 * * *")  # UTC: half past eight here
@app.task(name="register.remind_of_rounds", queueing_lock="register.remind_of_rounds", queue="default")
def remind_stewards(timestamp: int) -> None:
    """Each morning: the stewards of towers that a census round waits for."""
    from mashang.register.acts.rounds import remind_of_rounds

    told = remind_of_rounds(actor=Actor.system("rounds"))
    if told:
        log.info("census rounds: %s reminded", told)
