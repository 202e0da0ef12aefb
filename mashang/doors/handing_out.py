"""How a face hands out files that people gave us: never as a page of our own."""

from __future__ import annotations

from typing import IO

from django.http import FileResponse

SANDBOX = "sandbox; default-src 'none'"


def hand_out(file: IO[bytes], *, name: str, media: str, inside: bool = False) -> FileResponse:
    """The file as a download; `inside` only for pictures that the platform has drawn itself. Nothing in it can run."""
    response = FileResponse(file, as_attachment=not inside, filename=name, content_type=media)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
