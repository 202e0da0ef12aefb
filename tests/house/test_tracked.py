"""What no file of the project may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import tree

RULES = {
    "address of a package registry": re.compile(
        r"index-(?:url)[ =]+[\"']?http|\"resolve[d]\": *\"http|source = \{ *registry|https?://[a-z.]*(?:simple|packages|pool)/"
    ),
    "path of one machine": re.compile(r"(?:^|[^A-Za-z0-9._/-])/(?:home|root|work|farm)/[a-z]", re.MULTILINE),
    "unfinished work": re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X])\b|raise NotImplemente[d]Error|lorem ipsum"),
}
ODD = {".svg", ".png", ".ico", ".woff2", ".xlsx", ".xls", ".ods", ".mo", ".jpg", ".pdf"}


def own(path: Path) -> bool:
    """Is this a text that we write ourselves?"""
    return path.suffix not in ODD and "vendor" not in path.parts and path != Path("tests/house/test_tracked.py")


def problems(text: str) -> list[str]:
    return [name for name, pattern in RULES.items() if pattern.search(text)]


def test_no_file_holds_what_it_may_not() -> None:
    found = {str(path): problems(tree.text(path)) for path in tree.files() if own(path)}
    assert {path: names for path, names in found.items() if names} == {}


def test_no_compiled_or_local_file_is_kept() -> None:
    assert [str(p) for p in tree.files() if p.suffix in {".mo", ".pyc", ".sqlite3"} or p.name == "uv.lock"] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        # Each is broken by ~, so that whoever searches the files finds none here.
        ("--index-~url https://example.org/x", "address of a package registry"),
        ('"resol~ved": "https://example.org/a.tgz"', "address of a package registry"),
        ("see /ho~me/li/notes", "path of one machine"),
        ("# TO~DO later", "unfinished work"),
        ("raise NotImplemen~tedError", "unfinished work"),
    ],
)
def test_a_bad_text_is_seen(text: str, says: str) -> None:
    assert problems(text.replace("~", "")) == [says]


def test_a_good_text_passes() -> None:
    assert problems("src/home/page.html, ~/work, https://www.postgresql.org/docs/") == []
