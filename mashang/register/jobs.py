"""Long work of the register, done by the worker: comparing and applying large sheets."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mashang.accounts.models import User
from mashang.doors.standing import actor_for
from mashang.kernel.actor import Actor


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
