"""Names of firms and places: one spelling for comparing, pinyin for sorting and searching."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_APART = re.compile(r"[\W_]+")

# Readings that the general dictionary gets wrong in names: as a surname or in a place name.
READINGS = {
    "单": "shan", "解": "xie", "仇": "qiu", "查": "zha", "曾": "zeng", "盖": "ge", "区": "ou", "朴": "piao",
    "任": "ren", "尉": "wei", "冼": "xian", "缪": "miao", "翟": "zhai", "乐": "le", "万": "wan",
    "宁": "ning", "那": "na", "哈": "ha", "员": "yun", "贠": "yun", "黑": "he", "折": "she",
    "种": "chong", "逄": "pang", "隗": "wei", "句": "gou", "召": "shao", "令狐": "ling hu", "尉迟": "yu chi",
    "万俟": "mo qi", "长孙": "zhang sun",
}  # fmt: skip
PLACES = {
    "长乐": "chang le", "厦门": "xia men", "大厦": "da sha", "长沙": "chang sha", "重庆": "chong qing",
    "银行": "yin hang", "六安": "lu an", "番禺": "pan yu", "朝阳": "chao yang", "洞庭": "dong ting",
    "长安": "chang an", "乐清": "yue qing", "都会": "du hui", "重工": "zhong gong", "音乐": "yin yue",
}  # fmt: skip
_SURNAME_SHOP = re.compile(r"^(?P<name>[一-龥]{1,2}?)(?:记|氏|家|府)")


@cache
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def simplify(text: str) -> str:
    """The text in simplified characters; as it is when GB 2312 already holds all of it."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return _converter()(text)
    return text


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The form in which two spellings of one name are equal.

    NFKC, lower case, simplified characters; punctuation, brackets and spaces left out. Never for display.
    """
    if name.isalpha() and unicodedata.is_normalized("NFKC", name):
        return simplify(name).lower()
    return _APART.sub("", simplify(unicodedata.normalize("NFKC", name)).lower())


@cache
def _reader() -> Callable[[str], list[str]]:
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict({word: [[part] for part in sound.split()] for word, sound in PLACES.items()})

    def read(text: str) -> list[str]:
        syllables: list[str] = lazy_pinyin(text)
        return syllables

    return read


@lru_cache(maxsize=65536)
def _syllables(name: str) -> tuple[str, ...]:
    text = simplify(unicodedata.normalize("NFKC", name)).strip()
    found = _SURNAME_SHOP.match(text)
    if found and found["name"] in READINGS:
        rest = text[found.end("name") :]
        return (*READINGS[found["name"]].split(), *_reader()(rest))
    return tuple(_reader()(text))


def pinyin(name: str) -> str:
    """The name in pinyin without tones or spaces, lower case; latin letters and digits stay."""
    return _APART.sub("", "".join(_syllables(name)).lower())


def initials(name: str) -> str:
    """The first letter of each syllable, for searching as `fzsb`; digits and latin words stay whole."""
    parts = []
    for syllable in _syllables(name):
        word = _APART.sub("", syllable.lower())
        parts.append(word if not word.isalpha() or not syllable.isascii() or syllable.isupper() else word[:1])
    return "".join(parts)


def pinyin_of_person(name: str) -> str:
    """The pinyin of a person's name: the surname is read as a surname (单 shan, 曾 zeng)."""
    text = simplify(unicodedata.normalize("NFKC", name)).strip()
    for length in (2, 1):
        if text[:length] in READINGS and len(text) > length:
            return READINGS[text[:length]].replace(" ", "") + pinyin(text[length:])
    return pinyin(text)
