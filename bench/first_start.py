"""P10: how long the first and the second `script/run` take until the platform answers, and how long it takes to stop.

    .venv/bin/python bench/first_start.py [--port 8190] [--json]

Everything is installed beforehand (`script/setup`); the data folder is new. The bars are 60 s and 8 s.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIRST_BAR, SAMPLE_BAR, SECOND_BAR = 60.0, 30.0, 8.0
STEP = re.compile(r"^✓ .*?  (?P<name>[A-Z].*?)  (?P<seconds>[\d.]+) s$")


def start_and_stop(data: Path, port: int) -> dict[str, object]:
    """One run: seconds until the address is printed, seconds of each step, seconds until all is stopped."""
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("MASHANG_")}
    began, spent = time.monotonic(), processor_seconds()
    with subprocess.Popen(
        [str(ROOT / "script/run"), "--port", str(port)],
        env={**kept, "MASHANG_DATA": str(data)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        steps: dict[str, float] = {}
        ready = 0.0
        for line in process.stdout:
            if match := STEP.match(line.strip()):
                steps[match["name"]] = float(match["seconds"])
            if "mashang is ready" in line:
                ready = time.monotonic() - began
            if "Ctrl-C" in line:
                break
        else:
            raise SystemExit("script/run ended by itself; run it by hand to see why.")
        stopping = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        code = process.wait(60)
    return {
        "ready_s": round(ready, 2),
        "processor_s": round(processor_seconds() - spent, 2),
        "steps": steps,
        "stop_s": round(time.monotonic() - stopping, 2),
        "exit": code,
    }


def processor_seconds() -> float:
    """Processor time of all processes that have ended so far: on a busy machine the better figure."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures the first and the second start (P10).")
    parser.add_argument("--port", type=int, default=8190)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    subprocess.run([ROOT / "script/setup"], check=True)
    folder = Path(tempfile.mkdtemp(prefix="mashang-bench-"))
    folder.chmod(0o755)
    try:
        runs = {name: start_and_stop(folder / "data", options.port) for name in ("first", "second")}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    steps = runs["first"]["steps"]
    assert isinstance(steps, dict)
    bars = {
        "first start": (float(str(runs["first"]["ready_s"])), FIRST_BAR),
        "sample district": (float(steps.get("Loading the sample district", 0.0)), SAMPLE_BAR),
        "second start": (float(str(runs["second"]["ready_s"])), SECOND_BAR),
    }
    if options.json:
        print(json.dumps(runs, indent=1))
    else:
        for name, run in runs.items():
            print(f"{name}: {run}")
        for name, (seconds, bar) in bars.items():
            print(f"{name:<16} {seconds:6.1f} s of {bar:.0f} s: {seconds / bar:.2f}")
    return 0 if all(seconds <= bar for seconds, bar in bars.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
