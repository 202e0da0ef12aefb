"""What was done to a subject, for the history on its file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mashang.accounts.models import User
from mashang.kernel.actor import Actor
from mashang.trail.models import Entry, View
from mashang.trail.words import (
    CODE_NAMERS,
    NAMERS,
    SUBJECT_NAMERS,
    Text,
    act_words,
    field_words,
    reason_words,
    subject_words,
    value_words,
)

Names = Mapping[str, Mapping[Any, str]]
SubjectNames = Mapping[tuple[str, int], str]
MANY = {"units", "from", "to"}  # fields that list several things, never one before and one after


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a diff. `before` is empty for what was made; `hidden` when the values are sealed."""

    words: Text
    before: Text
    after: Text
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. `role` is the code of the role acted in; `name` is empty where staff are not named,
    `subject_name` where the reader may not see the subject or has its file open."""

    id: int
    at: dt.datetime
    name: Text
    role: str
    face: str
    act: str
    words: Text
    subject_kind: str
    subject_words: Text
    subject_id: int
    subject_name: str
    changes: Sequence[Changed]
    reason: Text
    request_id: str


@dataclass(frozen=True, slots=True)
class History:
    """A page of lines, newest first; ask again with `before=next_before` for older ones (None: there are none)."""

    lines: Sequence[Line]
    next_before: int | None


def history_of(
    *, actor: Actor, subject_kind: str, subject_id: int, limit: int = 20, before: int | None = None, within: str = ""
) -> History:
    """The entries of one subject, newest first; two queries.

    Asked only for a subject that the actor may read: the caller has read it for this actor. People of
    a firm or of a tower's management read the role that acted, not the name of the official. `within` keeps
    entries of an area's subtree: of a subject known to several areas each reads what was done in its own.
    """
    rows = Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
    if within:
        rows = rows.filter(area_path__gte=within, area_path__lt=f"{within}~")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    return History(lines=lines_of(found, actor=actor), next_before=found[-1].pk if more else None)


def lines_of(entries: Iterable[Entry], *, actor: Actor, subjects: SubjectNames | None = None) -> list[Line]:
    """Entries in words; the names of all actors in one query."""
    entries = list(entries)
    names = names_of({e.actor_id for e in entries if e.actor_id}, actor=actor)
    named = _names_in([e.diff for e in entries], actor)
    return [
        Line(
            id=e.pk,
            at=e.at,
            name=names.get(e.actor_id, "") if e.actor_id else _("The platform"),
            role=e.role,
            face=e.face,
            act=e.act,
            words=act_words(e.act),
            subject_kind=e.subject_kind,
            subject_words=subject_words(e.subject_kind),
            subject_id=e.subject_id,
            subject_name=(subjects or {}).get((e.subject_kind, e.subject_id), ""),
            changes=changes_of(e.diff, named),
            reason=reason_words(e.reason),
            request_id=str(e.request_id),
        )
        for e in entries
    ]


def names_of(user_ids: Iterable[int], *, actor: Actor) -> dict[int, str]:
    """The names of these users, as this actor may know them: outside the office only one's own."""
    outside = actor.firm_ids is not None or actor.tower_ids is not None
    wanted = {pk for pk in user_ids if not outside or pk == actor.user_id}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def subjects_of(rows: Iterable[Entry | View], *, actor: Actor) -> SubjectNames:
    """The names of what entries or views are about, as far as the actor may see them; one query for each kind."""
    ids: dict[str, set[int]] = {}
    for row in rows:
        ids.setdefault(row.subject_kind, set()).add(row.subject_id)
    tellers = {kind: SUBJECT_NAMERS.get(kind) or NAMERS.get(kind) for kind in ids}
    return {
        (kind, pk): name
        for kind, tell in tellers.items()
        if tell is not None
        for pk, name in tell(actor, ids[kind]).items()
    }


def _names_in(diffs: Sequence[Mapping[str, object]], actor: Actor) -> dict[str, Mapping[Any, str]]:
    """The names of what diffs speak of by number or code, by field: one query for each field that holds such."""
    named: dict[str, Mapping[Any, str]] = {}
    for name in {name for diff in diffs for name in diff}:
        held = {one for diff in diffs for one in _single(diff.get(name))}
        if name in NAMERS and (ids := {one for one in held if isinstance(one, int) and not isinstance(one, bool)}):
            named[name] = NAMERS[name](actor, ids)
        elif name in CODE_NAMERS and (codes := {one for one in held if isinstance(one, str)}):
            named[name] = CODE_NAMERS[name](actor, codes)
    return named


def _single(value: object) -> Iterator[object]:
    if isinstance(value, list):
        for one in value:
            yield from _single(one)
    elif not isinstance(value, dict):
        yield value


def changes_of(diff: Mapping[str, object], named: Names | None = None) -> list[Changed]:
    """A diff field by field, in words as far as any app gave them; objects by their names as far as they are given."""
    return [_changed(name, value, (named or {}).get(name, {})) for name, value in diff.items()]


def _changed(name: str, value: object, names: Mapping[Any, str]) -> Changed:
    pair = isinstance(value, list) and len(value) == 2 and (name not in MANY or all(isinstance(v, list) for v in value))
    before, after = value if pair and isinstance(value, list) else (None, value)
    hidden = any(isinstance(v, dict) and set(v) == {"sealed"} for v in (before, after))
    if hidden:
        return Changed(field_words(name), "", "", hidden=True)
    return Changed(field_words(name), _shown(before, name, names), _shown(after, name, names))


def _shown(value: object, name: str = "", names: Mapping[Any, str] | None = None) -> str | Promise:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return gettext(", ").join(str(_shown(v, name, names)) for v in value)
    if isinstance(value, dict):
        return gettext("; ").join(f"{field_words(k)}{gettext(': ')}{_shown(v, k)}" for k, v in value.items())
    if name in NAMERS and isinstance(value, int):
        return (names or {}).get(value) or gettext("No. %(number)s") % {"number": value}
    return (names or {}).get(str(value)) or value_words(name, str(value))
