"""Withheld numbers: sealed when a run is frozen, opened for the finance officer, each time on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from mashang.accounts.rules.roles import Permission
from mashang.insight.models import Cell
from mashang.insight.reads.figures import Figure, figure_of, with_numbers
from mashang.insight.reads.standing_runs import require_area, stamp
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere, Refused
from mashang.kernel.sealing import seal, unseal
from mashang.kernel.text import _
from mashang.trail.acts import note_view

if TYPE_CHECKING:  # counting loads the library of the audit, which no page needs
    from mashang.insight.acts.counting import Counted

PURPOSE = "cell"


def open_withheld(*, actor: Actor, cell_id: int) -> Figure:
    """A withheld figure with its numbers, for whoever may read taxes; that it was seen goes on record.

    NotThere for a cell outside the actor's area, refused for one whose numbers stand on the page anyway.
    """
    actor.require(Permission.TAX_READ)
    cell = Cell.objects.filter(pk=cell_id).select_related("run", "stands", "secret").first()
    if cell is None:
        raise NotThere("no_such_figure", _("There is no such figure."))
    require_area(actor, cell.area_path)
    if cell.withheld == Cell.Withheld.NO:
        raise Refused("not_withheld", _("This figure is not withheld."))
    note_view(
        actor=actor, page="figure", subject_kind="cell", subject_id=cell.pk, fields=["tax"],
        area_path=cell.area_path, district_id=cell.run.district_id,
    )  # fmt: skip
    numbers = unseal(cell.secret.sealed, secret=settings.SEAL_KEY, purpose=PURPOSE, bound_to=_place(cell))
    said = {name: None if number is None else int(number) for name, number in numbers.items()}
    return with_numbers(figure_of(cell, stamp(cell.run)), said)


def seal_numbers(cell: Cell, one: Counted) -> bytes:
    """The numbers of a withheld cell, sealed to its place in its run."""
    den = one.den if one.kpi.is_rate else None
    numbers = {"num": one.num, "den": den, "value": one.value, "n": one.n, "unknown": one.unknown}
    return seal(numbers, secret=settings.SEAL_KEY, purpose=PURPOSE, bound_to=_place(cell))


def _place(cell: Cell) -> str:
    return f"{cell.run_id} {cell.kpi} {cell.area_path} {cell.tower_id or ''} {cell.dim}"
