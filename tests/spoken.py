"""Every deed that any test does has words: its act, the kind of its subject, its fields and their codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest

from mashang.trail.acts import recording
from mashang.trail.words import CODE_NAMERS, act_words, field_words, reason_words, subject_words, value_words

CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def unspoken(act: str, subject_kind: str, diff: Mapping[str, object], reason: str = "") -> list[str]:
    """What of an entry no app gave words to."""
    raw = [act] if act_words(act) == act else []
    raw += [subject_kind] if subject_words(subject_kind) == subject_kind else []
    raw += [reason] if "_" in reason and CODE.fullmatch(reason) and reason_words(reason) == reason else []
    return raw + [one for name, value in diff.items() for one in _raw(name, value)]


def _raw(name: str, value: object) -> Iterator[str]:
    if field_words(name) == name:
        yield name
    for one in value if isinstance(value, (list, tuple)) else [value]:
        if isinstance(one, dict) and set(one) != {"sealed"}:
            yield from unspoken_in(one)
        elif isinstance(one, str) and CODE.fullmatch(one) and name not in CODE_NAMERS and value_words(name, one) == one:
            yield f"{name}: {one}"


def unspoken_in(values: Mapping[str, object]) -> list[str]:
    """The same of what stands inside a field."""
    return [one for name, value in values.items() for one in _raw(name, value)]


@pytest.fixture(autouse=True)
def _every_deed_has_words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses a deed that a page could only show as a raw key. The trail's own tests use acts that nobody has."""
    if "mashang/trail/" in str(request.path):
        return
    plain = recording._entry

    def entry(actor: object, act: str, deed: recording.Deed, *more: object) -> object:
        raw = unspoken(act, deed.subject_kind, deed.diff, deed.reason)
        assert not raw, f"{act} writes into the trail what has no words: {', '.join(raw)}"
        return plain(actor, act, deed, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(recording, "_entry", entry)
