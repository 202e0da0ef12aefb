"""The tops of the trees of areas."""

from __future__ import annotations

from mashang.accounts.models import Area


def list_tops() -> list[str]:
    """The paths of all areas that lie in no other; one query."""
    return list(Area.objects.filter(parent=None).order_by("path").values_list("path", flat=True))
