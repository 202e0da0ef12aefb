"""Files of cases for the office and the departments called in."""

from __future__ import annotations

from django.http import HttpResponseBase

from mashang.cases.acts.attaching import note_file_taken
from mashang.cases.reads.files import open_case_file
from mashang.doors.guarding import Asked
from mashang.doors.handing_out import hand_out
from mashang.kernel.errors import NotThere
from mashang.kernel.text import _


def case_file(request: Asked, pk: int, size: str) -> HttpResponseBase:
    """A file: `small` is the small picture of a photo; `whole` is shown for photos, else a download, and goes on record."""
    if size not in ("small", "whole"):
        raise NotThere("no_such_file", _("There is no such file."))
    opened = open_case_file(request.actor, pk, small=size == "small")
    if size == "whole":
        note_file_taken(actor=request.actor, opened=opened)
    media = "image/jpeg" if size == "small" else opened.line.media
    return hand_out(opened.file, name=opened.line.name, media=media, inside=opened.line.is_picture)
