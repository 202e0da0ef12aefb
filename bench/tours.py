"""Tours over towers by our own insertion and improvement, beside a solver made for routes (PyVRP), on the same questions.

    .venv/bin/python bench/tours.py [--towers 9] [--rounds 20] [--seconds 1] [--json]

Each question: towers at chance places of a district of 3 by 2 km, one to seven firms in each at 25 minutes a firm, one window a tower
(a morning, an afternoon, or none), three days of one team in half-days. Told are the firms that get a time, the minutes of walking
in all, and the time it took; of the solver only when it is installed (`pip install pyvrp`), with so many seconds for each question.
The solver minimises walking alone and knows no days that are worse than others; ours prefers early days, and pays for that in walking.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from mashang.cases.rules.tours import Plan, Shift, Span, Visit, plan_tour, walking_minutes  # noqa: E402 - the checkout must be on the path first

DAYS = (date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20))
HALVES = (((8, 30), (12, 0)), ((14, 0), (17, 30)))
MISSING = 1_000  # what leaving out one firm costs the solver, in minutes
Places = dict[int, tuple[float, float]]


def at(day: date, clock: tuple[int, int]) -> datetime:
    """An instant of a day; without a zone, for all lie in one."""
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=clock[0], minutes=clock[1])


def shifts() -> list[Shift]:
    """One team's half-days as shifts of their own, so that both planners have the same vehicles."""
    return [
        Shift(team=no, day=day, spans=((at(day, begin), at(day, end)),))
        for day in DAYS
        for no, (begin, end) in enumerate(HALVES, 1)
    ]


def question(rng: random.Random, towers: int) -> tuple[list[Visit], Places]:
    """Towers with their firms and windows."""
    visits, places, first = [], {}, 0
    for tower in range(1, towers + 1):
        size = rng.randint(1, 7)
        windows: tuple[Span, ...] = ()
        half = rng.choice((None, 0, 1))
        if half is not None:
            day = rng.choice(DAYS)
            windows = ((at(day, HALVES[half][0]), at(day, HALVES[half][1])),)
        visits.append(Visit(tower=tower, items=tuple(range(first, first + size)), each=25, windows=windows))
        places[tower] = (119.33 + rng.random() * 0.03, 26.04 + rng.random() * 0.018)
        first += size
    return visits, places


def told(plan: Plan) -> tuple[int, int]:
    """Firms with a time, and minutes of walking."""
    return sum(len(stop.visit.items) for stop in plan.stops), plan.walk


def by_solver(visits: list[Visit], places: Places, seconds: float) -> tuple[int, int] | None:
    """The same question to PyVRP; None when it is not installed. Towers are not split: none needs more than a half-day."""
    try:
        from pyvrp import Model
        from pyvrp.stop import MaxRuntime
    except ImportError:
        return None
    walk, zero = walking_minutes({**places}), at(DAYS[0], (0, 0))
    minutes = lambda moment: int((moment - zero).total_seconds() // 60)  # noqa: E731 - of this function alone
    model = Model()
    home = model.add_location(0, 0)
    depot = model.add_depot(home)
    for shift in shifts():
        begin, end = shift.spans[0]
        model.add_vehicle_type(1, start_depot=depot, end_depot=depot, tw_early=minutes(begin), tw_late=minutes(end))
    held = []
    for visit in visits:
        location = model.add_location(visit.tower, 1)
        begin, end = visit.windows[0] if visit.windows else (at(DAYS[0], HALVES[0][0]), at(DAYS[-1], HALVES[1][1]))
        length = int(visit.length.total_seconds() // 60)
        model.add_client(
            location, service_duration=length, tw_early=minutes(begin), tw_late=minutes(end) - length, required=False,
            prize=MISSING * len(visit.items),
        )  # fmt: skip
        held.append((visit, location))
    for one, here in held:
        model.add_edge(home, here, 0, 0)
        model.add_edge(here, home, 0, 0)
        for other, there in held:
            if one is not other:
                model.add_edge(here, there, walk(one.tower, other.tower), walk(one.tower, other.tower))
    found = model.solve(stop=MaxRuntime(seconds), seed=1, display=False).best
    firms = sum(len(visit.items) for visit in visits)
    return firms - found.uncollected_prizes() // MISSING, int(found.distance())


def main() -> None:
    """Ask, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--towers", type=int, default=9)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    rows = []
    for no in range(args.rounds):
        visits, places = question(random.Random(no), args.towers)  # noqa: S311 - a question, not a secret
        begin = time.perf_counter()
        ours = told(plan_tour(visits, shifts(), walking_minutes({**places})))
        took = time.perf_counter() - begin
        rows.append((sum(len(one.items) for one in visits), ours, took * 1000, by_solver(visits, places, args.seconds)))
    both = [row for row in rows if row[3] is not None]
    result = {
        "towers": args.towers, "rounds": args.rounds, "firms": sum(row[0] for row in rows),
        "ours_with_a_time": sum(row[1][0] for row in rows), "ours_walk_minutes": sum(row[1][1] for row in rows),
        "ours_median_ms": round(statistics.median(row[2] for row in rows), 1), "ours_worst_ms": round(max(row[2] for row in rows), 1),
        "solver_with_a_time": sum(row[3][0] for row in both if row[3]) if both else None,
        "solver_walk_minutes": sum(row[3][1] for row in both if row[3]) if both else None,
    }  # fmt: skip
    print(json.dumps(result) if args.json else "\n".join(f"{name:24} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
