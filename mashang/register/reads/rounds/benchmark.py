"""What a property manager gets back: the own tower beside the towers of its area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mashang.accounts.rules.roles import Permission
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _
from mashang.register.models import Tower
from mashang.register.reads.figures import get_figures
from mashang.register.reads.scope import in_area, towers_seen_by
from mashang.register.reads.towers import sum_up
from mashang.register.rules.occupancy import Figures

FEWEST = 5
LARGEST_PERCENT = 85


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the own tower and of the others of its kind in the area together; None is not known or not told."""

    code: str
    own: Decimal | None
    area: Decimal | None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The measures, and behind how many other towers the area's stand. `told` is false where these are too few."""

    measures: tuple[Measure, ...]
    others: int
    told: bool


def get_benchmark(actor: Actor, tower_id: int, as_of: date) -> Benchmark:
    """One of the actor's own towers beside the others of its kind in its area, on a day; two queries for the figures.

    What the others come to is told only together, and only where at least five that are not the actor's stand behind it and
    none has more than 85 percent of their area: of fewer, or of one so large, one could be worked out. NotThere for a tower that is not the actor's.
    """
    actor.require(Permission.OWN_TOWER_READ)
    tower = towers_seen_by(actor).filter(pk=tower_id).select_related("area").first()
    if tower is None:
        raise NotThere("no_such_tower", _("There is no such tower in your area."))
    like = Tower.objects.filter(in_area(tower.area.path), kind=tower.kind, retracted_at=None, merged_into=None)
    figures = get_figures(dict(like.values_list("pk", "lettable_sqm")), as_of)
    own = figures.get(tower_id, Figures())
    mine = actor.tower_ids or frozenset({tower_id})
    # A tower of which no unit is known says nothing of the area; one's own could be taken off the sum.
    others = [one for pk, one in figures.items() if pk not in mine and one.units]
    largest, whole = (
        max((one.lettable_sqm for one in others), default=Decimal(0)),
        sum(one.lettable_sqm for one in others),
    )
    told = len(others) >= FEWEST and largest * 100 <= whole * LARGEST_PERCENT
    together = sum_up(others) if told else Figures()
    return Benchmark(
        tuple(Measure(code, _measure(code, own), _measure(code, together) if told else None) for code in MEASURES),
        len(others), told,
    )  # fmt: skip


MEASURES = ("occupancy", "vacancy", "ending", "firm_size", "registered", "fresh")


def _measure(code: str, of: Figures) -> Decimal | None:
    """Shares from 0 to 1, but `firm_size`: occupied square metres for each firm."""
    if code == "ending":
        return of.ending_sqm / of.occupied_sqm if of.occupied_sqm else None
    if code == "firm_size":
        return of.occupied_sqm / of.firms if of.firms else None
    if code == "registered":
        return of.registration_rate
    if code == "fresh":
        return of.fresh_rate
    return of.occupancy_rate if code == "occupancy" else of.vacancy_rate
