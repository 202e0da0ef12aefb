"""Chinese numerals as addresses and sheets write them."""

from __future__ import annotations

DIGITS = {c: v for v, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "两": 2,
    "弍": 2, "弐": 2,
}  # fmt: skip
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
CHARACTERS = "".join(DIGITS) + "".join(UNITS)


def number_of(text: str) -> int | None:
    """The number that a text of digits or Chinese numerals names; None when it names none.

    `二〇一九` is read digit by digit, `二十三` by its units.
    """
    if text.isascii():
        return int(text) if text.isdigit() else None
    if not text or len(text) > 20:
        return None
    if all(c in DIGITS or (c.isascii() and c.isdigit()) for c in text):
        return int("".join(str(DIGITS.get(c, c)) for c in text))
    total = section = digit = 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in UNITS:
            section += (digit or 1) * UNITS[c]
            digit = 0
        elif c in LARGE:
            total += (section + digit) * LARGE[c]
            section = digit = 0
        else:
            return None
    return total + section + digit
