"""Counting a run once more: the proof that a frozen figure is what the register said."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction

from mashang.accounts.rules.roles import Permission
from mashang.insight.acts.counting import Moment, count_all, digest_of
from mashang.insight.acts.protecting import Former
from mashang.insight.kpis.registry import KPIS, code_version
from mashang.insight.models import Cell, Run
from mashang.insight.reads.standing_runs import RunStamp, require_area, stamp
from mashang.insight.rules.disclosure import Limits
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """What came of counting a run again: the digest of what was counted now, and of the cells that are held.

    `same_texts`: the figures are defined today as they were then.
    """

    run: RunStamp
    sha256: str
    held_sha256: str
    same_texts: bool

    @property
    def same(self) -> bool:
        """Did every cell come out as it was frozen, and is it held as it was frozen?"""
        return self.sha256 == self.held_sha256 == self.run.sha256


def recount_figures(*, actor: Actor, run_id: int) -> Recount:
    """Count a run anew, from what was known when it was made and by the limits of then; nothing is kept.

    Every cell comes out the same wherever the texts of the figures are the same and what has no history in the register
    (a tower's stated lettable area and kind, a source's day) has stayed. Refuses without `figures.freeze`; NotThere for a
    run that is not of the actor's tree.
    """
    actor.require(Permission.FIGURES_FREEZE)
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        raise NotThere("not_frozen", _("There are no such frozen figures."))
    require_area(actor, actor.area_path if actor.area_path.startswith(run.area_path) else run.area_path)
    held = Cell.objects.filter(run=run)
    kept = set(held.values_list("kpi", flat=True).distinct())
    areas = held.filter(tower=None, dim="").order_by("area_path").values_list("area_path", flat=True).distinct()
    bounds = Limits(least_firms=run.holds["least_firms"], most_share=run.holds["most_share"])
    moment = Moment(top=run.area_path, areas=list(areas), on=run.valid_on, at=run.known_at)
    former = Former.beside(run.area_path, run.valid_on, made_before=run.pk)
    kpis = [kpi for kpi in KPIS.values() if kpi.key in kept]
    with transaction.atomic(), connection.cursor() as cursor:
        digest = digest_of(count_all(cursor, kpis, moment, bounds, former))
    return Recount(
        run=stamp(run), sha256=digest, held_sha256=digest_of(held), same_texts=run.code_version == code_version()
    )
