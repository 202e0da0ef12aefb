"""Every text of the screens is complete in each language."""

from __future__ import annotations

from pathlib import Path

from mashang.cli.texts import catalog, hant
from mashang.cli.texts.checks import check
from mashang.cli.texts.homes import LANGUAGES, Home, homes
from tests.house import tree


def unread(home: Home, installed: set[str], extra: set[Path]) -> bool:
    """Does the home have catalogues that Django would not look at?"""
    folder = home.folder / "locale"
    return folder.exists() and f"mashang.{home.name.replace('/', '.')}" not in installed and folder not in extra


def test_every_text_is_complete_and_well_written() -> None:
    assert list(check(tree.PACKAGE, homes(tree.PACKAGE))) == []


def test_every_catalogue_is_one_that_django_reads() -> None:
    from django.conf import settings

    installed, extra = set(settings.INSTALLED_APPS), {Path(p) for p in settings.LOCALE_PATHS}
    assert [home.name for home in homes(tree.PACKAGE) if unread(home, installed, extra)] == []


def other_words(texts: dict[str, str]) -> list[str]:
    """Texts that speak of approving with another word than 批准; the consent of a person to be called is no approval."""
    return [
        english
        for english, chinese in texts.items()
        if ("pprove" in english and "批准" not in chinese) or ("同意" in chinese and "called" not in english)
    ]


def test_approval_has_one_word() -> None:
    catalogues = [catalog.texts(home.po("zh_Hans"), "zh_Hans") for home in homes(tree.PACKAGE)]
    assert [
        bad for one in catalogues for bad in other_words({english: text for (_, english), text in one.items()})
    ] == []


def test_another_word_for_approval_is_seen() -> None:
    said = {"Approve": "同意", "Approved": "批准", "Turn down": "不同意", "Agreed to be called, on": "同意联系的日期"}
    assert other_words(said) == ["Approve", "Turn down"]


def test_a_catalogue_that_django_does_not_read_is_seen(tmp_path: Path) -> None:
    (tmp_path / "locale").mkdir()
    home = Home("gateways", tmp_path)
    assert unread(home, {"mashang.register"}, set())
    assert not unread(home, {"mashang.gateways"}, set())
    assert not unread(home, set(), {tmp_path / "locale"})


def test_a_missing_text_is_seen(tmp_path: Path) -> None:
    app = tmp_path / "mashang" / "shop"
    app.mkdir(parents=True)
    (app / "apps.py").write_text("")
    (app / "page.py").write_text('title = _("Open the shop")\n')
    problems = list(check(app.parent, homes(app.parent), hant.Words()))
    assert problems == [f"shop {language}: not extracted: 'Open the shop'" for language in LANGUAGES]
