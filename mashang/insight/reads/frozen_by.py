"""Who froze a run, and the places whose figures a person may choose."""

from __future__ import annotations

from dataclasses import dataclass

from mashang.accounts.models import Area
from mashang.accounts.rules.roles import Permission
from mashang.insight.reads.standing_runs import RunStamp
from mashang.kernel.actor import Actor
from mashang.register.reads.naming import name_in
from mashang.trail.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An area whose figures can be asked for; `depth` counts from the topmost one that the actor sees."""

    path: str
    name: str
    depth: int


def name_freezer(run: RunStamp) -> str:
    """The name of the person who had a run frozen; empty where the platform did it by itself. One query."""
    entries = Entry.objects.filter(act="figures.freeze", subject_kind="run", subject_id=run.id)
    found = entries.values_list("actor__name", flat=True).first()
    return found or ""


def list_places(actor: Actor) -> tuple[Place, ...]:
    """The open areas of the actor's subtree from the top down. NotAllowed without `figures.read`. One query."""
    actor.require(Permission.FIGURES_READ)
    areas = list(Area.objects.filter(path__startswith=actor.area_path, closed_on=None).order_by("path"))
    top = min((len(area.path) for area in areas), default=0)
    return tuple(
        Place(path=area.path, name=name_in(actor.locale, area), depth=(len(area.path) - top) // 2) for area in areas
    )
