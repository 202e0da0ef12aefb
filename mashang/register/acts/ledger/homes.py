"""Where rows about towers belong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from mashang.register.models import Tower


class Home(NamedTuple):
    """The district (shard key) and the area path (scope) of a tower, borne by everything in it."""

    district_id: int
    area_path: str


def homes_of(tower_ids: Iterable[int]) -> dict[int, Home]:
    """The homes of towers, in one query. What stands in a tower is of its area, whoever writes it:
    a district's office writes into the towers of its streets."""
    rows = Tower.objects.filter(pk__in=set(tower_ids)).values_list("pk", "district_id", "area_path")
    return {pk: Home(district_id, path) for pk, district_id, path in rows}
