"""The codes of the areas that a place lies in."""

from __future__ import annotations

from collections.abc import Collection

from mashang.accounts.models import Area


def codes_up(paths: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Of each place the codes (GB/T 2260, GB/T 10114) of its area and of those above, the nearest first; one query."""
    above = {path: [path[:end] for end in range(len(path), 0, -2)] for path in paths}
    wanted = {one for line in above.values() for one in line}
    rows = Area.objects.filter(path__in=wanted, code__isnull=False).order_by().values_list("path", "code")
    codes = {path: code for path, code in rows if code}
    return {path: tuple(codes[one] for one in line if one in codes) for path, line in above.items()}
