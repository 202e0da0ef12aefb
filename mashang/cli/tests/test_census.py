"""`mashang census apply`, `undo` and `list` from the operator's side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.utils import translation

from mashang.cli import census as command
from mashang.register.models import ImportBatch, Tenancy
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import sheet

pytestmark = pytest.mark.django_db(transaction=True)
FIRM = "甲（示例）有限公司"


@pytest.fixture(autouse=True)
def _on_the_test_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(command, "platform", nullcontext)
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_area("试区")
    path = tmp_path / "租户.xlsx"
    rows = (
        (FIRM, make_uscc(), "云帆大厦", "8", "801"),
        ("乙（示例）有限公司", "91350100M000100Y4Z", "云帆大厦", "8", "802"),
    )
    path.write_bytes(sheet(*rows))
    return path


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(command.census, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_without_yes_the_differences_are_said_and_nothing_is_written(file: Path) -> None:
    code, text = run("apply", file, "--area", "试区", "--as-of", "2026-11-18")
    assert code == 0
    assert "new 1" in text
    assert "租户 4: 乙（示例）有限公司: " in text
    assert "Not applied" in text
    assert not Tenancy.objects.exists()


def test_with_yes_it_is_applied_under_a_number_and_can_be_taken_back(file: Path) -> None:
    run("apply", file, "--area", "试区", "--as-of", "2026-11-18")
    code, text = run("apply", file, "--area", "试区", "--as-of", "2026-11-18", "--yes")
    assert (code, "Applied as import 1: 1 rows, 0 left open." in text) == (0, True)
    assert Tenancy.objects.filter(retracted_at=None).count() == 1
    assert set(ImportBatch.objects.values_list("state", flat=True)) == {"applied", "dropped"}
    assert run("list")[1].splitlines()[0].startswith("1\tapplied\t2026-11-18\t")
    assert run("undo", 1)[0] == 0
    assert not Tenancy.objects.filter(retracted_at=None).exists()
    assert run("undo", 1)[0] == 1


def test_what_is_applied_is_said_in_the_language_of_the_terminal(file: Path) -> None:
    with translation.override("zh-hans"):
        assert "已应用为第 1 号导入" in run("apply", file, "--area", "试区", "--as-of", "2026-11-18", "--yes")[1]


def test_nothing_accepted_is_refused_in_words(file: Path) -> None:
    code, text = run("apply", file, "--area", "试区", "--accept", "gone", "--yes")
    assert code == 1
    assert "No difference" in text


@pytest.mark.parametrize(
    "words", [("--area", "无此区"), ("--area", "试区", "--user", "nobody"), ("--area", "试区", "--tower", "无此楼")]
)
def test_what_cannot_be_found_ends_with_1(file: Path, words: tuple[str, ...]) -> None:
    assert run("apply", file, *words)[0] == 1
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_no_sheet_ends_with_1(file: Path) -> None:
    file.write_bytes(b"%PDF-1.7 no sheet")
    assert run("apply", file, "--area", "试区", "--yes")[0] == 1


def test_a_word_that_is_no_group_is_a_mistake_of_the_caller(file: Path) -> None:
    assert run("apply", file, "--area", "试区", "--accept", "old")[0] == 2
