"""Which run a page reads: the newest of a day, or of the last day before it that was frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mashang.accounts.rules.roles import Permission
from mashang.insight.models import Run
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStamp:
    """When a figure was counted: its day, up to whose knowledge, and the number of the run."""

    id: int
    no: int
    kind: str
    valid_on: date
    known_at: datetime
    area_path: str
    code_version: str = ""
    sha256: str = ""


def require_area(actor: Actor, area_path: str) -> str:
    """The path of an area whose figures the actor may read; empty stands for the actor's own area.

    NotAllowed without `figures.read`; NotThere for an area that is not the actor's. No query.
    """
    actor.require(Permission.FIGURES_READ)
    path = area_path or actor.area_path
    if not actor.covers(path) or actor.tower_ids is not None or actor.firm_ids is not None:
        raise NotThere("no_such_area", _("There is no such area, or it is not yours."))
    return path


def find_run(area_path: str, on: date | None = None) -> RunStamp:
    """The run that a page about this area reads for a day (None: the newest); NotThere before the first. One query."""
    tops = [area_path[:length] for length in range(2, len(area_path) + 1, 2)]
    runs = Run.objects.filter(area_path__in=tops) if tops else Run.objects.all()
    run = (runs.filter(valid_on__lte=on) if on else runs).order_by("-valid_on", "-id").first()
    if run is None:
        raise NotThere(
            "not_frozen",
            _("No figures were frozen yet for this day."),
            mend=_("Choose a later day, or wait for the night."),
        )
    return stamp(run)


def list_runs(actor: Actor, area_path: str = "", limit: int = 60) -> tuple[RunStamp, ...]:
    """The newest runs of an area's tree, one for each day: what the choice of days offers. One query."""
    path = require_area(actor, area_path)
    tops = [path[:length] for length in range(2, len(path) + 1, 2)]
    runs = Run.objects.filter(area_path__in=tops) if tops else Run.objects.all()
    newest = runs.order_by("-valid_on", "-id").distinct("valid_on")[:limit]
    return tuple(stamp(run) for run in newest)


def stamp(run: Run) -> RunStamp:
    """A run as figures carry it."""
    return RunStamp(
        id=run.pk, no=run.no, kind=run.kind, valid_on=run.valid_on, known_at=run.known_at, area_path=run.area_path,
        code_version=run.code_version, sha256=run.sha256,
    )  # fmt: skip
