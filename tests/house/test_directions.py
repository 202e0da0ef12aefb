"""Imports and foreign keys point downwards; each contract is shown to catch what it forbids."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def layers() -> dict[str, int]:
    """Each package with the height of its layer; the kernel is 0. Names in parentheses count too."""
    contract = tree.project()["tool"]["importlinter"]["contracts"][0]  # type: ignore[index]
    return {
        name.strip(" ()"): height
        for height, layer in enumerate(reversed(contract["layers"]))
        for name in layer.split("|")
    }


def upward_keys(app: str, module: ast.Module) -> list[str]:
    """Foreign keys written as a string to an app that does not stand below this one."""
    heights, found = layers(), []
    for node in ast.walk(module):
        if (
            not isinstance(node, ast.Call)
            or not isinstance(node.func, ast.Attribute)
            or node.func.attr not in RELATIONS
        ):
            continue
        targets = [*node.args[:1], *(k.value for k in node.keywords if k.arg in {"to", "through"})]
        for target in targets:
            named = target.value if isinstance(target, ast.Constant) and isinstance(target.value, str) else ""
            label = named.partition(".")[0] if "." in named else ""
            if label in heights and label != app and heights[label] >= heights[app]:
                found.append(named)
    return found


def lint(folder: Path) -> tuple[int, str]:
    """Run import-linter in this folder; its exit code and the contracts it calls broken."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"}
    run = subprocess.run(command, check=False, cwd=folder, capture_output=True, text=True, env=environment)
    return run.returncode, run.stdout + run.stderr


@pytest.fixture(scope="module")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house of the same packages, in which every module is empty."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(tree.ROOT / "pyproject.toml", folder)
    for path in tree.python():
        if path.parts[0] == "mashang":
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text("")
    for name in (
        "register/models/places.py",
        "register/rules/plain.py",
        "register/reads/lists.py",
        "register/acts/deeds.py",
    ):
        (folder / "mashang" / name).parent.mkdir(parents=True, exist_ok=True)
        for parent in (folder / "mashang" / name).parents:
            if parent == folder:
                break
            (parent / "__init__.py").touch()
        (folder / "mashang" / name).touch()
    return folder


def test_the_house_keeps_its_directions() -> None:
    code, output = lint(tree.ROOT)
    assert code == 0, output


def test_the_empty_house_is_clean(small_house: Path) -> None:
    code, output = lint(small_house)
    assert code == 0, output


LAYERS, FACES, UI = "Layers", "A face never imports another face", "The UI kit knows no domain"
GROUND = "Settings, version and launcher"
PLAIN, INSIDE, DOORS = "Kernel and rules are plain Python", "Inside an app", "Faces and cli reach a domain"
BAD = [
    ("kernel", "mashang.accounts.apps", LAYERS),
    ("accounts", "mashang.trail.apps", LAYERS),
    ("trail", "mashang.notices.apps", LAYERS),
    ("notices", "mashang.doors.apps", LAYERS),
    ("doors", "mashang.register.apps", LAYERS),
    ("register", "mashang.faces.desk.apps", LAYERS),
    ("ui", "mashang.cli.main", LAYERS),
    ("register", "mashang.project.env", LAYERS),
    ("faces.desk", "mashang.faces.portal.apps", FACES),
    ("ui", "mashang.register.apps", UI),
    ("project.launch", "django", GROUND),
    ("project.launch", "mashang.register.apps", GROUND),
    ("kernel", "django", PLAIN),
    ("register.rules", "django", PLAIN),
    ("register.rules", "mashang.register.models.places", INSIDE),
    ("register.models", "mashang.register.reads.lists", INSIDE),
    ("register.reads", "mashang.register.acts.deeds", INSIDE),
    ("faces.desk", "mashang.register.models.places", DOORS),
    ("cli", "mashang.register.models.places", DOORS),
]


@pytest.fixture(scope="module")
def verdict(small_house: Path) -> dict[str, str]:
    """What import-linter says of a house with every bad import at once, by contract."""
    for number, (package, target, _contract) in enumerate(BAD):
        line = f"import {target}" if target == "django" else "from {0} import {2}".format(*target.rpartition("."))
        (small_house / "mashang" / package.replace(".", "/") / f"bad{number}.py").write_text(line)
    code, output = lint(small_house)
    assert code != 0
    details = output.partition("Broken contracts\n")[2]
    parts = re.split(r"^(.+)\n-{5,}$", details, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("number", range(len(BAD)), ids=[f"{p} to {t}" for p, t, _ in BAD])
def test_a_bad_import_is_caught(verdict: dict[str, str], number: int) -> None:
    package, target, contract = BAD[number]
    said = next(text for name, text in verdict.items() if name.startswith(contract))
    assert f"mashang.{package}.bad{number} -> {target}" in said


def test_a_package_without_a_place_is_refused(small_house: Path) -> None:
    stray = small_house / "mashang" / "toolbox"
    stray.mkdir()
    (stray / "__init__.py").touch()
    code, output = lint(small_house)
    shutil.rmtree(stray)
    assert code != 0
    assert "toolbox" in output


def test_no_foreign_key_written_as_a_string_points_up() -> None:
    found = {str(p): upward_keys(p.parts[1], tree.tree(p)) for p in tree.room("models")}
    assert {path: keys for path, keys in found.items() if keys} == {}


def test_a_foreign_key_that_points_up_is_seen() -> None:
    source = (
        "a = models.ForeignKey('register.Tower')\nb = models.ForeignKey('accounts.User')\nc = models.ForeignKey('self')"
    )
    assert upward_keys("trail", ast.parse(source)) == ["register.Tower"]
    assert upward_keys("register", ast.parse(source)) == []
    assert upward_keys("doors", ast.parse("m = models.ManyToManyField(to='clocks.Deadline')")) == ["clocks.Deadline"]
