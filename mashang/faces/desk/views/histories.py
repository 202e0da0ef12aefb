"""The history of a file as the timeline draws it."""

from __future__ import annotations

from mashang.kernel.actor import Actor
from mashang.ui.parts import Event


def history_events(actor: Actor, kind: str, pk: int) -> list[Event]:
    """What the trail holds about a subject that the actor may read, newest first."""
    return []
