"""Checks the files taken from elsewhere against the hashes written beside them (`vendored.toml`)."""

from __future__ import annotations

import hashlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def problems(root: Path = ROOT) -> Iterator[str]:
    """One sentence for each vendored file that is missing or changed, or whose licence is missing."""
    for top in ("mashang", "tests"):
        for listing in sorted((root / top).glob("**/vendor/vendored.toml")):
            for entry in tomllib.loads(listing.read_text(encoding="utf-8")).get("file", []):
                yield from _look_at(listing.parent, entry)


def _look_at(folder: Path, entry: dict[str, str]) -> Iterator[str]:
    file = folder / entry["file"]
    if not file.is_file():
        yield f"{file} is missing: get it again from the repository (git checkout -- {file})."
    elif hashlib.sha256(file.read_bytes()).hexdigest() != entry["sha256"]:
        yield f"{file} is not {entry['package']} {entry['version']} any more: git checkout -- {file}"
    if not (folder / entry["licence_file"]).is_file():
        yield f"{folder / entry['licence_file']}, the licence of {entry['package']}, is missing."


if __name__ == "__main__":
    found = list(problems())
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)
