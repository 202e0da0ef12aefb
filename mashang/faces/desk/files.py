"""The parts that files of towers, units and firms have in common: facts, history, documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mashang.register.reads.choices import HAPPENINGS, label_of
from mashang.register.reads.documents import DocumentLine
from mashang.register.reads.facts import FactLine, FactSource, group_name
from mashang.register.reads.histories import Happening
from mashang.register.reads.papers import KINDS
from mashang.ui.moments import Moment
from mashang.ui.parts import Event, Fact, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGroup:
    """Facts of one group; `locked` are those that the reader's role may not see."""

    code: str
    name: str
    facts: list[Fact]
    locked: list[FactLine]
    rivals: list[FactLine]


def kit_source(source: FactSource | None) -> Source | None:
    """A source as the kit draws it."""
    if source is None:
        return None
    return Source(name=source.name, on=source.on.isoformat(), state=source.freshness.value)


def fact_groups(lines: Iterable[FactLine]) -> list[FactGroup]:
    """The facts by group, in the order in which the groups first occur."""
    groups: dict[str, list[FactLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return [
        FactGroup(
            code=code,
            name=group_name(code),
            facts=[_fact(line) for line in held if not line.locked],
            locked=[line for line in held if line.locked],
            rivals=[line for line in held if line.rivals],
        )
        for code, held in groups.items()
    ]


def _fact(line: FactLine) -> Fact:
    label = f"{line.label} · {line.period}" if line.period else line.label
    tag = _("sources differ") if line.rivals else ""
    if not tag and line.due:
        tag = _("to be checked again")
    return Fact(label=label, value=line.text, source=kit_source(line.source), tag=tag)


STATES = {"start": "ok", "end": "bad", "undo": "bad", "import_undone": "bad", "import": "on"}


def happening_events(happenings: Sequence[Happening], moment: Moment, *, of_firm: bool = False) -> list[Event]:
    """What happened as a timeline; what is still to come stands as such."""
    return [_event(one, moment, of_firm=of_firm) for one in happenings]


def _event(one: Happening, moment: Moment, *, of_firm: bool) -> Event:
    parts = [one.tower if of_firm else one.firm]
    rooms = _(", ").join(one.rooms)
    if one.became:
        rooms += " → " + _(", ").join(one.became)
    parts = [part for part in (*parts, rooms, one.reason, one.source) if part]
    to_come = one.on > moment.today
    return Event(
        when=one.on.isoformat(),
        iso=one.on.isoformat(),
        title=str(HAPPENINGS.get(one.kind, one.kind)),
        text=" · ".join(parts),
        state="next" if to_come else STATES.get(one.kind, ""),
        url=reverse("firm", args=[one.firm_id]) if one.firm_id and not of_firm else "",
        url_label=_("Open firm") if one.firm_id and not of_firm else "",
    )


def document_rows(documents: Sequence[DocumentLine]) -> list[dict[str, str]]:
    """The documents as the page lists them."""
    return [
        {
            "name": one.name,
            "url": reverse("document", args=[one.id]) if one.kind in dict(KINDS) else "",
            "kind": label_of(KINDS, one.kind),
            "size": filesizeformat(one.bytes),
            "issued": one.issued_on.isoformat() if one.issued_on else "",
            "expires": one.expires_on.isoformat() if one.expires_on else "",
            "taken": timezone.localtime(one.recorded_at).date().isoformat(),
        }
        for one in documents
    ]
