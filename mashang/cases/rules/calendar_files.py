"""A calendar file (iCalendar, RFC 5545) of the stops of a tour. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_LINE = 75  # octets (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry: `uid` stays the same when the entry is sent again with other times; a higher `sequence` replaces a lower."""

    uid: str
    begin: datetime
    end: datetime
    title: str
    place: str = ""
    text: str = ""
    sequence: int = 0


def write_calendar(events: Iterable[Event], *, name: str, stamped_at: datetime) -> bytes:
    """The events as one calendar file, in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mashang//tour//ZH", f"X-WR-CALNAME:{_escaped(name)}"]
    for one in events:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.uid}", f"SEQUENCE:{one.sequence}", f"DTSTAMP:{_instant(stamped_at)}", f"DTSTART:{_instant(one.begin)}",
            f"DTEND:{_instant(one.end)}", f"SUMMARY:{_escaped(one.title)}", f"LOCATION:{_escaped(one.place)}",
            f"DESCRIPTION:{_escaped(one.text)}", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, none of which cuts a character; what follows begins with a blank."""
    pieces: list[str] = []
    now = ""
    for sign in line:
        if len((now + sign).encode()) > LONGEST_LINE - (1 if pieces else 0):
            pieces.append(now)
            now = ""
        now += sign
    return "\r\n ".join([*pieces, now])
