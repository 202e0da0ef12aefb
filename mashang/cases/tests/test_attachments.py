"""What may be attached is told by content; what a file tells on the side is taken out; hostile files are refused in words."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mashang.cases.rules.attachments import clean_name, ready
from mashang.cases.tests.files import PLACE, box, film, paper, photo
from mashang.kernel.errors import Refused

MOST = 5_000_000


def bomb() -> bytes:
    """A picture of 60,000 x 60,000 pixels in some hundred bytes."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    parts = [struct.pack(">I", len(b)) + k + b + struct.pack(">I", zlib.crc32(k + b)) for k, b in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def archive(of: bytes = bytes(9_000_000)) -> bytes:
    """A small archive of something large."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", of)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_is_drawn_anew_without_place_and_device(kind: str) -> None:
    before = photo(kind)
    assert b"SecretPhone" in before
    fit = ready(before, "照片.JPG", most_bytes=MOST)
    assert b"SecretPhone" not in fit.data
    assert not Image.open(io.BytesIO(fit.data)).getexif()
    assert Image.open(io.BytesIO(fit.thumbnail)).size == (60, 40)
    assert fit.name == ("照片.jpg" if kind == "JPEG" else "照片.png")


def test_what_hangs_on_behind_a_photo_does_not_come_along() -> None:
    fit = ready(photo() + b"<script>alert(1)</script>" + archive(b"x"), "a.jpg", most_bytes=MOST)
    assert b"<script>" not in fit.data
    assert b"PK" not in fit.data[-200:]


def test_a_photo_taken_sideways_stands_upright() -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=exif.tobytes())
    assert Image.open(io.BytesIO(ready(out.getvalue(), "a.jpg", most_bytes=MOST).data)).size == (40, 60)


def test_a_large_photo_is_made_smaller() -> None:
    fit = ready(photo(size=(5_000, 2_500), place=False), "a.jpg", most_bytes=MOST)
    assert Image.open(io.BytesIO(fit.data)).size == (4_000, 2_000)


@pytest.mark.parametrize("brand", [b"isom", b"qt  "])
@pytest.mark.parametrize("timed", [False, True])
def test_a_film_loses_the_places_written_into_it_and_keeps_its_length(brand: bytes, timed: bool) -> None:
    before = film(brand, timed=timed)
    fit = ready(before, "clip.mov", most_bytes=MOST)
    assert len(fit.data) == len(before)
    assert (PLACE in fit.data) is (not timed), "without a track of places what lies among the frames is a frame"
    assert b"\xa9xyz" not in fit.data
    assert b"\x11" * 64 in fit.data, "the frames are as they were"
    assert fit.media == ("video/mp4" if brand == b"isom" else "video/quicktime")


def test_a_film_whose_places_cannot_be_found_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        ready(film(timed=True, broken=True), "clip.mp4", most_bytes=MOST)
    assert refused.value.code == "broken_film"


@pytest.mark.parametrize(
    ("name", "data", "code", "says"),
    [
        ("empty.jpg", b"", "empty_file", "empty"),
        ("big.jpg", photo() + bytes(MOST), "file_too_large", "4 MB"),
        ("drawing.svg", b"<svg xmlns='x'><script>alert(1)</script></svg>", "wrong_kind_of_file", "program text"),
        ("page.jpg", b"<!DOCTYPE html><script>1</script>", "wrong_kind_of_file", "program text"),
        ("setup.jpg", b"MZ\x90\x00" + bytes(200), "wrong_kind_of_file", "a program"),
        ("run.pdf", b"\x7fELF" + bytes(200), "wrong_kind_of_file", "a program"),
        ("bomb.zip", archive(), "wrong_kind_of_file", "packed archive"),
        ("bomb.png", bomb(), "picture_too_large", "50 million"),
        ("torn.jpg", photo()[:80], "broken_picture", "cannot be read"),
        ("a.heic", box(b"ftyp", b"heic\x00\x00\x00\x00mif1") + bytes(50), "wrong_kind_of_file", "HEIC"),
        ("both.pdf", b"%PDF-1.4 <html><script>1</script>" + bytes(50) + b"%%EOF", "mixed_file", "hides"),
        ("both2.pdf", paper() + archive(b"x" * 50), "mixed_file", "hides"),
        ("half.pdf", paper()[:30], "mixed_file", "not a whole PDF"),
        ("not.mp4", box(b"ftyp", b"isom0000") + b"<script>" * 9, "broken_film", "cannot be read"),
        ("text.pdf", b"just words", "wrong_kind_of_file", "unknown kind"),
    ],
)  # fmt: skip
def test_hostile_and_useless_files_are_refused_in_words(name: str, data: bytes, code: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        ready(data, name, most_bytes=MOST)
    assert refused.value.code == code
    assert says in str(refused.value)
    assert refused.value.field == "files"
    assert str(refused.value.mend)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\图.jpg", "图.jpg"),
        ("a\x00\x1b[31m.jpg", "a[31m.jpg"),
        ("  ", "file"),
        ('<img src=x>".png', "img src=x.png"),
        ("\u202egpj.exe", "gpj.exe"),
    ],
)
def test_names_lose_what_means_something_elsewhere(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damaged_file_does_more_than_be_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([photo(), photo("PNG"), paper(), film(timed=True), film(b"qt  ")]))
    place, cut = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(0, 12))
    harmed = whole[:place] + data.draw(st.binary(min_size=0, max_size=12)) + whole[place + cut :]
    with suppress(Refused):
        assert ready(harmed, "a", most_bytes=MOST).media
