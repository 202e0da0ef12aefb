"""What a file is, by its content. Names and declared types are not believed."""

from __future__ import annotations

from mashang.kernel.errors import Refused
from mashang.kernel.text import Message, _

ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.oasis.opendocument.spreadsheet": "ODS",
    "text/plain": "TXT",
    "text/csv": "CSV",
}
NAMES: dict[str, Message] = {
    "text/html": _("a web page"),
    "application/zip": _("a packed archive"),
    "application/vnd.rar": _("a packed archive"),
    "application/x-rar": _("a packed archive"),
    "application/x-7z-compressed": _("a packed archive"),
    "application/msword": _("a Word file of the old kind"),
    "application/octet-stream": _("of an unknown kind"),
}
GROUPS: dict[str, Message] = {
    "image": _("a picture of another kind"), "video": _("a film"), "audio": _("a sound recording"),
    "text": _("a text of another kind"),
}  # fmt: skip


def sniff(data: bytes, name: str = "") -> str:
    """The media type by content: libmagic where it is installed, else a pure-Python allow-list."""
    try:
        import magic

        found = str(magic.from_buffer(data[:65536], mime=True))
    except ImportError:
        import filetype

        kind = filetype.guess(data[:8192])
        found = str(kind.mime) if kind else ("text/plain" if _is_text(data) else "application/octet-stream")
    if found == "text/plain" and name.lower().endswith(".csv"):
        return "text/csv"
    if found in {"application/zip", "application/octet-stream", "application/x-zip-compressed"} and data[:2] == b"PK":
        return _packed(data)
    return found


def _packed(data: bytes) -> str:
    if b"xl/" in data:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    if b"word/" in data:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return "application/zip"


def _is_text(data: bytes) -> bool:
    if b"\x00" in data[:4096]:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data[:4096].decode(encoding, errors="strict")
        except UnicodeDecodeError as error:
            if error.start > 4090:  # cut in the middle of a character
                return True
            continue
        return True
    return False


def refuse_media(media: str) -> None:
    """Refuse what is not on the allow-list."""
    if media not in ALLOWED:
        raise Refused(
            "wrong_kind_of_file",
            _("Files of this kind (%(media)s) are not taken.", media=_name(media)),
            field="file",
            mend=_("Give a PDF, a picture (JPEG, PNG), or a Word or Excel file."),
        )


def _name(media: str) -> str | Message:
    """What people call a kind of file; its technical name where they call it nothing."""
    if media in NAMES:
        return NAMES[media]
    return GROUPS.get(media.partition("/")[0], media)
