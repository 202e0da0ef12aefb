"""Photos drawn anew: what can be seen stays, what was written beside it (place, device, time, hidden files) goes."""

from __future__ import annotations

import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from mashang.kernel.errors import Refused
from mashang.kernel.text import _

MOST_PIXELS = 50_000_000
LONGEST, SMALL = 4_000, 360
_BROKEN = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    IndexError,
    KeyError,
    TypeError,
)
QUALITY, SMALL_QUALITY = 88, 78


def draw_anew(data: bytes, media: str, name: str) -> tuple[bytes, bytes]:
    """The picture as new bytes of the same kind, turned the right way, at most 4,000 pixels long, and a small JPEG of it.

    Refuses a picture that cannot be read to its end, and one of more than 50 million pixels however small its file is.
    """
    try:
        seen = _read(data, media, name)
    except _BROKEN as bad:
        raise Refused(
            "broken_picture", _("“%(name)s” cannot be read as a picture.", name=name), field="files",
            mend=_("Take or save the picture once more."),
        ) from bad  # fmt: skip
    has_alpha = media == "image/png" and ("A" in seen.getbands() or "transparency" in seen.info)
    plain = seen.convert("RGBA" if has_alpha else "RGB")
    plain.thumbnail((LONGEST, LONGEST))
    whole = _saved(_bare(plain), "PNG" if media == "image/png" else "JPEG", QUALITY)
    small = plain.convert("RGB")
    small.thumbnail((SMALL, SMALL))
    return whole, _saved(_bare(small), "JPEG", SMALL_QUALITY)


def _read(data: bytes, media: str, name: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what is odd in the metadata goes with it
        # The plug-ins themselves: size is asked before anything is unpacked.
        opened: Image.Image = (JpegImageFile if media == "image/jpeg" else PngImageFile)(io.BytesIO(data))
        if opened.width * opened.height > MOST_PIXELS:
            raise Refused(
                "picture_too_large", _("“%(name)s” has more than 50 million pixels.", name=name), field="files",
                mend=_("Send a smaller picture."),
            )  # fmt: skip
        opened.load()
        return ImageOps.exif_transpose(opened)


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no profile, no comments, no Exif come along."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _saved(picture: Image.Image, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": quality} if kind == "JPEG" else {}))
    return out.getvalue()
