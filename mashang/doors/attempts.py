"""Whose attempt to come in this is: the address and the login name by which wrong passwords are counted."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the browser; behind a trusted proxy the last one that the proxy itself wrote."""
    if getattr(settings, "TRUST_PROXY", False) and (forwarded := request.headers.get("X-Forwarded-For", "")):
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def attempted_login(request: HttpRequest, credentials: dict[str, object] | None = None) -> str:
    """The login name that was tried, in one case, so that changing the case does not escape a lock-out."""
    given = credentials or {}
    name = given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(name).strip().lower()
