"""Pictures without what they tell on the side: place, device, time, thumbnails, comments.

A phone writes into every picture where it was taken. The picture itself stays as it is, byte by byte; of
its metadata only the way it is to be turned is kept (JPEG: ITU-T T.81 segments, Exif 2.3 tag 0x0112; PNG:
W3C chunks).
"""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"bKGD", b"pHYs", b"sBIT"}
_ORIENTATION = 0x0112
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
# Application segments that carry colour, not stories: JFIF, ICC profile, Adobe transform.
_APPS_KEPT = {0xE0, 0xE2, 0xEE}


def strip_metadata(data: bytes, media: str) -> bytes:
    """The picture without its metadata; anything that is no JPEG or PNG, or is broken, as it is."""
    try:
        if media == "image/jpeg":
            return _strip_jpeg(data)
        if media == "image/png":
            return _strip_png(data)
    except (struct.error, IndexError):
        return data
    return data


def _strip_jpeg(data: bytes) -> bytes:
    kept, turned, place = [], 1, 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # padding
            place += 1
            continue
        if marker in _STANDALONE:
            kept.append(data[place : place + 2])
            place += 2
            continue
        if marker == 0xDA:  # the picture itself, to the end
            break
        end = place + 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
        segment = data[place:end]
        if marker == 0xE1 and segment[4:10] == b"Exif\x00\x00":
            turned = _orientation(segment[10:])
        elif marker in _APPS_KEPT or not (0xE0 <= marker <= 0xEF or marker == 0xFE):
            kept.append(segment)
        place = end
    return data[:2] + _turn_only(turned) + b"".join(kept) + data[place:]


def _orientation(tiff: bytes) -> int:
    order = "<" if tiff[:2] == b"II" else ">"
    start = struct.unpack(order + "I", tiff[4:8])[0]
    for i in range(struct.unpack(order + "H", tiff[start : start + 2])[0]):
        entry = tiff[start + 2 + 12 * i : start + 14 + 12 * i]
        if struct.unpack(order + "H", entry[:2])[0] == _ORIENTATION:
            value: int = struct.unpack(order + "H", entry[8:10])[0]
            return value if 1 <= value <= 8 else 1
    return 1


def _turn_only(turned: int) -> bytes:
    if turned == 1:
        return b""
    tiff = b"MM\x00\x2a\x00\x00\x00\x08\x00\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, turned, 0) + b"\x00" * 4
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _strip_png(data: bytes) -> bytes:
    if not data.startswith(_PNG):
        return data
    kept, place = [_PNG], 8
    while place + 12 <= len(data):
        end = place + 12 + struct.unpack(">I", data[place : place + 4])[0]
        if data[place + 4 : place + 8] in _PNG_KEPT:
            kept.append(data[place:end])
        place = end
    return b"".join(kept)
