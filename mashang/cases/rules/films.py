"""Films without the places and devices that a phone writes into them. Nothing is moved, so no frame changes.

Boxes that tell something on the side are emptied where they stand and named `free`, so that all offsets hold. Source: ISO/IEC
14496-12 (boxes, sample tables); QuickTime File Format (user data ©xyz, timed metadata `mebx`). A film is not decoded.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

# What a film needs at its top; everything else there is emptied.
TOP = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"styp", b"wide"})
INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts", b"mvex"})
TELLS = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"Xtra", b"XMP_", b"loci", b"\xa9xyz"})
MOST_BOXES = 4_000


class _Broken(Exception):
    """The boxes do not fit into each other."""


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    start: int
    body: int
    end: int


def clean_film(data: bytes, name: str) -> bytes:
    """The film without user data, metadata and timed places. Refuses one whose boxes cannot be followed to the end."""
    film = bytearray(data)
    try:
        top = list(_boxes(film, 0, len(film)))
        kinds = [box.kind for box in top]
        if kinds[:1] != [b"ftyp"] or b"moov" not in kinds or not {b"mdat", b"moof"} & set(kinds):
            raise _Broken
        for box in top:
            if box.kind not in TOP:
                _empty(film, box)
            elif box.kind in INSIDE:
                _clean(film, box, 0)
    except (_Broken, struct.error) as bad:
        raise Refused(
            "broken_film", _("“%(name)s” cannot be read as a film; what it tells of places cannot be taken out.", name=name),
            field="files", mend=_("Film once more with the phone's own camera, or send photos."),
        ) from bad  # fmt: skip
    return bytes(film)


def _clean(film: bytearray, outer: _Box, depth: int) -> None:
    if depth > 6:
        raise _Broken
    for box in list(_boxes(film, outer.body, outer.end)):
        if box.kind in TELLS:
            _empty(film, box)
        elif box.kind == b"trak" and _handler(film, box) in (b"meta", b"mebx", b"text", b"tmcd"):
            _empty_samples(film, box)
            _empty(film, box)
        elif box.kind in INSIDE:
            _clean(film, box, depth + 1)


def _boxes(film: bytearray, start: int, end: int) -> Iterator[_Box]:
    count = 0
    while start < end:
        count += 1
        size, kind = struct.unpack_from(">I4s", film, start)
        body = start + 8
        if size == 1:
            size, body = struct.unpack_from(">Q", film, body)[0], start + 16
        elif size == 0:
            size = end - start
        if size < body - start or start + size > end or count > MOST_BOXES:
            raise _Broken
        yield _Box(bytes(kind), start, body, start + size)
        start += size


def _empty(film: bytearray, box: _Box) -> None:
    film[box.start + 4 : box.start + 8] = b"free"
    film[box.body : box.end] = bytes(box.end - box.body)


def _find(film: bytearray, outer: _Box, *path: bytes) -> _Box | None:
    for kind in path:
        found = next((box for box in _boxes(film, outer.body, outer.end) if box.kind == kind), None)
        if found is None:
            return None
        outer = found
    return outer


def _handler(film: bytearray, trak: _Box) -> bytes:
    box = _find(film, trak, b"mdia", b"hdlr")
    return bytes(film[box.body + 8 : box.body + 12]) if box else b""


def _empty_samples(film: bytearray, trak: _Box) -> None:
    """Blank what a track of places wrote between the pictures: its samples, found by its tables."""
    table = _find(film, trak, b"mdia", b"minf", b"stbl")
    boxes = {box.kind: box for box in _boxes(film, table.body, table.end)} if table else {}
    if not {b"stsz", b"stsc"} <= set(boxes) or not {b"stco", b"co64"} & set(boxes):
        raise _Broken
    sizes, place = _sizes(film, boxes[b"stsz"]), 0
    chunks = _numbers(film, boxes[b"co64"], "Q") if b"co64" in boxes else _numbers(film, boxes[b"stco"], "I")
    for number, offset in enumerate(chunks, 1):
        count = _samples_in(_runs(film, boxes[b"stsc"]), number)
        length, place = sum(sizes[place : place + count]), place + count
        if offset + length > len(film):
            raise _Broken
        film[offset : offset + length] = bytes(length)


def _sizes(film: bytearray, box: _Box) -> list[int]:
    alike, count = struct.unpack_from(">II", film, box.body + 4)
    if alike:
        if count * alike > len(film):
            raise _Broken
        return [alike] * count
    if box.body + 12 + 4 * count > box.end:
        raise _Broken
    return list(struct.unpack_from(f">{count}I", film, box.body + 12))


def _numbers(film: bytearray, box: _Box, form: str) -> list[int]:
    count = struct.unpack_from(">I", film, box.body + 4)[0]
    if box.body + 8 + struct.calcsize(f">{form}") * count > box.end:
        raise _Broken
    return list(struct.unpack_from(f">{count}{form}", film, box.body + 8))


def _runs(film: bytearray, box: _Box) -> list[tuple[int, int]]:
    """From which chunk on how many samples lie in each."""
    count = struct.unpack_from(">I", film, box.body + 4)[0]
    if box.body + 8 + 12 * count > box.end:
        raise _Broken
    flat = struct.unpack_from(f">{3 * count}I", film, box.body + 8)
    return list(zip(flat[0::3], flat[1::3], strict=True))


def _samples_in(runs: list[tuple[int, int]], chunk: int) -> int:
    return next((many for first, many in reversed(runs) if first <= chunk), 0)
