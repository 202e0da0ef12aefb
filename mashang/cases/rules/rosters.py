"""Spreading the firms of a campaign over officers and days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def spread(firms: Sequence[int], officers: Sequence[int], days: int) -> Iterator[tuple[int, int, int]]:
    """(firm, officer, days after the beginning) for each firm: shares differ by one at most, due days by the order.

    Neighbours in the order stay with one officer, so that firms of one tower are visited on one way. The last is due on
    the last day.
    """
    share, more = divmod(len(firms), len(officers))
    begin = 0
    for place, officer in enumerate(officers):
        own = firms[begin : begin + share + (place < more)]
        begin += len(own)
        for no, firm in enumerate(own, 1):
            yield firm, officer, days * no // len(own)
