"""Reads money, areas and rents with the units they are written in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

import cn2an

CURRENCIES = (
    ("新台币|台币|TWD", "TWD"), ("港币|港元|港幣|HKD|HK\\$", "HKD"), ("澳门元|澳门币|MOP", "MOP"),
    ("澳大利亚元|澳元|AUD", "AUD"), ("加拿大元|加元|CAD", "CAD"), ("新加坡元|新元|SGD", "SGD"),
    ("新西兰元|NZD", "NZD"), ("美元|美金|USD|US\\$|\\$", "USD"), ("日元|日圆|JPY", "JPY"), ("韩元|韩币|KRW", "KRW"),
    ("欧元|EUR|€", "EUR"), ("英镑|GBP|£", "GBP"), ("瑞士法郎|CHF", "CHF"), ("泰铢|THB", "THB"),
    ("人民币|RMB|CNY|¥", "CNY"), ("元", "CNY"),
)  # fmt: skip
_CURRENCIES = tuple((re.compile(words), code) for words, code in CURRENCIES)
_WITHOUT_MINOR = frozenset({"JPY", "KRW"})
_SCALES = (
    ("亿", 100_000_000),
    ("千万", 10_000_000),
    ("百万", 1_000_000),
    ("十万", 100_000),
    ("万", 10_000),
    ("千元", 1_000),
)
_NUMBER = re.compile(r"(?<![\d.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_AREA_UNIT = re.compile("亩|公顷|平方公里")
_SQUARE = "(?:㎡|m²|m2|M2|平方米|平方|平米|平|sqm|方)"
_PER_AREA = re.compile(f"[/每·.]{_SQUARE}|{_SQUARE}[/·.]|per sqm|单价", re.IGNORECASE)
_PER = (
    ("day", re.compile("[/每·.]?(?:天|日)(?!期)|per day|/day", re.IGNORECASE)),
    ("month", re.compile("月|month", re.IGNORECASE)),
    ("year", re.compile("年|year|annum", re.IGNORECASE)),
)
_IN_WORDS = re.compile(
    "[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[〇零一二三四五六七八九]+)?[十百千万亿拾佰仟]*"
)
_LABEL_WAN = re.compile(r"wan\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Money:
    """Whole minor units (fen, cents; yen for JPY) in a currency; None with the problem's code."""

    minor: int | None = None
    currency: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Rent:
    """Rent in fen per day, month or year, for a square metre (`sqm`) or the whole space (`total`)."""

    fen: int | None = None
    per: str = ""
    basis: str = ""
    problem: str = ""


def _plain(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", text)
        .replace(" ", "")
        .replace("，", ",")
        .replace("萬", "万")
        .replace("億", "亿")
        .strip()
    )


def _in_digits(text: str) -> str:
    """A number in Chinese numerals in digits, what stands around it kept: 壹佰万元整 is 1000000元整."""
    if any(c.isdigit() and c.isascii() for c in text) or not (found := _IN_WORDS.search(text)):
        return text
    try:
        number = cn2an.cn2an(found[0], "smart")
    except ValueError:
        return text
    return f"{text[: found.start()]}{Decimal(str(number)):f}{text[found.end() :]}"


def _scale(text: str) -> int | None:
    return next((scale for word, scale in _SCALES if word in text), None)


def currency_of(text: str) -> str:
    """The ISO code of the currency that a text names; "" for none."""
    return next((code for words, code in _CURRENCIES if words.search(text)), "")


@lru_cache(maxsize=65536)
def read_capital(text: str, label: str = "", currency: str = "") -> Money:
    """Capital in minor units. The cell's own unit wins over the one in the column's head.

    Problems: `amount_unreadable`, `amount_unit_missing` (a bare number under a head without a unit).
    """
    text = _plain(text)
    if not text or text in ("/", "-", "--", "无", "N/A"):
        return Money()
    written, text = text, _in_digits(text)
    number = _NUMBER.search(text)
    if not number:
        return Money(problem="amount_unreadable")
    value = Decimal(number[0].replace(",", ""))
    head = _plain(label)
    code = currency_of(text) or currency_of(currency.upper()) or currency_of(head.upper()) or "CNY"
    scale = _scale(text[number.end() :])
    if scale is None and text != written and _scale(written) is not None:
        scale = 1  # 壹佰万: the numeral holds its own scale
    if scale is None:
        if (from_head := 10_000 if _LABEL_WAN.search(label.replace("_", " ")) else _scale(head)) is not None:
            scale = from_head
        elif currency_of(text) or currency_of(head):
            scale = 1
        else:
            return Money(None, code, "amount_unit_missing")
    minor = 1 if code in _WITHOUT_MINOR else 100
    return _money(value * scale * minor, code)


def _money(amount: Decimal, code: str) -> Money:
    if amount < 0 or amount >= Decimal(10) ** 18:
        return Money(None, code, "amount_unreadable")
    return Money(int(amount.to_integral_value(ROUND_HALF_UP)), code)


@lru_cache(maxsize=65536)
def read_area(text: str, label: str = "") -> tuple[Decimal | None, str]:
    """(square metres, problem); problems `area_unreadable`, `area_not_positive`."""
    text = _plain(text)
    if not text or text in ("/", "-", "--", "无", "N/A", "0", "未知", "不详"):
        return None, ""
    text = _in_digits(text)
    numbers = _NUMBER.findall(text.replace("m2", "").replace("M2", ""))
    if len(numbers) == 2 and re.fullmatch(r"[^+\d]*[\d.,]+[^+\d]*\+[\d.,]+\D*", text):
        numbers = [str(sum(Decimal(n.replace(",", "")) for n in numbers))]
    if len(numbers) != 1:
        return None, "area_unreadable"
    try:
        value = Decimal(numbers[0].replace(",", ""))
    except InvalidOperation:
        return None, "area_unreadable"
    unit = _AREA_UNIT.search(text) or _AREA_UNIT.search(_plain(label))
    if unit:
        value *= {"亩": Decimal(10_000) / 15, "公顷": Decimal(10_000), "平方公里": Decimal(1_000_000)}[unit[0]]
    elif "万" in text or ("万" in label and "万" not in text):
        value *= 10_000
    if value <= 0:
        return None, "area_not_positive"
    if value >= 10_000_000:
        return None, "area_unreadable"
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP), ""


@lru_cache(maxsize=65536)
def read_rent(text: str, label: str = "") -> Rent:
    """Rent with its period and basis; a bare number takes them from the column's head.

    Problems: `rent_unreadable`, `rent_unit_missing` (neither cell nor head says for what).
    """
    text = _plain(text)
    if not text or text in ("/", "-", "--", "无", "免租", "N/A", "面议", "自有", "自用"):
        return Rent()
    number = _NUMBER.search(text)
    if not number:
        return Rent(problem="rent_unreadable")
    value = Decimal(number[0].replace(",", "")) * (_scale(text[number.end() :]) or _scale(_plain(label)) or 1)
    own = text[number.end() :]
    head = _plain(label)
    where = own if any(words.search(own) for _name, words in _PER) or _PER_AREA.search(own) else head
    per = next((name for name, words in _PER if words.search(where)), "") or next(
        (name for name, words in _PER if words.search(head)), ""
    )
    basis = "sqm" if _PER_AREA.search(where) else "total" if per else ""
    if not per:
        return Rent(problem="rent_unit_missing")
    fen = (value * 100).to_integral_value(ROUND_HALF_UP)
    if fen < 0 or fen >= Decimal(10) ** 15:
        return Rent(problem="rent_unreadable")
    return Rent(int(fen), per, basis)
