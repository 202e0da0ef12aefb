"""What a typed query asks for: its words, and by which columns and grams each word is looked up.

Grams are pieces of a text that an index holds; a mark tells them apart: pairs of the folded name as they are,
`^` pairs of initials, `~` threes of the pinyin, `#` threes of a code. The database makes those of a row
(`mashang_grams`), this makes those of a word; a test holds both equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from mashang.kernel.names import fold

MOST_WORDS = 5
# column: mark, length of a gram
GRAMS = {"folded": ("", 2), "initials": ("^", 2), "pinyin": ("~", 3), "code": ("#", 3)}


@dataclass(frozen=True, slots=True)
class Way:
    """A column in which a word may stand, as it would be written there."""

    column: str
    text: str

    @property
    def grams(self) -> list[str]:
        """The grams that a row must have; none for a word shorter than a gram."""
        mark, length = GRAMS[self.column]
        pieces = (self.text[at : at + length] for at in range(len(self.text) - length + 1))
        return [f"{mark}{piece}" for piece in dict.fromkeys(pieces)]


def words_of(q: str) -> tuple[str, ...]:
    """The words of a query, folded as names are; at most five."""
    return tuple(word for part in q.split() if (word := fold(part)))[:MOST_WORDS]


def ways_of(word: str) -> tuple[Way, ...]:
    """Where a word may stand. Letters and digits may be pinyin or initials; with a digit among them also a code."""
    ways = [Way("folded", word)]
    if word.isascii():
        ways += [Way("pinyin", word), Way("initials", word)]
        if any(char.isdigit() for char in word):
            ways.append(Way("code", word.upper()))
    return tuple(ways)
