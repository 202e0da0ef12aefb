"""Who asked for long work on an import, and in which role: the worker acts as they, never as more."""

from __future__ import annotations

from typing import TypedDict

from mashang.kernel.actor import Actor
from mashang.register.models import ImportBatch


class AskedBy(TypedDict):
    """The person and their membership; nobody for the platform itself."""

    user_id: int | None
    membership_id: int | None


def note_asking(batch: ImportBatch, actor: Actor) -> AskedBy:
    """Keep with the batch who asks, for a sweep that finds its job lost; the caller saves the batch."""
    asking = AskedBy(user_id=actor.user_id, membership_id=actor.membership_id)
    batch.mapping = {**batch.mapping, "asked_by": asking}
    return asking


def asked_by(batch: ImportBatch) -> AskedBy:
    """Who asked last."""
    said = batch.mapping.get("asked_by", {})
    return AskedBy(user_id=said.get("user_id", batch.uploaded_by_id), membership_id=said.get("membership_id"))
