"""Running numbers without gaps."""

from __future__ import annotations

from django.db import connection

from mashang.trail.acts.recording import require_transaction


def next_number(area_id: int, series: str, year: int) -> int:
    """The next number of a series, from 1, without gaps: a rolled-back act gives its number back.

    Locks the series until commit, so it is the last statement of an act. Refuses outside a transaction.
    """
    require_transaction()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into trail_numbercounter as held (area_id, series, year, last) values (%s, %s, %s, 1)"
            " on conflict (area_id, series, year) do update set last = held.last + 1 returning last",
            [area_id, series, year],
        )
        return int(cursor.fetchone()[0])
