"""What `script/test` runs: each check as a named step on a database of its own, with a summary at the end."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mashang.project.launch.binaries import find_binaries  # noqa: E402 - the checkout must be on the path first
from mashang.project.launch.ground import require_sound  # noqa: E402
from mashang.project.launch.postgres import Postgres  # noqa: E402
from mashang.project.launch.trouble import Trouble  # noqa: E402

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One step: a name for --only, and the command; `live` ones show their output as it comes."""

    name: str
    command: Callable[[], list[str]]
    live: bool = False
    quick: bool = False


def templates() -> list[str]:
    files = sorted(str(f.relative_to(ROOT)) for f in ROOT.glob("mashang/**/templates/**/*.html"))
    return [str(BIN / "djade"), "--check", "--target-version", "5.2", *files]


def pytest(marker: str, *more: str, workers: int) -> Callable[[], list[str]]:
    def command() -> list[str]:
        # Work is stolen: what is slow stands together, and one worker alone with it would hold up the other.
        parallel = ["-n", str(workers), "--dist", "worksteal"] if workers and find_spec("xdist") else []
        return [sys.executable, "-m", "pytest", "-m", marker, *parallel, *more]

    return command


CHECKS = (
    Check("lint", lambda: [str(BIN / "ruff"), "check", "."]),
    Check("format", lambda: [str(BIN / "ruff"), "format", "--check", "."]),
    Check("types", lambda: [str(BIN / "mypy")]),
    Check("imports", lambda: [str(BIN / "lint-imports")]),
    Check("templates", templates),
    Check("texts", lambda: [sys.executable, "-m", "mashang.cli.messages", "check"]),
    Check("tests", pytest("not browser", workers=2), live=True, quick=True),
    # One browser at a time: two chromiums and their servers on two cores only time each other out.
    Check("browser", pytest("browser", workers=0), live=True),
)

# Those of the house read the sources and walk every address for every role, those of hostile send every page odd words, pages are
# drawn from reads that have tests of their own, and the kernel asks no database: no other version answers them otherwise.
SAME_ON_ALL = ("tests/house", "tests/hostile", "mashang/faces", "mashang/ui", "mashang/kernel")
ON_ANOTHER = pytest("not browser", *(f"--ignore={folder}" for folder in SAME_ON_ALL), workers=2)


def arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="script/test", description="Checks and tests everything.")
    parser.add_argument("--postgres", type=int, metavar="MAJOR", help="test on Debian's PostgreSQL of this version")
    parser.add_argument("--fast", action="store_true", help="leave out linting, types and the browser")
    names = ", ".join(check.name for check in CHECKS)
    parser.add_argument("--only", action="append", metavar="NAME", help=f"run only this step, may be repeated: {names}")
    known, rest = parser.parse_known_args()
    if strange := set(known.only or []) - {check.name for check in CHECKS}:
        parser.error(f"no such step: {', '.join(sorted(strange))} (known: {names})")
    return known, rest


def chosen(options: argparse.Namespace, rest: list[str]) -> list[Check]:
    if rest:
        # Somebody who names tests wants those, in one process, with a browser where they ask for it.
        return [Check("tests", lambda: [sys.executable, "-m", "pytest", *rest], live=True)]
    checks = [
        check for check in CHECKS if (check.name in options.only if options.only else check.quick or not options.fast)
    ]
    if options.postgres:
        return [replace(check, command=ON_ANOTHER) if check.name == "tests" else check for check in checks]
    return checks


def bring_postgres(major: int) -> None:
    """Installs Debian's programs of this version when root; no server is set up or started by it."""
    if Path(f"/usr/lib/postgresql/{major}/bin/postgres").exists():
        return
    package = f"postgresql-{major}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            f"请先安装软件包 {package}：apt install {package}。",
            f"Install the package {package} first: apt install {package}.",
        )
    print(f"安装 {package}  Installing {package} …", flush=True)
    # Debian's package makes and starts a server of its own unless it is told not to beforehand.
    wish = Path("/etc/postgresql-common/createcluster.conf")
    if not wish.exists():
        wish.parent.mkdir(parents=True, exist_ok=True)
        wish.write_text("create_main_cluster = false\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = [
        "apt-get",
        "-qq",
        "-o",
        "Dpkg::Options::=--force-confold",
        "install",
        "-y",
        "--no-install-recommends",
        package,
    ]
    subprocess.run(["apt-get", "-qq", "update"], check=False, env=environment, stdout=subprocess.DEVNULL)
    if subprocess.run(words, check=False, env=environment, stdout=subprocess.DEVNULL).returncode != 0:
        raise Trouble(f"软件包 {package} 没有装上。", f"The package {package} could not be installed.")


def may_bring_browser() -> bool:
    """Where script/setup brings the browser, or the checks of a change run, its tests may not be left out."""
    return bool(os.environ.get("CI")) or (os.geteuid() == 0 and shutil.which("apt-get") is not None)


def carry_out(check: Check, environment: dict[str, str]) -> tuple[bool, float]:
    """Runs one step; a silent one shows its output only when it fails."""
    print(f"▶ {check.name}", flush=True)
    began = time.monotonic()
    run = subprocess.run(
        check.command(),
        cwd=ROOT,
        env=environment,
        check=False,
        text=True,
        stdout=None if check.live else subprocess.PIPE,
        stderr=None if check.live else subprocess.STDOUT,
    )
    good = run.returncode == 0  # a step that found no tests at all ends with 5, and is not good either
    if not good and run.stdout:
        print(run.stdout, flush=True)
    return good, time.monotonic() - began


def main() -> int:
    options, rest = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    checks = chosen(options, rest)
    scratch = Path(tempfile.mkdtemp(prefix="mashang-test-"))
    # PostgreSQL runs as another account when we are root, and mkdtemp lets only the owner in.
    scratch.chmod(0o755)
    results = []
    try:
        if options.postgres:
            bring_postgres(options.postgres)
        binaries = find_binaries(options.postgres) if options.postgres else None
        with Postgres(scratch / "database", binaries, durable=False, settings=["max_connections=200"]) as postgres:
            require_sound(postgres.url())
            print(f"PostgreSQL {postgres.binaries.major}", flush=True)
            environment = {**os.environ, "DATABASE_URL": postgres.url(), "MASHANG_DATA": str(scratch / "data")}
            environment.setdefault("MASHANG_DEMO", "1")
            if may_bring_browser():
                environment["BROWSER_REQUIRED"] = "1"
            results = [(check.name, *carry_out(check, environment)) for check in checks]
            postgres.stop()
            postgres.folder.drop()
    except Trouble as trouble:
        print(trouble)
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print()
    for name, good, seconds in results:
        print(f"{'✓' if good else '✗'} {name:<10} {seconds:7.1f} s")
    return 0 if all(good for _name, good, _seconds in results) else 1


if __name__ == "__main__":
    sys.exit(main())
