"""Speaks SMTP. Knows addresses of servers, TLS and reply codes; nothing of notices."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT_SECONDS = 8.0
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class BadMailAddress(ValueError):
    """MASHANG_MAIL_URL cannot be used; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where outgoing mail goes. `verify` off (`?verify=0`) accepts any certificate: for a server in one's own house."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls_from_start: bool = False
    verify: bool = True


def read_address(url: str) -> Server:
    """The server of `smtp://user:password@host:587` or `smtps://…:465`; BadMailAddress for anything else."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadMailAddress("MASHANG_MAIL_URL must look like smtp://user:password@host:587 or smtps://host:465.")
    secure = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=parts.port or (465 if secure else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_from_start=secure,
        verify=parse_qs(parts.query).get("verify", ["1"])[0] != "0",
    )


class WouldTellPassword(Exception):
    """The server offers no TLS, so the password would travel in the clear."""


def _tls(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if not server.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def connect(server: Server, timeout: float = TIMEOUT_SECONDS) -> smtplib.SMTP:
    """An open, greeted and signed-in connection; STARTTLS wherever the server offers it.

    Raises smtplib's and the socket's errors, and WouldTellPassword rather than send one in the clear
    to another machine.
    """
    if server.tls_from_start:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=_tls(server))
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        smtp.ehlo()
        safe = server.tls_from_start
        if not safe and smtp.has_extn("starttls"):
            smtp.starttls(context=_tls(server))
            smtp.ehlo()
            safe = True
        if server.user:
            if not safe and server.host not in LOOPBACK:
                raise WouldTellPassword
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def compose(*, sender: str, to: str, subject: str, body: str, message_id: str, locale: str) -> EmailMessage:
    """A plain text message in UTF-8 that no auto-responder should answer (RFC 3834)."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Content-Language"] = locale
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message
