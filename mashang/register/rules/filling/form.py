"""A blank sheet of either kind, by its contents: its tables, and how one of them is filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mashang.register.rules.filling import refusing
from mashang.register.rules.filling.book import Book
from mashang.register.rules.filling.layout import Blank, find_blank
from mashang.register.rules.filling.letter import Letter
from mashang.register.rules.filling.sheet_writing import Value, fill_sheet
from mashang.register.rules.sheets import refusal

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Form:
    """A workbook or a letter; refuses (SheetRefused) what is neither, locked, old, damaged or carries macros."""

    def __init__(self, data: bytes) -> None:
        if not data.strip():
            raise refusal.empty()
        if data.startswith(_OLE):
            raise refusal.password_protected() if _ENCRYPTED in data else refusing.old_kind()
        if not data.startswith(b"PK"):
            raise refusing.no_form()
        self.letter = Letter(data) if b"word/document.xml" in data else None
        self.book = None if self.letter else Book(data)

    @property
    def suffix(self) -> str:
        """The ending of its name."""
        return "docx" if self.letter else "xlsx"

    @property
    def places(self) -> list[str]:
        """The sheets by name, or the tables of a letter by number."""
        if self.book is not None:
            return [name for name, _path in self.book.sheets]
        return [str(number) for number in range(1, len(self.letter.tables) + 1)] if self.letter else []

    @property
    def shown(self) -> list[int]:
        """The places that are not hidden."""
        hidden = self.book.hidden if self.book is not None else set()
        return [number for number, name in enumerate(self.places) if self.book is None or name not in hidden]

    def notes(self, place: int) -> list[str]:
        """What to know before the file goes out: `links` to other files, `hidden` sheets, `protected` where it is filled."""
        if self.book is None:
            return []
        said = {"links": self.book.has_links, "hidden": bool(self.book.hidden)}
        said["protected"] = 0 <= place < len(self.places) and self.book.is_protected(self.places[place])
        return [note for note, there in said.items() if there]

    def find(self, place: int, head: int | None = None) -> Blank | None:
        """The table of a place (from 0); `head` (from 0) says where its head begins."""
        if not 0 <= place < len(self.places):
            return None
        if self.book is not None:
            return self.book.find_blank(self.places[place], head)
        return find_blank(self.letter.grid(place), head) if self.letter else None

    def fill(
        self, place: int, blank: Blank, rows: Sequence[Mapping[int, Value]], tell: Callable[[int], None] | None = None
    ) -> bytes:
        """The file with the rows in that table; `tell` is told how many are written."""
        if self.book is not None:
            return fill_sheet(self.book, self.places[place], blank, rows, tell)
        if self.letter is None:
            raise refusing.no_table()
        return self.letter.fill(place, blank, rows, tell)
