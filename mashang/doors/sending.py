"""A form that is sent twice does its work once: a double click, a retry on a bad line, a page gone back to.

Forms that make something carry `{% form_token %}`; their view does its act through `do_once`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from uuid import UUID

from django.db import transaction

from mashang.doors.guarding import Asked
from mashang.trail.acts import once

FORM_TOKEN: Final = "form_token"  # noqa: S105 (the name of a field)
_NOT_CONTENT: Final = {FORM_TOKEN, "csrfmiddlewaretoken"}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent(Generic[T]):
    """What came of a form: the address to go on to, and what the act gave; `done` is None when it was sent before."""

    to: str
    done: T | None
    again: bool


def do_once(request: Asked, deed: Callable[[], T], *, to: Callable[[T], str], kind: str = "") -> Sent[T]:
    """Do the deed of a form and say where to go on; the same form sent again goes to the same place, and does nothing.

    The scope is the face and the name of the address, the key the token of the form, the body what was typed and
    which files were chosen. Deed and claim are one transaction: what is refused leaves the token free. Other contents,
    or another person, under the same token are refused (`key_used_for_another_request`). A form without a token
    (sent by a program) is simply done.
    """
    key = _token(request)
    if key is None:
        done = deed()
        return Sent(to=to(done), done=done, again=False)
    name = request.resolver_match.url_name if request.resolver_match else ""
    with transaction.atomic():
        claim = once(actor=request.actor, scope=f"{request.face}.{name}"[:60], key=key, body=_contents(request))
        if claim.done:
            return Sent(to=claim.result_url, done=None, again=True)
        done = deed()
        sent = Sent(to=to(done), done=done, again=False)
        claim.keep(kind or (name or "")[:40], _number(done), url=sent.to)
    return sent


def _token(request: Asked) -> UUID | None:
    try:
        return UUID(request.POST.get(FORM_TOKEN, ""))
    except ValueError:
        return None


def _contents(request: Asked) -> bytes:
    """What was sent, in one order: address, fields without tokens, and each file by name and content."""
    content = hashlib.sha256(request.path.encode())
    for name in sorted(set(request.POST) - _NOT_CONTENT):
        content.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            content.update(repr((name, file.name, file.size)).encode())
            file.seek(0)
            for chunk in file.chunks():
                content.update(chunk)
            file.seek(0)
    return content.digest()


def _number(done: object) -> int:
    number = done if isinstance(done, int) else getattr(done, "pk", 0)
    return number if isinstance(number, int) else 0
