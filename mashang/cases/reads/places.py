"""Where somebody may say that something is wrong: their own firms' rooms, their own towers, or a tower by its name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.kernel.actor import Actor
from mashang.kernel.names import fold
from mashang.register.models import Firm, Occupancy, Tower
from mashang.register.reads.naming import name_in
from mashang.register.reads.scope import known, towers_seen_by


@dataclass(frozen=True, slots=True)
class Place:
    """A firm in its rooms of a tower, a firm elsewhere, or a tower. `key` names it in a form."""

    label: str
    firm_id: int | None = None
    tower_id: int | None = None
    rooms: str = ""

    @property
    def key(self) -> str:
        """Firm and tower by their numbers, 0 for none."""
        return f"{self.firm_id or 0}:{self.tower_id or 0}"


def own_places(actor: Actor) -> list[Place]:
    """The places of the actor's own firms as the register holds them today, then their own towers; three queries at most."""
    return [*_of_firms(actor), *_of_towers(actor)]


def _of_firms(actor: Actor) -> list[Place]:
    if not actor.firm_ids:
        return []
    here = Occupancy.objects.filter(known(None), firm__in=actor.firm_ids, span__contains=timezone.localdate())
    found: dict[tuple[int, int], tuple[str, list[str]]] = {}
    for row in here.select_related("tower", "unit").order_by("firm_id", "tower_id", "unit__room"):
        found.setdefault((row.firm_id, row.tower_id), (name_in(actor.locale, row.tower), []))[1].append(row.unit.room)
    firms = dict(
        Firm.objects.filter(pk__in=actor.firm_ids, merged_into=None, retracted_at=None)
        .order_by("name")
        .values_list("pk", "name")
    )
    places = []
    for firm_id, name in firms.items():
        for (of, tower_id), (tower, rooms) in found.items():
            if of == firm_id:
                said = _(", ").join(filter(None, rooms))
                label = " ".join(filter(None, (tower, said)))
                places.append(Place(label if len(firms) == 1 else f"{label} · {name}", firm_id, tower_id, said[:100]))
        places.append(Place(_("Elsewhere, or everywhere · %(firm)s") % {"firm": name}, firm_id))
    return places


def _of_towers(actor: Actor) -> list[Place]:
    if actor.tower_ids is None or not actor.tower_ids:
        return []
    return [Place(name_in(actor.locale, one), None, one.pk) for one in towers_seen_by(actor).order_by("name_pinyin")]


def find_towers(actor: Actor, words: str, *, most: int = 8) -> list[Place]:
    """Towers of any area whose name or code holds these words: what stands on every street. One query."""
    asked = fold(words)
    if not asked:
        return []
    wanted = Q(name_folded__contains=asked) | Q(name_pinyin__contains=asked) | Q(code__iexact=words.strip())
    rows = Tower.objects.filter(wanted, merged_into=None, retracted_at=None).order_by("name_pinyin", "pk")[:most]
    return [Place(name_in(actor.locale, one), None, one.pk) for one in rows]
