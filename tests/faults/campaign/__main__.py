"""Runs the campaigns, each on a ground of its own, and prints their tables: `script/faults [--short] [--only R1]`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.campaign import jumping, killing, neighbours, racing, restarting
from tests.faults.campaign.ground import Ground
from tests.faults.campaign.results import Result

Campaign = Callable[[Ground], list[Result]]


@dataclass(frozen=True)
class Sizes:
    """How much is done."""

    kills: int
    requests: int
    minutes: float
    restarts: int
    keys: int
    jumped: int
    control: int
    patience: float


WHOLE = Sizes(kills=102, requests=5_000, minutes=10, restarts=5, keys=20, jumped=120, control=12, patience=3_600)
SHORT = Sizes(kills=12, requests=150, minutes=0.4, restarts=1, keys=3, jumped=30, control=4, patience=420)


def campaigns(sizes: Sizes) -> dict[str, Campaign]:
    """What can be run, by its number in the promise of reliability."""
    return {
        "R1": lambda ground: [
            killing.kill_everything(ground, kills=sizes.kills, requests=sizes.requests, patience=sizes.patience),
            killing.kill_unguarded(ground, kills=sizes.control, patience=sizes.patience),
        ],
        "R2": lambda ground: [neighbours.take_mail_down(ground, minutes=sizes.minutes)],
        "R3": lambda ground: [restarting.restart_postgres(ground, times=sizes.restarts)],
        "R4": lambda ground: [racing.race_one_key(ground, keys=sizes.keys)],
        "R6": lambda ground: [jumping.jump(ground, cases=sizes.jumped)],
    }


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/faults", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="a few kills, a few minutes: what CI runs")
    parser.add_argument("--only", action="append", metavar="R1", help="run only this campaign, may be repeated")
    parser.add_argument("--kills", type=int, help="how many processes are killed in R1")
    parser.add_argument("--requests", type=int, help="how many requests are acknowledged in R1 at least")
    parser.add_argument("--minutes", type=float, help="how long mail is down in R2")
    parser.add_argument("--keep", action="store_true", help="keep the data folders, with the logs of web and worker")
    return parser.parse_args()


def carry_out(campaign: Campaign, *, keep: bool = False) -> list[Result]:
    """One campaign on a fresh ground, which goes afterwards."""
    scratch = Path(tempfile.mkdtemp(prefix="mashang-faults-"))
    try:
        with Ground(scratch) as ground:
            return campaign(ground)
    finally:
        if keep:
            say(f"  kept: {scratch}")
        else:
            shutil.rmtree(scratch, ignore_errors=True)


def main() -> int:
    options = arguments()
    sizes = SHORT if options.short else WHOLE
    given = {name: value for name in ("kills", "requests", "minutes") if (value := getattr(options, name)) is not None}
    known = campaigns(Sizes(**{**vars(sizes), **given}))
    if strange := set(options.only or []) - known.keys():
        say(f"no such campaign: {', '.join(sorted(strange))} (known: {', '.join(known)})")
        return 2
    good = True
    for code, campaign in known.items():
        if options.only and code not in options.only:
            continue
        for result in carry_out(campaign, keep=options.keep):
            say(result.table())
            good &= result.good
    say("✓ every bar is met" if good else "✗ a bar is missed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
