"""Documents that are wrong fail the build."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from mashang.cli.main import COMMANDS
from mashang.cli.texts import catalog
from mashang.cli.texts.homes import homes
from mashang.project import env, reference
from mashang.project.version import version
from tests.house import tree

LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:^|`|bin/)mashang ([a-z]+)", re.MULTILINE)
SETTING = re.compile(r"\bMASHANG_[A-Z_]*[A-Z]\b")
ON_SCREEN = re.compile(r"\*\*([^*]+)\*\*\s\(([\u4e00-\u9fff]+)\)")
SCRIPT = re.compile(r"\bscript/([a-z_]+)")
PARTS_OF_A_DECISION = ["Asked", "Decided", "Instead of", "What follows"]


def documents() -> list[Path]:
    return [path for path in tree.files() if path.suffix == ".md"]


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path, text: str, root: Path) -> list[str]:
    """Links to files or headings that are not there; addresses of other hosts are not followed."""
    found = []
    for match in LINK.finditer(FENCE.sub("", text)):
        target, _, anchor = (match[1] or match[2]).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (root / path.parent / target) if target else root / path
        named = file.is_file() and (not anchor or anchor in anchors(file.read_text(encoding="utf-8")))
        if not named and not (file.is_dir() and not anchor):
            found.append(match[1] or match[2])
    return found


def unknown_names(text: str) -> list[str]:
    """Commands, settings and scripts that a document names and that do not exist."""
    settings = {setting.name for setting in env.SETTINGS}
    scripts = {path.name for path in (tree.ROOT / "script").iterdir()}
    return [
        *(f"mashang {name}" for name in COMMAND.findall(text) if name not in COMMANDS),
        *(name for name in SETTING.findall(text) if name not in settings),
        *(f"script/{name}" for name in SCRIPT.findall(text) if name not in scripts),
    ]


def other_words(text: str, screens: dict[str, set[str]]) -> list[str]:
    """Words of the screens, written `**English** (汉字)`, that the screens say otherwise."""
    return [f"{en} ({zh})" for en, zh in ON_SCREEN.findall(text) if zh not in screens.get(en, set())]


def screens() -> dict[str, set[str]]:
    """What stands on the screens in Chinese, by the English text; one text may be said in several ways."""
    found: dict[str, set[str]] = defaultdict(set)
    for home in homes(tree.PACKAGE):
        for (_context, text), said in catalog.texts(home.po("zh_Hans"), "zh_Hans").items():
            found[text].add(said)
    return found


def test_every_word_of_the_screens_in_a_document_is_the_one_on_the_screen() -> None:
    said = screens()
    found = {str(path): other_words(tree.text(path), said) for path in documents()}
    assert {path: words for path, words in found.items() if words} == {}
    assert ON_SCREEN.findall(tree.text(Path("README.md")))


def test_every_link_leads_somewhere() -> None:
    found = {str(path): broken_links(path, tree.text(path), tree.ROOT) for path in documents()}
    assert {path: links for path, links in found.items() if links} == {}


def test_every_command_setting_and_script_in_a_document_exists() -> None:
    found = {str(path): unknown_names(tree.text(path)) for path in documents()}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize("name", sorted(reference.pages()))
def test_the_reference_says_what_the_code_says(name: str) -> None:
    held = (reference.REFERENCE / name).read_text(encoding="utf-8")
    assert held == reference.pages()[name], "run `mashang reference`"


def test_every_page_of_the_reference_is_in_its_list() -> None:
    listed = tree.text(Path("docs/reference/README.md"))
    assert [name for name in reference.pages() if f"({name})" not in listed] == []


def test_the_version_is_the_first_heading_of_the_changelog() -> None:
    first = re.search(r"^## (.+)$", tree.text(Path("CHANGELOG.md")), re.MULTILINE)
    assert first is not None
    assert first[1] == version()
    assert yaml.safe_load(tree.text(Path("publiccode.yml")))["softwareVersion"] == version()


def decisions() -> list[Path]:
    return [path for path in documents() if path.parent == Path("docs/why") and path.name != "README.md"]


def test_every_decision_has_its_parts_and_is_listed() -> None:
    listed = tree.text(Path("docs/why/README.md"))
    for path in decisions():
        assert re.findall(r"^## (.+)$", tree.text(path), re.MULTILINE) == PARTS_OF_A_DECISION, path
        assert tree.text(path).startswith(f"# {path.name[:4]} "), path
        assert f"({path.name})" in listed, path
    numbers = [path.name[:4] for path in decisions()]
    assert numbers == [f"{n:04}" for n in range(len(numbers))]


def test_every_recipe_is_listed() -> None:
    listed = tree.text(Path("docs/how/README.md"))
    recipes = [path.name for path in documents() if path.parent == Path("docs/how") and path.name != "README.md"]
    assert [name for name in recipes if f"({name})" not in listed] == []


def test_the_public_code_file_holds_what_its_standard_asks() -> None:
    data = yaml.safe_load(tree.text(Path("publiccode.yml")))
    wanted = "publiccodeYmlVersion name url platforms categories releaseDate developmentStatus softwareType description"
    assert [key for key in [*wanted.split(), "legal", "maintenance", "localisation"] if key not in data] == []
    assert data["maintenance"]["contacts"][0]["name"]
    for language, words in data["description"].items():
        assert len(words["shortDescription"]) <= 150, language
        assert 150 <= len(words["longDescription"]) <= 10_000, language
        assert words["features"], language


def test_a_word_that_the_screens_say_otherwise_is_seen() -> None:
    said = {"Towers": {"楼宇底册"}}
    assert other_words("Open **Towers** (楼宇底册), then **Towers** (楼宇) or **Import** (导入).", said) == [
        "Towers (楼宇)",
        "Import (导入)",
    ]


def test_a_broken_link_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# One thing\n")
    text = "[a](a.md) [b](b.md) [c](a.md#one-thing) [d](a.md#two) [e](https://example.org) [f](#here)\n# Here\n"
    (tmp_path / "here.md").write_text(text)
    assert broken_links(Path("here.md"), text, tmp_path) == ["b.md", "a.md#two"]


def test_a_name_that_does_not_exist_is_seen() -> None:
    text = "Say `mashang frobnicate`, set MASHANG_NOTHING, call script/nothing, or `mashang run` and MASHANG_DEMO."
    assert unknown_names(text) == ["mashang frobnicate", "MASHANG_NOTHING", "script/nothing"]
