"""Reads dates however they are written, with the precision that is written: a day is never invented."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from mashang.register.rules.addresses.numerals import number_of

from .workbook import Cell

_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 90_000)  # 1927 to 2146
_HAN_NUMBER = "[〇○零一二三四五六七八九十]"
_HAN_DATE = re.compile(
    f"(?P<y>{_HAN_NUMBER}{{4}}|{_HAN_NUMBER}{{2}})年(?:(?P<m>{_HAN_NUMBER}{{1,3}})月(?:份)?(?:(?P<d>{_HAN_NUMBER}{{1,3}})[日号]?)?)?"
)
_YMD = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2}|(?<![\d.])\d{2}(?=年|\.\d{1,2}\.\d|-\d{1,2}-\d|/\d{1,2}/\d{1,2}(?!\d)))\s*[年./\-,、 ]\s*"
    r"(?:(?P<m>\d{1,2})(?!\d)\s*(?:月份?|[./\-,、 ])?\s*(?:(?<=[月./\-,、 ])(?P<d>\d{1,2})(?!\d)(?!\s*[年个])\s*[日号]?)?)?"
)
_COMPACT = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])?(?!\d)")
_YEAR = re.compile(r"^(?P<y>(?:19|20)\d{2})年?$")
_TURNED = re.compile(r"(?<!\d)(?P<a>\d{1,2})\s*[./\-]\s*(?P<b>\d{1,2})\s*[./\-]\s*(?P<y>(?:19|20)\d{2})(?!\d)")
_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAMED = re.compile(
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s\-/,]+)?(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[\s\-/,]+(?:(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<y>(?:19|20)\d{2})",
    re.IGNORECASE,
)
_OPEN_ENDED = re.compile("长期|永久|无固定|不定期|至今|自有|自用|无期限")
_TERM = re.compile(
    f"^(?:租期|共|为期)?(?P<n>\\d{{1,3}}(?:\\.5)?|{_HAN_NUMBER}{{1,3}}|两|半)(?P<u>年半|年|个月|月)(?:期|整)?$"
)
_NOTHING = frozenset("/ - -- --- — —— 无 暂无 不详 待定 未定 待补 N/A NA null None ?".split())


@dataclass(frozen=True, slots=True)
class ReadDate:
    """`text` is YYYY, YYYY-MM or YYYY-MM-DD, "" where there is none; `problem` says why."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """Both ends of a lease as dates with their precision, or its length in months."""

    start: str = ""
    end: str = ""
    months: int | None = None
    problem: str = ""


def read_date(cell: Cell) -> ReadDate:
    """A date cell, a serial number, or a text in any of the usual ways.

    Problems: `date_unreadable`, `date_impossible` (a 30th of February), `date_ambiguous` (03/04/2019
    or the number 2002.1, which may be January or October: only what is certain is kept).
    """
    if isinstance(cell, str):
        return _from_text(cell)
    if isinstance(cell, datetime):
        return ReadDate(cell.date().isoformat())
    if isinstance(cell, date):
        return ReadDate(cell.isoformat())
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _from_number(float(cell))
    return ReadDate() if cell is None or cell == "" else ReadDate("", "date_unreadable")


def _from_number(number: float) -> ReadDate:
    whole = int(number)
    if 1900 <= number < 2100:
        if number == whole:
            return ReadDate(str(whole))
        fraction = f"{number:.2f}".split(".")[1]
        if fraction.endswith("0"):
            return ReadDate(str(whole), "date_ambiguous")
        return _checked(str(whole), fraction, None)
    if number == whole and (190_001 <= whole <= 210_012 or 19_000_101 <= whole <= 21_001_231):
        return _from_text(str(whole))
    if whole in _SERIALS:
        return ReadDate((_EPOCH + timedelta(days=whole)).isoformat())
    return ReadDate("", "date_unreadable")


@lru_cache(maxsize=65536)
def _from_text(text: str) -> ReadDate:
    text = unicodedata.normalize("NFKC", text).strip().lstrip("'")[:60]
    if not text or text in _NOTHING:
        return ReadDate()
    if len(text) == 10 and text[4] == "-" == text[7] and text[:4].isdigit() and text[:2] in ("19", "20"):
        return _checked(text[:4], text[5:7], text[8:])
    if re.fullmatch(r"\d{5}(?:\.0+)?", text):
        return _from_number(float(text))
    found = first_date(text)
    if found is not None:
        return found[0]
    if year := _YEAR.match(text):
        return ReadDate(year["y"])
    if _OPEN_ENDED.search(text):
        return ReadDate()
    return ReadDate("", "date_unreadable")


def first_date(text: str, at: int = 0) -> tuple[ReadDate, int] | None:
    """The first date of a text from a place on, and where it ends."""
    best: tuple[int, re.Match[str]] | None = None
    for pattern in (_COMPACT, _TURNED, _NAMED, _HAN_DATE, _YMD):
        found = pattern.search(text, at)
        if found and (best is None or found.start() < best[0]):
            best = (found.start(), found)
    if best is None:
        return None
    found = best[1]
    if found.re is _TURNED:
        return _turned(int(found["a"]), int(found["b"]), found["y"]), found.end()
    if found.re is _NAMED:
        return _checked(found["y"], str(_MONTHS[found["m"].lower()[:3]]), found["d"] or found["d2"]), found.end()
    if found.re is _HAN_DATE:
        return _checked(*(_arabic(found[part]) for part in "ymd")), found.end()
    return _checked(found["y"], found["m"], found["d"]), found.end()


def _arabic(text: str | None) -> str | None:
    return None if text is None else str(number_of(text.replace("○", "〇")))


def _turned(a: int, b: int, year: str) -> ReadDate:
    if a > 12 >= b:
        return _checked(year, str(b), str(a))
    if b > 12 >= a or a == b:
        return _checked(year, str(a), str(b))
    return ReadDate(year, "date_ambiguous") if a <= 12 else ReadDate("", "date_impossible")


def _checked(year: str | None, month: str | None, day: str | None) -> ReadDate:
    y = int(year or 0)
    if year is not None and len(year) <= 2:
        y += 1900 if y > 50 else 2000
    try:
        if month is None:
            return ReadDate(f"{y:04d}")
        if day is None:
            date(y, int(month), 1)
            return ReadDate(f"{y:04d}-{int(month):02d}")
        return ReadDate(date(y, int(month), int(day)).isoformat())
    except ValueError:
        return ReadDate("", "date_impossible")


@lru_cache(maxsize=16384)
def _period_of_text(text: str) -> Period:
    text = unicodedata.normalize("NFKC", text).strip()[:120]
    if not text or text in _NOTHING:
        return Period()
    if term := _TERM.match(text):
        return Period(months=_months(term["n"], term["u"]))
    first = first_date(text)
    if first is None:
        return Period() if _OPEN_ENDED.search(text) else Period(problem="period_unreadable")
    second = first_date(text, first[1])
    end = second[0] if second else ReadDate()
    start = first[0]
    if second is None and re.search("(?:止|到期|截止)$", text):
        start, end = ReadDate(), start
    problem = start.problem or end.problem
    if not problem and start.text and end.text and end.text < start.text[: len(end.text)]:
        problem = "period_turned"
    return Period(start.text, end.text, None, problem)


def read_period(cell: Cell) -> Period:
    """A lease's period from one cell: two dates, one date, or a length such as 三年 or 36个月."""
    if isinstance(cell, str):
        return _period_of_text(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 0 < cell <= 50:
        return Period(problem="period_unreadable")
    found = read_date(cell)
    return Period(start=found.text, problem=found.problem)


def _months(number: str, unit: str) -> int | None:
    if number == "半":
        return 6 if unit == "年" else None
    count = 2.0 if number == "两" else float(number) if number[0].isdigit() else float(number_of(number) or 0)
    if unit == "年半":
        return int(count * 12) + 6
    return int(count * 12) if unit == "年" else int(count)
