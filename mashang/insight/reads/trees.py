"""The tops of the trees of areas."""

from __future__ import annotations

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _


def list_tops() -> list[str]:
    """The paths of all areas that lie in no other; one query."""
    return list(Area.objects.filter(parent=None).order_by("path").values_list("path", flat=True))


def find_top(actor: Actor, area_path: str) -> Area:
    """The top of a tree that the actor's area shares; empty stands for the only one. NotThere otherwise."""
    tops = [top for top in Area.objects.filter(parent=None).order_by("path") if _shares_tree(actor, top.path)]
    top = next((area for area in tops if area.path == area_path), None)
    if not area_path and len(tops) == 1:
        top = tops[0]
    if top is None:
        raise NotThere("no_such_area", _("There is no such area, or it is not yours."), field="area_path")
    return top


def _shares_tree(actor: Actor, top: str) -> bool:
    return actor.area_path.startswith(top) or top.startswith(actor.area_path)
