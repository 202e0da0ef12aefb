"""The texts tool, tried on a small product of its own."""

from __future__ import annotations

import gettext
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from mashang.cli import messages as tool
from mashang.cli.texts import catalog, checks, hant
from mashang.cli.texts.found import KEYWORDS, find
from mashang.cli.texts.homes import Home, homes, sources

RENAMED = re.compile(r"from mashang.kernel.text import .*\b_ as (\w+)")
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
title = _("Tower file")
def line(n): return ngettext("%(count)s floor", "%(count)s floors", n) % {"count": n}
state = pgettext("of a unit", "Empty")
problem = _("The code %(code)s is wrong.", code=title)
"""
PAGE = """{% load i18n %}<h1>{% translate "Tower file" %}</h1>
{% blocktranslate trimmed with name=tower.name %}
  Floors of {{ name }}
{% endblocktranslate %}"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product with the app `register` and the plain package `kernel`."""
    package = tmp_path / "mashang"
    for folder in ("register/templates/register", "register/tests", "kernel"):
        (package / folder).mkdir(parents=True)
    for name in ("register/__init__.py", "register/apps.py", "kernel/__init__.py"):
        (package / name).touch()
    (package / "register" / "titles.py").write_text(CODE)
    (package / "register" / "tests" / "test_x.py").write_text('_("Only in a test")')
    (package / "register" / "templates" / "register" / "page.html").write_text(PAGE)
    monkeypatch.setattr(tool, "PACKAGE", package)
    return package


def test_every_name_under_which_the_text_of_the_kernel_is_imported_is_looked_for() -> None:
    code = Path(tool.__file__).resolve().parents[1]
    names = {name for path in code.rglob("*.py") for name in RENAMED.findall(path.read_text())}
    assert names <= set(KEYWORDS)


def run(*arguments: str, given: str | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(tool.messages, arguments, input=given)
    return result.exit_code, result.output


def register(package: Path) -> Home:
    return next(home for home in homes(package) if home.name == "register")


def test_messages_are_found_in_code_and_templates_but_not_in_tests(package: Path) -> None:
    keys = {found.key: found.plural for found in find(register(package), package)}
    assert keys == {
        ("", "Tower file"): "",
        ("", "%(count)s floor"): "%(count)s floors",
        ("of a unit", "Empty"): "",
        ("", "The code %(code)s is wrong."): "",
        ("", "Floors of %(name)s"): "",
    }


def test_a_package_that_is_no_app_is_a_home_and_an_inner_app_is_its_own(package: Path) -> None:
    (package / "register" / "inner").mkdir()
    (package / "register" / "inner" / "apps.py").write_text('_("Inside")')
    assert [home.name for home in homes(package)] == ["kernel", "register", "register/inner"]
    assert all("inner" not in path.parts for path in sources(register(package), package))


def test_extracting_keeps_translations_and_drops_what_is_gone(package: Path) -> None:
    run("extract")
    assert run("fill", "register", given="Tower file: 一楼一档\nof a unit|Empty: 空置\n")[0] == 0
    (package / "register" / "titles.py").write_text('a = _("Vacant"); b = pgettext("of a unit", "Empty")')
    run("extract", "register")
    texts = catalog.texts(register(package).po("zh_Hans"), "zh_Hans")
    assert texts == {("", "Tower file"): "一楼一档", ("of a unit", "Empty"): "空置"}
    assert {k for k, _ in run_keys(package)} == {"", "of a unit"}


def run_keys(package: Path) -> set[catalog.Key]:
    po = register(package).po("zh_Hans")
    return {catalog.key(message) for message in catalog.read(po, "zh_Hans") if message.id}


def test_extracting_twice_changes_no_byte(package: Path) -> None:
    run("extract")
    po = register(package).po("zh_Hans")
    before, stamp = po.read_bytes(), po.stat().st_mtime_ns
    run("extract")
    assert (po.read_bytes(), po.stat().st_mtime_ns) == (before, stamp)
    assert b"titles.py" not in before
    assert b"POT-Creation-Date" not in before


def test_a_new_message_takes_the_text_another_app_has(package: Path) -> None:
    run("extract")
    run("fill", "register", given="Tower file: 一楼一档\n")
    (package / "kernel" / "text.py").write_text('_("Tower file")')
    run("extract", "kernel")
    home = next(home for home in homes(package) if home.name == "kernel")
    assert catalog.texts(home.po("zh_Hans"), "zh_Hans") == {("", "Tower file"): "一楼一档"}


def test_filling_drafts_the_traditional_text_and_names_unknown_ids(package: Path) -> None:
    run("extract")
    code, output = run("fill", "register", given="Tower file: 鳌峰楼宇台账\nNo such id: 无\n")
    assert code == 1
    assert "No such id" in output
    assert catalog.texts(register(package).po("zh_Hant"), "zh_Hant")["", "Tower file"] == "鰲峰樓宇臺賬"


def test_a_complete_product_passes_and_compiles_to_what_gettext_reads(package: Path) -> None:
    run("extract")
    given = {
        "Tower file": "一楼一档", "%(count)s floor": "%(count)s 层", "of a unit|Empty": "空置",
        "The code %(code)s is wrong.": "代码 %(code)s 有误。", "Floors of %(name)s": "%(name)s 的楼层",
    }  # fmt: skip
    run("fill", "register", given="\n".join(f"{key!r}: {text!r}" for key, text in given.items()))
    assert run("todo") == (0, "")
    assert run("check") == (0, "")
    assert "2 catalogues" in run("compile")[1]
    with register(package).po("zh_Hans").with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Tower file") == "一楼一档"
    assert translations.ngettext("%(count)s floor", "%(count)s floors", 3) == "%(count)s 层"
    assert translations.pgettext("of a unit", "Empty") == "空置"


def test_compiling_again_writes_nothing_until_a_catalogue_changes(package: Path) -> None:
    run("extract")
    run("compile")
    assert run("compile")[1] == ""
    po = register(package).po("zh_Hans")
    later = po.stat().st_mtime + 5
    os.utime(po, (later, later))
    assert "1 catalogues" in run("compile")[1]


def test_a_compiled_file_without_its_catalogue_is_removed(package: Path) -> None:
    run("extract")
    run("compile")
    po = register(package).po("zh_Hans")
    po.unlink()
    run("compile")
    assert not po.with_suffix(".mo").exists()


def test_an_unknown_app_is_refused_with_those_there_are(package: Path) -> None:
    code, output = run("check", "regster")
    assert code == 2
    assert "register" in output


@pytest.mark.parametrize(
    ("source", "hans", "says"),
    [
        ('_("Open")', "", "missing"),
        ('_("Open %(a)s")', "打开 %(b)s", "placeholders differ"),
        ('_("Open <b>now</b>")', "现在打开", "placeholders differ"),
        ('_("Open it")', "Open it", "left in English"),
        ('_("Open it, now")', "打开,现在就开", "full-width"),
        ('_("Your tower")', "你的楼", "addressed as 您"),
        ('_("打开")', "打开", "must be English"),
        ('_("register.open_it")', "打开", "not a key"),
        ('x = "打开"', "", "belongs into a catalogue"),
    ],
)
def test_a_bad_text_is_told(package: Path, source: str, hans: str, says: str) -> None:
    (package / "register" / "templates" / "register" / "page.html").unlink()
    (package / "register" / "titles.py").write_text(source)
    run("extract")
    keys = run_keys(package)
    if hans:
        run("fill", "register", given=f"{next(iter(keys))[1]!r}: {hans!r}")
    code, output = run("check")
    assert code == 1
    assert says in output


def test_one_id_with_two_translations_is_told(package: Path) -> None:
    (package / "kernel" / "text.py").write_text('_("Tower file")')
    run("extract")
    run("fill", "register", given="Tower file: 一楼一档\n")
    run("fill", "kernel", given="Tower file: 楼档\n")
    assert any("'楼档'" in problem for problem in checks.check_agreement(package, homes(package)))


def test_chinese_is_left_alone_in_docstrings_comments_and_marked_lines() -> None:
    assert list(checks.chinese_in_python('"""楼"""\n# 楼\nx = "楼"  # zh: read from sheets\ny = "层"\n')) == [4]
    assert list(checks.chinese_in_template("{# 楼 #}\n{% comment %}\n层\n{% endcomment %}\n房\n楼{# zh: why #}\n")) == [
        5
    ]


TABLE = hant.Words({"台账": "臺賬"}, {"干部": "幹部", "准备": "準備", "批准": "批准"})


@pytest.mark.parametrize(
    ("hans", "written"),
    [
        ("鳌峰街道的干部", "鰲峰街道的幹部"),
        ("准备好了,等待批准", "準備好了,等待批准"),
        ("答复、重复、覆盖", "答覆、重複、覆蓋"),
        ("为企业服务", "為企業服務"),
        ("登录台账", "登錄臺賬"),
    ],
)
def test_traditional_text_is_drafted_with_the_word_table(hans: str, written: str) -> None:
    assert hant.draft(hans, TABLE) == written
    assert hant.problems(hans, written, TABLE) == []


@pytest.mark.parametrize(
    ("hans", "written", "says"),
    [
        ("干部", "干部", "幹部"),
        ("台账", "台賬", "臺賬"),
        ("楼层业态", "樓层業態", "simplified"),
        ("楼长", "樓宇管理員", "does not say"),
    ],
)
def test_badly_written_traditional_text_is_told(hans: str, written: str, says: str) -> None:
    assert any(says in problem for problem in hant.problems(hans, written, TABLE))
