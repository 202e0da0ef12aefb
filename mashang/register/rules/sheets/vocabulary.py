"""What columns are called: loaded from content/sheets/columns.yaml."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from mashang.kernel.names import simplify

from .head_grammar import read_head

CONTENT = Path(__file__).resolve().parents[4] / "content" / "sheets" / "columns.yaml"
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|\([^()]*$")
_LEFT_OUT = re.compile(r"[^\w#/]+|_+")
_PLACE_WORDS = (
    ("楼宇", "大厦", "楼栋", "楼座", "楼号", "楼幢"),
    ("楼层", "层数", "层号"),
    ("房号", "房间", "室号", "单元", "门牌", "铺位"),
)
_FROM = re.compile("(?:起|始|自|从|开始|start|from)$")
_TO = re.compile("(?:止|终|到期|截止|结束|end|to)$")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Heads and parts of heads with their fields; private fields are recognised and never kept."""

    heads: dict[str, str]
    parts: tuple[tuple[str, str], ...]
    private: frozenset[str]
    other_party: tuple[str, ...]
    fields: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """The words of content/sheets/columns.yaml, normalised."""
    import yaml

    with CONTENT.open(encoding="utf-8") as file:
        content = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    heads: dict[str, str] = {}
    parts: list[tuple[str, str]] = []
    for group in ("fields", "private"):
        for field, words in content[group].items():
            for head in words["heads"]:
                heads.setdefault(plain(str(head)), field)
            parts += [(plain(str(part)), field) for part in words["parts"]]
    parts.sort(key=lambda pair: -len(pair[0]))
    return Vocabulary(
        heads,
        tuple(parts),
        frozenset(content["private"]),
        tuple(plain(word) for word in content["other_party"]),
        frozenset(content["fields"]),
    )


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """A head for comparing: half width, simplified, small letters, no punctuation, spaces only inside Latin."""
    text = simplify(unicodedata.normalize("NFKC", label[:200])).lower()
    text = _LEFT_OUT.sub(" ", text).strip()
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", text)


@lru_cache(maxsize=4096)
def field_of(label: str) -> tuple[str, float]:
    """(field, confidence from 0 to 1) of a head; ("", 0) when nothing is known about it."""
    words = vocabulary()
    whole = plain(label)
    if not whole or len(whole) > 40:
        return "", 0.0
    if whole in words.heads:
        return words.heads[whole], 1.0
    text = unicodedata.normalize("NFKC", label)
    bare = plain(_BRACKETS.sub("", text))
    if bare in words.heads:
        return _directed(whole, words.heads[bare]), 0.95
    if (built := read_head(whole) or read_head(bare)) is not None:
        return built
    if sum(any(word in whole for word in group) for group in _PLACE_WORDS) >= 2 and "面积" not in whole:
        return "address", 0.9
    if bare.endswith("名称") and any(word in bare for word in words.other_party):
        return "", 0.0
    for part, field in words.parts:
        if part and part in bare:
            if field in ("name", "uscc", "address") and any(word in bare for word in words.other_party):
                return "", 0.0
            return _directed(bare, field), 0.7
    return "", 0.0


def _directed(label: str, field: str) -> str:
    """A period whose head says which end it holds: 租期(起), 租赁期限止."""
    if field == "lease_period":
        if _FROM.search(label):
            return "lease_start"
        if _TO.search(label):
            return "lease_end"
    return field
