"""Withholding: known attacks on published tables, random tables, and tables of two days that follow each other."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mashang.insight.rules.disclosure import Limits, Members, Reason, has_changed_enough, unfit_reason
from mashang.insight.rules.withholding import Table, withhold

LIMITS = Limits()


def payers(*firms: int, amount: int = 10) -> Members:
    """Firms that pay alike."""
    return frozenset((firm, amount) for firm in firms)


def drawn(*spans: tuple[int, int]) -> Members:
    """The firms of these spans, from the first up to the one before the last."""
    return payers(*(firm for first, last in spans for firm in range(first, last)))


def told(table: Table[Any], withheld: dict[Any, Reason]) -> list[str]:
    """What can still be worked out."""
    return [leak.what for leak in table.audit(LIMITS).find_leaks(withheld.keys())]


def whole(cells: dict[Any, Members], **more: tuple[Members, ...]) -> Table[Any]:
    """A total and its parts in one way."""
    return Table(cells=cells, splits={"total": (tuple(key for key in cells if key != "total"),)}, **more)


def test_fewer_firms_than_the_limit_are_small_and_just_as_many_are_not() -> None:
    assert unfit_reason(payers(1, 2, 3, 4), LIMITS) is Reason.SMALL
    assert unfit_reason(payers(1, 2, 3, 4, 5), LIMITS) is None
    assert unfit_reason(payers(1, 2, 3), Limits(least_firms=3)) is None
    assert unfit_reason(frozenset(), LIMITS) is None


def test_one_firm_of_more_than_the_share_dominates_and_one_of_just_the_share_does_not() -> None:
    others = payers(1, 2, 3, 4, 5, amount=3)
    assert unfit_reason(others | {(9, 85)}, LIMITS) is None
    assert unfit_reason(others | {(9, 86)}, LIMITS) is Reason.DOMINANCE
    assert unfit_reason(others | {(9, -86)}, LIMITS) is Reason.DOMINANCE


ATTACKS: dict[str, Table[Any]] = {
    "a total less its other parts": whole({"total": drawn((0, 22)), "a": drawn((0, 10)), "b": drawn((10, 20)), "c": drawn((20, 22))}),
    "two small parts together are still few": whole(
        {"total": drawn((0, 24)), "a": drawn((0, 10)), "b": drawn((10, 21)), "c": drawn((21, 23)), "d": drawn((23, 24))}
    ),
    "one firm in two towers, by both towers less the area": whole({"total": drawn((0, 19)), "a": drawn((0, 10)), "b": drawn((9, 19))}),
    "an area that holds one firm more than the part it is shown with": Table(
        cells={"area": drawn((0, 11)), "tower": drawn((0, 10))}, splits={}
    ),
    "yesterday's total less today's": whole({"total": drawn((0, 20))}, shown=(drawn((0, 19)),)),
    "yesterday's part that is withheld today, by totals that did not change": whole(
        {"total": drawn((0, 20)), "a": drawn((0, 16)), "b": drawn((16, 20))}, hidden=(drawn((16, 20)),)
    ),
    "a firm that paid otherwise since": whole(
        {"total": drawn((0, 19)) | {(19, 70)}}, shown=(drawn((0, 19)) | {(19, 60)},)
    ),
    "rows and columns of one table": Table(
        cells={
            "row 1": drawn((0, 16)), "row 2": drawn((16, 28)), "column 1": drawn((0, 10), (16, 26)),
            "column 2": drawn((10, 16), (26, 28)), "1 by 1": drawn((0, 10)), "1 by 2": drawn((10, 16)),
            "2 by 1": drawn((16, 26)), "2 by 2": drawn((26, 28)),
        },
        splits={},
    ),
    "a large firm by the total less the others": whole(
        {
            "total": drawn((0, 24)) | {(97, 9_000), (98, 9_000), (99, 9_000)}, "a": drawn((0, 10)) | {(97, 9_000), (98, 9_000)},
            "b": drawn((10, 19)), "c": drawn((19, 24)) | {(99, 9_000)},
        }
    ),
}  # fmt: skip


@pytest.mark.parametrize("table", ATTACKS.values(), ids=ATTACKS)
def test_a_known_attack_is_seen_and_closed(table: Table[Any]) -> None:
    unfit = {key: reason for key, members in table.cells.items() if (reason := unfit_reason(members, LIMITS))}
    assert told(table, unfit), "with the unfit cells alone withheld something can be worked out"
    withheld = withhold(table, LIMITS)
    assert told(table, withheld) == []
    assert unfit.items() <= withheld.items()


def test_what_gives_nothing_away_is_shown() -> None:
    table = whole({"total": drawn((0, 30)), "a": drawn((0, 10)), "b": drawn((10, 20)), "c": drawn((20, 30))})
    assert withhold(table, LIMITS) == {}


def test_no_more_is_withheld_than_one_part_for_one_small_part() -> None:
    table = ATTACKS["a total less its other parts"]
    assert withhold(table, LIMITS) == {"c": Reason.SMALL, "a": Reason.SECOND}


def random_table(seed: int) -> Table[Any]:
    """A tree of three levels (4 areas of 4 parks each) by 4 industries, where many firms stand alone and some in two parks."""
    rng = Random(seed)  # noqa: S311 - a drawn table, no secret
    cells: dict[Any, set[tuple[int, int]]] = {}
    places = [("", "", "")] + [(a, "", "") for a in "abcd"] + [(a, p, "") for a in "abcd" for p in "1234"]
    for firm in range(rng.randint(120, 260)):
        payer, industry = (firm, rng.randint(1, 40) ** 3), str(min(int(rng.expovariate(0.8)), 3))
        for _place in range(2 if rng.random() < 0.05 else 1):
            area, park = rng.choice("abcd"), rng.choice("1234")
            for place in (("", ""), (area, ""), (area, park)):
                for of in ("", industry):
                    cells.setdefault((*place, of), set()).add(payer)
    splits: dict[Any, tuple[tuple[Any, ...], ...]] = {}
    for area, park, _none in places:
        below = [
            (a, p)
            for a, p, _n in places
            if (a, p) != (area, park) and a[:1] and (not area or a == area) and bool(p) == bool(area)
        ]
        for of in ("", *"0123"):
            by_place = tuple((a, p, of) for a, p in below) if not park else ()
            by_class = tuple((area, park, one) for one in "0123") if not of else ()
            splits[area, park, of] = tuple(way for way in (by_place, by_class) if way)
    return Table(cells={key: frozenset(members) for key, members in cells.items()}, splits=splits)


def test_of_twenty_random_tables_none_can_be_broken_in_the_end() -> None:
    small_alone, shares = 0, []
    for seed in range(20):
        table = random_table(seed)
        unfit = {key: reason for key, members in table.cells.items() if (reason := unfit_reason(members, LIMITS))}
        small_alone += bool(told(table, unfit))
        withheld = withhold(table, LIMITS)
        assert told(table, withheld) == [], seed
        shares.append(len(withheld) / len(table.cells))
    assert small_alone == 20
    assert sum(shares) / 20 < 0.75


def test_where_the_audit_does_not_end_the_whole_rows_are_withheld() -> None:
    table = random_table(3)
    withheld = withhold(table, LIMITS, rounds=0)
    assert told(table, withheld) == []
    assert len(withheld) >= len(withhold(table, LIMITS))


def test_two_days_that_follow_each_other_tell_no_more_than_one() -> None:
    for seed in range(6):
        before = random_table(seed)
        first = withhold(before, LIMITS)
        shown = tuple(members for key, members in before.cells.items() if key not in first)
        hidden = tuple(members for key, members in before.cells.items() if key in first)
        rng = Random(seed)  # noqa: S311 - a drawn table, no secret
        gone = {payer for members in before.cells.values() for payer in members if rng.random() < 0.03}
        today = {key: members - gone for key, members in before.cells.items()}
        table = Table(cells=today, splits=before.splits, shown=shown, hidden=hidden)
        careless = withhold(Table(cells=today, splits=before.splits), LIMITS)
        assert told(table, careless), "two tables made without a look at each other give something away"
        assert told(table, withhold(table, LIMITS)) == []


def test_a_change_of_fewer_firms_than_the_limit_is_too_little() -> None:
    before = drawn((0, 10))
    assert not has_changed_enough(before, before | payers(20, 21, 22, 23), LIMITS)
    assert has_changed_enough(before, before | payers(20, 21, 22, 23, 24), LIMITS)
    assert not has_changed_enough(before, payers(*range(6, 10)) | payers(*range(6), amount=10), LIMITS)
    assert has_changed_enough(before, payers(*range(10), amount=11), LIMITS)
