"""Which folder's catalogue a source file belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("zh_Hans", "zh_Hant")
SOURCES = {".py", ".html", ".txt"}
PASSED_OVER = {"tests", "migrations", "static", "locale", "__pycache__"}


@dataclass(frozen=True, slots=True, order=True)
class Home:
    """An app with its own catalogues; `name` is its path inside the package, such as `faces/desk`."""

    name: str
    folder: Path

    def po(self, language: str) -> Path:
        """The catalogue of one language, a locale name as Django writes folders (`zh_Hans`)."""
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"


def homes(package: Path) -> list[Home]:
    """Every home of the package: folders with an apps.py, and top folders that are no app (kernel)."""
    apps = {path.parent for path in package.rglob("apps.py")}
    tops = {p for p in package.iterdir() if (p / "__init__.py").exists()}
    plain = {top for top in tops if not any(app.is_relative_to(top) for app in apps)}
    return sorted(Home(folder.relative_to(package).as_posix(), folder) for folder in apps | plain)


def sources(home: Home, package: Path) -> Iterator[Path]:
    """The home's own code and templates; tests and what belongs to a home further inside are left out."""
    inner = [h.folder for h in homes(package) if h.folder != home.folder and h.folder.is_relative_to(home.folder)]
    for path in sorted(home.folder.rglob("*")):
        if path.suffix not in SOURCES or PASSED_OVER & set(path.relative_to(home.folder).parts):
            continue
        if path.suffix == ".txt" and "templates" not in path.parts:
            continue
        if not any(path.is_relative_to(folder) for folder in inner):
            yield path
