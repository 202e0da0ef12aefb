"""Reads the instants of a hotline's file: dates with or without a time, in any usual way of writing. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta, tzinfo

from mashang.register.rules.sheets.dates import read_date

_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}\.\d+")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})[ T]?(\d{2})(\d{2})(\d{2})?")
_CLOCK = re.compile(
    r"(?P<noon>上午|下午|晚上|早上|中午|AM|PM)?(?<!\d)(?P<h>\d{1,2})[:时点](?P<m>\d{1,2})?分?(?:[:]?(?P<s>\d{1,2})(?:\.\d+)?秒?)?(?P<after> ?[AP]M)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\d[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})$")
END_OF_DAY = time(23, 59, 59)


def read_instant(words: str, zone: tzinfo, *, whole_day: time = time()) -> datetime | None:
    """The instant that a cell says, in the zone of the office unless it names its own; None where it cannot be read.

    A day alone is its beginning, or `whole_day` of it (what is due on a day is due at its end). Serial numbers of a
    spreadsheet are read too. A date that can be read in two ways is not read.
    """
    text = unicodedata.normalize("NFKC", words).strip().lstrip("'")
    if _SERIAL.fullmatch(text):
        return datetime.combine(_EPOCH, time(), zone) + timedelta(seconds=round(float(text) * 86_400))
    if _ZONE.search(text):
        try:
            return datetime.fromisoformat(text).astimezone(zone)
        except ValueError:
            return None
    if (packed := _COMPACT.fullmatch(text)) is not None:
        year, month, day, hour, minute, second = (int(part or 0) for part in packed.groups())
        return _made(f"{year:04d}-{month:02d}-{day:02d}", hour, minute, second, zone)
    found = _CLOCK.search(text)
    day_said = read_date(text[: found.start()].rstrip(" T,") if found else text)
    if day_said.problem or len(day_said.text) != 10:
        return None
    if found is None:
        return datetime.combine(date.fromisoformat(day_said.text), whole_day, zone)
    return _made(day_said.text, _hour(found), int(found["m"] or 0), int(found["s"] or 0), zone)


def _hour(found: re.Match[str]) -> int:
    hour, noon = int(found["h"]), (found["noon"] or found["after"] or "").strip().upper()
    if noon in ("下午", "晚上", "PM") and hour < 12:
        return hour + 12
    return 0 if noon in ("AM", "上午", "早上") and hour == 12 else hour


def _made(day: str, hour: int, minute: int, second: int, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(day), time(hour, minute, second), zone)
    except ValueError:
        return None
