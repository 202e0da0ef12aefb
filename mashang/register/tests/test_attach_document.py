"""A file is attached and taken again; pictures lose what a phone wrote into them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from pytest_django import Settings

from mashang.accounts.models import Area
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.documents import attach_document
from mashang.register.models import Document
from mashang.register.reads.papers import open_document
from mashang.register.rules.pictures import strip_metadata
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit
from mashang.register.tests.stewards import steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SECRET = b"GPS 26.04N 119.33E taken by a phone"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(turned: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, turned, 0)
    return b"Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00" + entry + b"\x00" * 4 + SECRET


def jpeg(turned: int = 6) -> bytes:
    picture = segment(0xDB, b"\x00" + bytes(64)) + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\x34\xff\xd9"
    jfif = segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    return b"\xff\xd8" + jfif + segment(0xE1, exif(turned)) + segment(0xFE, SECRET) + picture


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png() -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    story = chunk(b"tEXt", b"Comment\x00" + SECRET) + chunk(b"eXIf", SECRET)
    return b"\x89PNG\r\n\x1a\n" + head + story + chunk(b"IDAT", zlib.compress(b"\x00\x00")) + chunk(b"IEND", b"")


@pytest.fixture
def area(settings: Settings, tmp_path: Path) -> Area:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    return make_area()


def attach(
    area: Area, data: bytes = PDF, name: str = "lease.pdf", about: tuple[str, int] | None = None, **more: object
) -> Document:
    kind, pk = about or ("tower", make_tower(area).pk)
    return attach_document(
        actor=steward(area), about_kind=kind, about_id=pk, data=data, name=name, **({"kind": "lease"} | more)  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_file_is_kept_about_each_kind_of_thing_and_taken_again(area: Area) -> None:
    tower, firm = make_tower(area), make_firm(area=area)
    unit = make_unit(tower)
    tenancy = make_tenancy(firm, unit)
    for about in (("tower", tower.pk), ("unit", unit.pk), ("firm", firm.pk), ("tenancy", tenancy.line)):
        kept = attach(area, about=about)
        paper = open_document(steward(area), kept.pk)
        with paper.file as file:
            assert (paper.name, paper.media, file.read()) == ("lease.pdf", "application/pdf", PDF)
        assert Entry.objects.filter(act="document.keep", subject_kind=about[0], subject_id=about[1]).count() == 1


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.pdf", "empty_file"),
        (b"<html><script>alert(1)</script></html>", "a.pdf", "wrong_kind_of_file"),
        (b"MZ\x90\x00" + bytes(200), "a.pdf", "wrong_kind_of_file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a.png", "wrong_kind_of_file"),
    ],
)
def test_a_file_is_what_its_content_is_not_what_its_name_says(area: Area, data: bytes, name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        attach(area, data, name)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert not Document.objects.exists()


def test_an_unknown_kind_and_days_the_wrong_way_round_are_refused(area: Area) -> None:
    from datetime import date

    with pytest.raises(Refused) as refused:
        attach(area, kind="castle")
    assert refused.value.field == "kind"
    with pytest.raises(Refused) as refused:
        attach(area, issued_on=date(2026, 1, 2), expires_on=date(2026, 1, 1))
    assert refused.value.field == "expires_on"


@pytest.mark.parametrize(("data", "name", "media"), [(jpeg(), "a.jpg", "image/jpeg"), (png(), "a.png", "image/png")])
def test_a_picture_is_kept_without_what_a_phone_wrote_into_it(area: Area, data: bytes, name: str, media: str) -> None:
    assert SECRET in data
    kept = attach(area, data, name, kind="photo")
    with open_document(steward(area), kept.pk).file as file:
        left = file.read()
    assert (kept.media, kept.bytes) == (media, len(left))
    assert SECRET not in left


def test_a_picture_stays_turned_and_its_pixels_untouched() -> None:
    stripped = strip_metadata(jpeg(turned=6), "image/jpeg")
    assert stripped.endswith(jpeg()[jpeg().index(b"\xff\xdb") :])
    assert struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) in stripped
    assert b"Exif" not in strip_metadata(jpeg(turned=1), "image/jpeg")
    assert strip_metadata(stripped, "image/jpeg") == stripped
    assert strip_metadata(png(), "image/png").endswith(chunk(b"IEND", b""))


@pytest.mark.parametrize("cut", [2, 3, 5, 21, 23, 30, 60])
def test_a_broken_picture_breaks_nothing(cut: int) -> None:
    for data, media in ((jpeg()[:cut], "image/jpeg"), (png()[:cut], "image/png")):
        assert isinstance(strip_metadata(data, media), bytes)


def test_documents_elsewhere_are_not_there_and_a_reader_adds_none(area: Area) -> None:
    kept, other = attach(area), steward(make_area())
    with pytest.raises(NotThere):
        open_document(other, kept.pk)
    with pytest.raises(NotThere):
        open_document(steward(area), 0)
    with pytest.raises(NotThere):
        attach_document(actor=other, about_kind="tower", about_id=kept.about_id, data=PDF, name="a", kind="lease")
    with pytest.raises(NotThere):
        attach(area, about=("castle", 1))
    with pytest.raises(NotAllowed):
        attach_document(
            actor=steward(area, permissions=frozenset({"register.read"})), about_kind="tower", about_id=kept.about_id,
            data=PDF, name="a", kind="lease",
        )  # fmt: skip
