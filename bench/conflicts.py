"""Comparing sheets in which everything contradicts itself costs in proportion to their rows.

    .venv/bin/python bench/conflicts.py [--rows 10000] [--json]

Each shape is a sheet that an unlucky sender can make: one room let to all, one code for all names, one name with
many codes, one firm in all the rooms of a tower (held already, and listed the other way round), floors that add up
to too much. It is compared with `rows` rows and with twice as many, and carried out as values; the ratio of the
processor times counts. Bar: 2.5. Needs no database.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mashang.register.rules.diffing.comparing import compare  # noqa: E402 - the checkout must be on the path first
from mashang.register.rules.diffing.executing import Executor  # noqa: E402
from mashang.register.rules.diffing.held import (  # noqa: E402
    Held,
    HeldFirm,
    HeldSpace,
    HeldTenancy,
    HeldTower,
    HeldUnit,
)
from mashang.register.rules.diffing.stated import Stated  # noqa: E402
from mashang.register.rules.sheets.reading import uncollected  # noqa: E402

BAR, DAY = 2.5, date(2026, 11, 18)
Shape = tuple[Held, list[Stated]]


def row(no: int, *, name: str = "", code: str | None = None, place: tuple[int | None, str] | None = None) -> Stated:
    """One row of a sheet; a room, a name and a code of its own where nothing else is said."""
    name = name or f"firm{no}"
    spaces = (place or (no // 100 + 1, f"{no:06d}"),)
    return Stated("s", no + 1, name, name, code, place="tower", spaces=spaces, area_sqm=Decimal(100))


def held(units: int = 0, firm: bool = False) -> Held:
    """A tower with small floors and its rooms; with `firm` they are all let to one."""
    tower = HeldTower(1, "tower", {"tower"}, {floor: Decimal(500) for floor in range(1, 400)})
    rooms = [HeldUnit(no + 1, 1, no // 100 + 1, f"{no:06d}", Decimal(100)) for no in range(units)]
    tenancies = [
        HeldTenancy(
            id=unit.id, line=unit.id, firm_id=1, firm_name="one", tower_id=1, span_from=date(2020, 1, 1), span_to=None,
            start_known=True, lease_ends_on=None, area_sqm=None, rent_fen=None, rent_per="", source="", as_of=None,
            spaces=[HeldSpace(unit, date(2020, 1, 1), None, Decimal(100), exclusive=True)],
        )
        for unit in rooms
    ]  # fmt: skip
    firms = [HeldFirm(1, None, "one", "one")] if firm else []
    return Held(towers=[tower], units=rooms, firms=firms, tenancies=tenancies if firm else [])


SHAPES: dict[str, Callable[[int], Shape]] = {
    "one room let to all": lambda n: (held(), [row(no, place=(1, "0101")) for no in range(n)]),
    "one code, many names": lambda n: (held(), [row(no, code="C") for no in range(n)]),
    "one name, many codes": lambda n: (held(), [row(no, name="one", code=f"C{no}") for no in range(n)]),
    "one firm, all rooms": lambda n: (held(n, firm=True), [row(no, name="one") for no in reversed(range(n))]),
    "full floors": lambda n: (held(n), [row(no) for no in range(n)]),
}


def spent(make: Callable[[int], Shape], rows: int) -> float:
    """Processor seconds of comparing and carrying out; what is made beforehand does not count."""
    register, stated = make(rows)
    gc.collect()
    with uncollected():  # as an import does it
        began = time.process_time()
        found = compare(register, stated, on=DAY)
        fresh = [(d, d.proposal) for d in found if d.plan["do"] in {"start", "firm"} and not d.plan.get("others")]
        for _done in Executor(register, {}, on=DAY, area=(1, "A")).run(fresh):
            pass
        return time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = {}
    for name, make in SHAPES.items():
        once, twice = (min(spent(make, rows) for _round in range(3)) for rows in (options.rows, 2 * options.rows))
        found[name] = {"seconds": round(once, 3), "twice": round(twice, 3), "ratio": round(twice / once, 2)}
    if options.json:
        print(json.dumps(found))
    else:
        for name, shape in found.items():
            print(f"{name:<24} {shape['seconds']:>8} s {shape['twice']:>8} s   x {shape['ratio']}  (bar {BAR})")
    return 0 if all(shape["ratio"] <= BAR for shape in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
