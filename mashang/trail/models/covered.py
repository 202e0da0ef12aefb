"""What the digest of a row covers, and the key it is made with."""

from __future__ import annotations

from django.conf import settings

from mashang.trail.models.entry import Entry, Seal, View
from mashang.trail.rules.canonical import Plain, canonical, digest

STREAMS: dict[str, type[Entry] | type[View]] = {Seal.Stream.ENTRY.value: Entry, Seal.Stream.VIEW.value: View}


def trail_key() -> bytes:
    """The key of digests and seals, from the environment and never from the database."""
    return str(settings.TRAIL_KEY).encode()


def entry_values(entry: Entry) -> list[Plain]:
    """The fields covered by the digest of an entry, in the order of form 1."""
    return [
        entry.actor_id,
        entry.role,
        entry.membership_id,
        entry.face,
        entry.act,
        entry.subject_kind,
        entry.subject_id,
        entry.diff,
        entry.reason,
        str(entry.request_id),
        entry.district_id,
        entry.area_path,
    ]


def view_values(view: View) -> list[Plain]:
    """The fields covered by the digest of a view, in the order of form 1."""
    return [
        view.actor_id,
        view.role,
        view.page,
        view.subject_kind,
        view.subject_id,
        view.fields,
        view.purpose,
        str(view.request_id),
        view.district_id,
        view.area_path,
    ]


def digest_of(row: Entry | View, key: bytes) -> bytes:
    """The digest that the row as it stands should carry."""
    values = entry_values(row) if isinstance(row, Entry) else view_values(row)
    return digest(key, canonical(row.at, values))
