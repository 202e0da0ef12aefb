"""One sentence for the person at the terminal, in Chinese and in English, before any translation machinery is up."""

from __future__ import annotations


class Trouble(Exception):
    """The start cannot go on: what is wrong, where, and how to mend it, one sentence in each language."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"
