"""Photos, papers and films for tests, made byte by byte."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from PIL import Image

from mashang.cases.acts.attaching import Upload

PLACE = b"+26.0512+119.3201/"


def keep_files_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the test lie in a folder of its own."""
    monkeypatch.setattr(default_storage, "_wrapped", FileSystemStorage(location=folder))


def upload(name: str, data: bytes) -> Upload:
    """A file as a form hands it over."""
    return Upload(name, len(data), lambda: data)


def photo(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40), place: bool = True) -> bytes:
    """A picture; a JPEG with the place where it was taken, in its Exif."""
    out, exif = io.BytesIO(), Image.Exif()
    if place:
        exif[0x010F] = "SecretPhone"
        exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", size, (200, 60, 30)).save(out, kind, exif=exif.tobytes())
    return out.getvalue()


def paper() -> bytes:
    """A small PDF."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def box(kind: bytes, body: bytes) -> bytes:
    """A box of a film."""
    return struct.pack(">I4s", 8 + len(body), kind) + body


def film(brand: bytes = b"isom", *, timed: bool = False, broken: bool = False) -> bytes:
    """A film of no picture with the place in its user data, and with `timed` in a track of its own."""
    start = box(b"ftyp", brand + b"\x00\x00\x00\x00isom")
    frames, where = b"\x11" * 64, PLACE
    mdat = box(b"mdat", frames + where)
    tables = box(b"stsz", struct.pack(">IIII", 0, 0, 1, len(where)))
    tables += box(b"stsc", struct.pack(">IIIII", 0, 1, 1, 9 if broken else 1, 1))
    tables += box(b"stco", struct.pack(">III", 0, 1, 10**6 if broken else len(start) + 8 + len(frames)))
    handler = box(b"hdlr", struct.pack(">II4s", 0, 0, b"meta") + bytes(13))
    trak = box(b"trak", box(b"mdia", handler + box(b"minf", box(b"stbl", tables))))
    told = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + (trak if timed else b"") + told)
    return start + mdat + moov
