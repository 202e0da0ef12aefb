"""Catalogues: read, brought up to date, written in a fixed order, compiled."""

from __future__ import annotations

import os
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from mashang.cli.texts.found import Found

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""

Key = tuple[str, str]


def read(path: Path, language: str) -> Any:
    """The catalogue at this path, an empty one where there is no file."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def key(message: Any) -> Key:
    """Context and singular id: what makes a message one."""
    return (message.context or "", message.id if isinstance(message.id, str) else message.id[0])


def text(message: Any) -> str:
    """Its translation, the one form that Chinese has; empty when there is none."""
    return str(message.string if isinstance(message.string, str) else message.string[0])


def texts(path: Path, language: str) -> dict[Key, str]:
    """Every translation of a catalogue that is not empty."""
    return {key(m): text(m) for m in read(path, language) if m.id and text(m)}


def update(path: Path, language: str, found: Iterable[Found], known: dict[Key, str]) -> tuple[int, int, int]:
    """Make the catalogue hold exactly the found messages; returns how many came, went, and lack a translation.

    A translation that is there stays. A new message takes the text that another app has for the
    same id. A plural's Chinese has one form.
    """
    from babel.messages.catalog import Catalog

    held = {key(m): text(m) for m in read(path, language) if m.id}
    fresh = Catalog(locale=language)
    wanted = {f.key: f for f in sorted(found, key=lambda f: bool(f.plural))}
    for each, message in wanted.items():
        string = held.get(each) or known.get(each, "")
        if message.plural:
            fresh.add((message.id, message.plural), (string,), context=message.context or None)
        else:
            fresh.add(message.id, string, context=message.context or None)
    write(path, language, fresh)
    missing = sum(1 for m in fresh if m.id and not text(m))
    return len(wanted.keys() - held.keys()), len(held.keys() - wanted.keys()), missing


def fill(path: Path, language: str, given: dict[Key, str]) -> int:
    """Write the given translations into messages that are in the catalogue; returns how many changed."""
    catalog, changed = read(path, language), 0
    for message in catalog:
        new = given.get(key(message)) if message.id else None
        if new and new != text(message):
            message.string = new if isinstance(message.id, str) else (new,)
            message.flags.discard("fuzzy")
            changed += 1
    if changed:
        write(path, language, catalog)
    return changed


def write(path: Path, language: str, catalog: Any) -> None:
    """Write the catalogue sorted by id, without places and dates, only when it differs; drop an empty one."""
    from babel.messages.pofile import write_po

    if not any(m.id for m in catalog):
        path.unlink(missing_ok=True)
        return
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    content = HEADER.format(language=language).encode() + body.getvalue().strip() + b"\n"
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, content)


def replace(path: Path, content: bytes) -> None:
    """Write beside and rename, so that a reader never meets half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def compile_all(package: Path) -> list[Path]:
    """Write the .mo of every catalogue that changed since; remove one whose catalogue is gone."""
    for stale in package.rglob("locale/*/LC_MESSAGES/django.mo"):
        if not stale.with_suffix(".po").exists():
            stale.unlink()
    written = []
    for po in sorted(package.rglob("locale/*/LC_MESSAGES/django.po")):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
            continue
        from babel.messages.mofile import write_mo

        out = BytesIO()
        write_mo(out, read(po, po.parents[1].name))
        replace(mo, out.getvalue())
        written.append(mo)
    return written
