"""What a head of a blank sheet asks for: one field for certain, one of several, or something not held."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from mashang.register.rules.sheets.vocabulary import field_of, plain

CONTENT = Path(__file__).resolve().parents[4] / "content" / "sheets" / "filling.yaml"
CERTAIN = 0.9
PEOPLE = frozenset({"contact", "phone"})
# Fields of the import's vocabulary that mean the same when a sheet asks instead of tells.
SAME = {
    "building": "building", "floor": "floor", "room": "room", "lease_start": "lease_start", "lease_end": "lease_end",
    "lease_period": "lease_period", "registered_on": "registered_on", "capital": "registered_capital",
    "capital_currency": "capital_currency", "rent": "rent", "registered_here": "registered_here",
    "taxed_here": "taxed_here", "operates_here": "operates_here", "sequence": "sequence", "contact": "contact",
    "phone": "phone", "remark": "remark",
}  # fmt: skip
_UNIT = re.compile(
    r"(?:人民币)?(?:单位[::]?)?(亿元|万元|千元|元|万平方米|万平米|万㎡|平方米|平米|㎡|m2|亩|公顷|人|名|个)(?:人民币)?"
)
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_TRAILING = re.compile(r"[/:,]?(亿元|万元|千元|万平方米|万㎡|平方米|平米|㎡|m2|亩|公顷)$")
_YEAR = re.compile("(20[0-9]{2})年(?:度|全年)?")
_GROUP_TAIL = re.compile("(?:信息|情况|资料|概况|数据|状况)$")
# Said before what is asked: of a part, or as of when; it changes nothing in what is asked for.
_BEFORE = re.compile("^(?:其中|期末|年末|目前|现有|现|当前)[:]?")
_PLACE_BEFORE = re.compile("^(?:经营场所|办公场所|企业)?(?:所在|入驻|承租|租赁|租用|办公)")
_PLACES = frozenset({"building", "floor", "room", "place"})
_PRICE = re.compile("[/每].*(?:平|㎡|m2|月|日|天|年)")


@dataclass(frozen=True, slots=True)
class Asked:
    """`field` "" where it is not certain; then `maybe` holds the fields that it could be. `unit` and `year` as the head says."""

    field: str = ""
    unit: str = ""
    maybe: tuple[str, ...] = ()
    year: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """content/sheets/filling.yaml, normalised."""

    heads: dict[str, str]
    unclear: dict[str, tuple[str, ...]]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    plain_groups: frozenset[str]
    footers: tuple[str, ...]


@cache
def words() -> Words:
    """The words of content/sheets/filling.yaml."""
    import yaml

    with CONTENT.open(encoding="utf-8") as file:
        content = yaml.safe_load(file)
    return Words(
        {plain(head): field for field, heads in content["heads"].items() for head in heads},
        {plain(head): tuple(fields) for head, fields in content["unclear"].items()},
        tuple((field, re.compile(pattern)) for field, pattern in content["patterns"].items()),
        frozenset(plain(group) for group in content["plain_groups"]),
        tuple(content["footers"]),
    )


def asked_by(parts: tuple[str, ...]) -> Asked:
    """What a head asks for, given as its texts from the group down to the lowest row."""
    texts = [part for part in parts if part.strip()]
    if not texts:
        return Asked()
    if len(texts) == 1:
        return _one(texts[0])
    group, lowest = "".join(texts[:-1]), texts[-1]
    joined, alone = _one(group + lowest), _one(lowest)
    if joined.field:
        return Asked(joined.field, alone.unit or joined.unit, year=alone.year or joined.year)
    if all(_says_nothing(text) for text in texts[:-1]):
        return alone
    return Asked(unit=joined.unit, maybe=joined.maybe)


def _says_nothing(group: str) -> bool:
    bare = plain(_BRACKET.sub("", unicodedata.normalize("NFKC", group)))
    short = _GROUP_TAIL.sub("", bare)
    return not short or short in words().plain_groups or bare in words().plain_groups


def _one(label: str) -> Asked:
    said = _YEAR.search(label)
    asked = _without_year(_YEAR.sub("", label).replace("()", "").replace("（）", "") if said else label)
    return replace(asked, year=int(said[1])) if said else asked


def _without_year(label: str) -> Asked:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label[:120])).lstrip("*★※")
    text = re.sub(r"^\d{1,2}[.、]", "", text)
    notes = [next(part for part in found if part is not None) for found in _matches(text)]
    base = _BRACKET.sub("", text)
    unit = next((found[1] for note in notes if (found := _UNIT.fullmatch(note))), "")
    if not unit and (tail := _TRAILING.search(base)):
        unit, base = tail[1], base[: tail.start()]
    price = next((note for note in notes if _PRICE.search(note)), "")
    known = (
        _known(plain(text)) or _known(plain(base)) or _known(plain("".join((base, *notes)))) or _composed(base)
        or _either(base)
    )  # fmt: skip
    if known is None:
        return Asked(unit=unit, maybe=_alike(text))
    if known.field == "rent":
        return Asked(unit=price or unit, maybe=("rent",)) if not price else Asked("rent", price)
    return Asked(known.field, unit, known.maybe)


def _matches(text: str) -> list[tuple[str | None, ...]]:
    return [found.groups() for found in _BRACKET.finditer(text)]


def _known(label: str) -> Asked | None:
    if label in words().unclear:
        return Asked(maybe=words().unclear[label])
    if label in words().heads:
        return Asked(words().heads[label])
    field, confidence = field_of(label) if label else ("", 0.0)
    if confidence >= CERTAIN and field in PEOPLE:
        return Asked(maybe=(field,))  # the one in charge, or who signs, is not the one to call
    if confidence >= CERTAIN and field in SAME:
        return Asked(SAME[field])
    return None


def _composed(label: str) -> Asked | None:
    """A head put together of known parts: what is spoken of, and what is asked of it."""
    bare = _BEFORE.sub("", label)
    for field, pattern in words().patterns:
        if pattern.fullmatch(bare):
            return Asked(field)
    for end in ("名称", "信息", ""):
        short = _PLACE_BEFORE.sub("", bare)
        if short != label and short.endswith(end) and (known := _known(plain(short.removesuffix(end)))):
            return known if known.field in _PLACES else None
    return None


def _either(label: str) -> Asked | None:
    """Several names for one thing (`信用代码/注册号`): certain where one is, and every other may mean the same."""
    parts = [part for part in re.split("[/或]", label) if part]
    if len(parts) < 2:
        return None
    asked = [_without_year(part) for part in parts]
    common = set.intersection(*({one.field, *one.maybe} - {""} for one in asked))
    certain = {one.field for one in asked} & common
    return Asked(min(certain)) if len(certain) == 1 else None


def _alike(label: str) -> tuple[str, ...]:
    field, confidence = field_of(label)
    same = {"name": "name", "uscc": "uscc", "area_sqm": "area_sqm", "industry": "industry", "address": "place"} | SAME
    return (same[field],) if confidence and field in same else ()
