"""Reads text files of values: UTF-8 with or without mark, UTF-16 with mark, GB 18030; any usual separator."""

from __future__ import annotations

import csv
import io
import re

from . import refusal
from .packed import MOST_ROWS

SEPARATORS = (",", "\t", ";", "|")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file; refuses what is no text in any of the encodings that such files have."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text, 0, 100_000):
            raise refusal.wrong_kind()
        return text
    raise refusal.broken()


def read_delimited(data: bytes) -> list[list[str]]:
    """Rows of cells; a quoted cell may hold separators and line breaks."""
    text = decode(data)
    separator = _separator(text)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise refusal.too_many_rows(MOST_ROWS)
    except csv.Error as error:
        raise refusal.broken() from error
    return rows


def _separator(text: str) -> str:
    """The separator that stands in most of the first lines, and most evenly."""
    lines = [re.sub(r'"[^"]{0,2000}"', "", line) for line in text[:20_000].splitlines()[:40] if line.strip()]
    best, score = ",", 0.0
    for separator in SEPARATORS:
        counts = sorted(line.count(separator) for line in lines)
        if not counts or not counts[-1]:
            continue
        usual = counts[len(counts) // 2]
        even = sum(count == usual for count in counts) / len(counts)
        here = (1 + usual) * even * sum(count > 0 for count in counts) / len(counts)
        if here > score:
            best, score = separator, here
    return best
