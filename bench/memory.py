"""The memory of the one process that serves, through ten thousand requests (performance target P5).

    .venv/bin/python bench/memory.py [--requests 10000] [--clients 4] [--json]

A platform of its own: PostgreSQL, and granian as the product starts it, one process with 8 threads. The clients open cases, and
ask for the inbox, the file of a case and the portal. Given are the megabytes of the process that it shares with nobody and its
part of what it shares, after the first 400 requests and after all of them, and how many answers a second there were.
"""

from __future__ import annotations

import argparse
import http.client
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
from bench.opening import Client  # noqa: E402 - the checkout must be on the path first
from tests.faults.campaign.ground import Ground  # noqa: E402

FIRST = 400
MOST_MB, MOST_GROWTH = 200, 1.10


def pss_of(pid: int) -> float:
    """Megabytes of a process."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


class Visitor(Client):
    """A client that also looks at pages."""

    def see(self, path: str) -> None:
        """Look at a page. Refuses (RuntimeError) any answer but a good one."""
        self.connection.request("GET", path, headers={"Cookie": self.cookie, "Accept-Language": "zh-Hans"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path}: {answer.status}")


def visit(ground: Ground, clients: int, requests: int) -> None:
    """So many requests, shared by the clients: half by officers of the desk, half by firms."""
    failures: list[BaseException] = []

    def work(n: int) -> None:
        try:
            asker = ground.askers[n % len(ground.askers)]
            firm, officer = (
                Visitor(ground, asker),
                Visitor(ground, {**asker, "login": f"officer{n % len(ground.askers)}"}),
            )
            here = ground.rows("select id from cases_case where area_id = %s order by id limit 50", asker["area"])
            mine = [row[0] for row in here]
            for turn in range(requests // clients // 4):
                firm.post("/faults/open")
                firm.see("/portal/")
                officer.see("/desk/cases?tab=all")
                officer.see(f"/desk/cases/{mine[turn % len(mine)]}")
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def measure(requests: int, clients: int) -> dict[str, Any]:
    """Memory before and after."""
    scratch = Path(tempfile.mkdtemp(prefix="mashang-memory-"))
    try:
        with Ground(scratch, with_worker=False) as ground:
            # Pages name their styles and icons by what the product's start gathers.
            gather = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
            subprocess.run(gather, cwd=ROOT, env=ground.environment(), check=True)
            for asker in ground.askers[:clients]:  # so that each officer has a file to look at
                client = Client(ground, asker)
                for _one in range(2):
                    client.post("/faults/open")
            (process,) = ground.web_processes()
            visit(ground, clients, FIRST)
            first, begun = pss_of(process), time.perf_counter()
            visit(ground, clients, requests)
            seconds, after = time.perf_counter() - begun, pss_of(process)
            if ground.web_processes() != [process]:
                raise RuntimeError("the process that was measured is not the one that serves")
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    good = after <= MOST_MB and after <= first * MOST_GROWTH
    return {
        "requests": requests, "first_mb": round(first, 1), "after_mb": round(after, 1), "growth": round(after / first, 3),
        "a second": round(requests / seconds, 1), "bar": f"{MOST_MB} MB, growth {MOST_GROWTH}", "good": good,
    }  # fmt: skip


def main() -> int:
    """Measure and print; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.requests, options.clients)
    print(json.dumps(found) if options.json else "\n".join(f"{name:>12} {value}" for name, value in found.items()))
    return 0 if found["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
