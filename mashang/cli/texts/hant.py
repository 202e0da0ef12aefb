"""Traditional Chinese: converted, then written with the glossary, so that no trap stays open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

GLOSSARY = Path(__file__).resolve().parents[3] / "content" / "glossary.yaml"


@dataclass(frozen=True, slots=True)
class Words:
    """Pairs of simplified and traditional wording: `terms` of the glossary, and `writing` of plain words."""

    terms: dict[str, str] = field(default_factory=dict)
    writing: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> dict[str, str]:
        return {**self.writing, **self.terms}


@cache
def words(path: Path = GLOSSARY) -> Words:
    """The word table of content/glossary.yaml."""
    import yaml

    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    terms = {t["hans"]: t["hant"] for t in data["terms"]}
    return Words(terms, dict(data["writing"]))


@cache
def _converter(config: str) -> object:
    from opencc import OpenCC

    return OpenCC(config)


def convert(text: str, config: str) -> str:
    """OpenCC's conversion by one of its configurations (`s2tw`, `t2s`)."""
    return str(_converter(config).convert(text))  # type: ignore[attr-defined]


def draft(hans: str, table: Words) -> str:
    """The traditional text of a simplified one: words of the table as it writes them, the rest converted."""
    pairs = table.pairs
    if not pairs:
        return convert(hans, "s2tw")
    longest = "|".join(re.escape(word) for word in sorted(pairs, key=len, reverse=True))
    whole, at, parts = convert(hans, "s2tw"), 0, []
    if len(whole) != len(hans):  # the converter keeps the length of all but rare words; then go piece by piece
        pieces = re.split(f"({longest})", hans)
        return "".join(pairs.get(piece) or convert(piece, "s2tw") for piece in pieces)
    for match in re.finditer(longest, hans):
        parts += [whole[at : match.start()], pairs[match.group()]]
        at = match.end()
    return "".join([*parts, whole[at:]])


def problems(hans: str, hant: str, table: Words) -> list[str]:
    """What is wrong with a traditional text beside its simplified one; empty when it is well written."""
    wanted = draft(hans, table)
    if hant == wanted:
        return []
    if convert(hant, "t2s") != hans:
        return [f"does not say what zh_Hans says; the glossary would write: {wanted}"]
    found = [f"{h} is written {t}" for h, t in table.pairs.items() if h in hans and t not in hant]
    again = convert(hant, "s2tw")
    simplified = [
        a for a, b in zip(hant, again, strict=False) if a != b and not any(a in t for t in table.pairs.values())
    ]
    if simplified:
        found.append(f"simplified characters: {''.join(simplified)}; the glossary would write: {wanted}")
    return found
