"""What people may attach to a case, told by its content: a photo, a PDF, a film. Names and declared types are not believed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from mashang.cases.rules.films import clean_film
from mashang.cases.rules.photos import draw_anew
from mashang.kernel.errors import Refused
from mashang.kernel.text import Message, _

MOST_FILES = 9
JPEG, PNG, PDF, MP4, MOV = "image/jpeg", "image/png", "application/pdf", "video/mp4", "video/quicktime"
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", MP4: ".mp4", MOV: ".mov"}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
LEADING = 1024
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?xml|\?php|iframe|body)", re.IGNORECASE)
_MEND = _("Send a photo (JPEG, PNG), a PDF, or a film (MP4, MOV).")


@dataclass(frozen=True, slots=True)
class Attached:
    """A file ready to be kept: what it is, under which name, its bytes without what they tell on the side, a small picture."""

    media: str
    name: str
    data: bytes
    thumbnail: bytes = b""


def ready(data: bytes, name: str, *, most_bytes: int) -> Attached:
    """Look into a file and make it fit to be kept.

    A picture is drawn anew, so that nothing but what can be seen is left of it; a film loses the places and devices written
    into it; a PDF stays as it is and is only ever downloaded. Refuses, in words, what is empty, too large, or anything
    else by its content, and files that are two things at once.
    """
    said = clean_name(name)
    if not data:
        raise _refused("empty_file", _("“%(name)s” is empty.", name=said), _("Choose the file again."))
    if len(data) > most_bytes:
        raise _refused(
            "file_too_large", _("“%(name)s” is larger than %(mb)s MB.", name=said, mb=most_bytes // 1024 // 1024),
            _("Make it smaller, or send a shorter film."),
        )  # fmt: skip
    media = media_of(data)
    if not media:
        raise _refused(
            "wrong_kind_of_file",
            _("“%(name)s” is %(what)s; files of this kind are not taken.", name=said, what=called(data)),
            _mend(data),
        )
    named = PurePath(said).stem[:150] + ENDINGS[media]
    if media in (JPEG, PNG):
        drawn, small = draw_anew(data, media, said)
        return Attached(media, named, drawn, small)
    if media == PDF:
        _refuse_mixed(data, said)
        return Attached(media, named, data)
    return Attached(media, named, clean_film(data, said))


def media_of(data: bytes) -> str:
    """The kind of a file by its first bytes; empty for every kind that is not taken."""
    if data[:3] == b"\xff\xd8\xff":
        return JPEG
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return PNG
    if data[:5] == b"%PDF-":
        return PDF
    if data[4:8] == b"ftyp" and data[8:12] not in HEIC_BRANDS:
        return MOV if data[8:12] == b"qt  " else MP4
    return ""


def called(data: bytes) -> Message:
    """What people call a kind of file that is not taken."""
    signs: tuple[tuple[bytes, Message], ...] = (
        (b"PK\x03\x04", _("a packed archive or an Office file")), (b"Rar!", _("a packed archive")),
        (b"7z\xbc\xaf", _("a packed archive")), (b"\x1f\x8b", _("a packed archive")), (b"MZ", _("a program")),
        (b"\x7fELF", _("a program")), (b"#!", _("a program")), (b"GIF8", _("a picture of another kind")),
        (b"RIFF", _("a picture or film of another kind")), (b"BM", _("a picture of another kind")),
    )  # fmt: skip
    if data[4:8] == b"ftyp":
        return _("a picture in Apple's own format (HEIC)")
    if _MARKUP.search(data[:LEADING]):
        return _("a web page or a drawing with program text")
    return next((words for sign, words in signs if data.startswith(sign)), _("of an unknown kind"))


def clean_name(name: str) -> str:
    """The last part of a file's name without signs that mean something elsewhere; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.strip(" .")[-160:] or "file"


def _mend(data: bytes) -> Message:
    if data[4:8] == b"ftyp":
        return _("On the phone choose “most compatible” as the camera's format, or send a picture of the screen.")
    return _MEND


def _refuse_mixed(data: bytes, name: str) -> None:
    """A PDF that begins as a web page, or in which another file hangs on at the end, is two files at once."""
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end > LEADING or _MARKUP.search(data[:LEADING]) or b"PK\x05\x06" in data[-66_000:]:
        raise _refused(
            "mixed_file", _("“%(name)s” is not a whole PDF, or hides something else.", name=name),
            _("Save it as a PDF once more, or send a photo of it."),
        )  # fmt: skip


def _refused(code: str, message: Message, mend: Message) -> Refused:
    return Refused(code, message, field="files", mend=mend)
