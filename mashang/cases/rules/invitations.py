"""A visit as a file that calendars read (RFC 5545). Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LENGTH = timedelta(hours=1)
HERE = ZoneInfo("Asia/Shanghai")
WIDEST = 73  # octets of a line without its end, with room for the blank of a folded one


def invitation(
    *, uid: str, sequence: int, made_at: datetime, on: date, at: time | None, title: str, text: str, place: str, url: str,
    called_off: bool = False,
) -> str:  # fmt: skip
    """One event: an hour from `at`, or the whole day where no time is agreed. A higher `sequence` replaces a lower one."""
    stamp = made_at.astimezone(ZoneInfo("UTC")).strftime("%Y%m%dT%H%M%SZ")
    if at is None:
        days = [f"DTSTART;VALUE=DATE:{on:%Y%m%d}", f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}"]
    else:
        begin = datetime.combine(on, at, tzinfo=HERE).astimezone(ZoneInfo("UTC"))
        days = [f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", f"DTEND:{begin + LENGTH:%Y%m%dT%H%M%SZ}"]
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mashang//visits//ZH", f"METHOD:{'CANCEL' if called_off else 'PUBLISH'}",
        "BEGIN:VEVENT", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{stamp}", *days, f"SUMMARY:{_escaped(title)}",
        f"DESCRIPTION:{_escaped(text)}", f"LOCATION:{_escaped(place)}", f"URL:{url}",
        f"STATUS:{'CANCELLED' if called_off else 'CONFIRMED'}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A line in parts of at most 75 octets, no character cut in two; those that follow begin with a blank."""
    parts, now = [], ""
    for letter in line:
        if len((now + letter).encode()) > WIDEST:
            parts.append(now)
            now = ""
        now += letter
    parts.append(now)
    return [part if no == 0 else f" {part}" for no, part in enumerate(parts)]
