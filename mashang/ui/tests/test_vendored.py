"""What was taken from elsewhere is exactly what its list says, and carries its licence."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = (ROOT / "mashang/ui/static/ui/vendor", ROOT / "tests/vendor")


def listed(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads((folder / "vendored.toml").read_text())["file"]
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_has_the_hash_of_its_list(folder: Path) -> None:
    for row in listed(folder):
        assert hashlib.sha256((folder / row["file"]).read_bytes()).hexdigest() == row["sha256"], row["file"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_vendored_file_says_its_version_and_has_its_licence(folder: Path) -> None:
    for row in listed(folder):
        assert row["version"]
        assert (folder / row["licence_file"]).stat().st_size > 300


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_nothing_lies_in_the_folder_that_is_not_listed(folder: Path) -> None:
    named = {row["file"] for row in listed(folder)} | {"vendored.toml"}
    strangers = {path.name for path in folder.iterdir()} - named
    assert {name for name in strangers if not name.startswith("LICENSE-")} == set()
