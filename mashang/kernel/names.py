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


@lru_cache(maxsize=8192)
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

    plain, odd = _readings()

    def read(text: str) -> list[str]:
        """As the library reads it; the library itself is asked only where one of its odd phrases may stand."""
        syllables: list[str] = []
        latin = ""
        for at, char in enumerate(text):
            if char < "\x80":
                latin += char
                continue
            sound = plain.get(char)
            if sound is None or (char in odd and text.startswith(odd[char], at)):
                slow: list[str] = lazy_pinyin(text)
                return slow
            if latin:
                syllables.append(latin)
                latin = ""
            syllables.append(sound)
        return [*syllables, latin] if latin else syllables

    return read


def _readings() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The usual reading of each character, and by their first character the phrases that are read otherwise."""
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    bare: Callable[[str], str] = cache(to_normal)
    plain = {chr(code): bare(sounds.split(",")[0]) for code, sounds in PINYIN_DICT.items() if 0x4E00 <= code <= 0x9FFF}
    odd: dict[str, list[str]] = {}
    for phrase, parts in PHRASES_DICT.items():
        if [plain.get(char) for char in phrase] != [bare(part[0]) for part in parts]:
            odd.setdefault(phrase[0], []).append(phrase)
    return plain, {first: tuple(phrases) for first, phrases in odd.items()}


@lru_cache(maxsize=8192)
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
    return "".join(map(_initial, _syllables(name)))


@lru_cache(maxsize=4096)
def _initial(syllable: str) -> str:
    word = _APART.sub("", syllable.lower())
    return word if not word.isalpha() or not syllable.isascii() or syllable.isupper() else word[:1]


def pinyin_of_person(name: str) -> str:
    """The pinyin of a person's name: the surname is read as a surname (单 shan, 曾 zeng)."""
    text = simplify(unicodedata.normalize("NFKC", name)).strip()
    for length in (2, 1):
        if text[:length] in READINGS and len(text) > length:
            return READINGS[text[:length]].replace(" ", "") + pinyin(text[length:])
    return pinyin(text)
