"""The list of cases as the inbox draws it and as a file holds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mashang.cases.reads.choices import CHANNELS, HANDS, KINDS, OUTCOMES, PRIORITIES, STATES, clock_name, list_items
from mashang.cases.reads.desk_queue import QueueRow
from mashang.cases.reads.queue_tabs import COUNTED_TO, QueueWanted
from mashang.faces.desk.case_words import ICONS, holder_of, minutes_of, row_due, since_words
from mashang.faces.desk.lists import Shown
from mashang.kernel.actor import Actor
from mashang.register.reads.choices import label_of
from mashang.ui.page import Link, Text
from mashang.ui.parts import Tab
from mashang.ui.split import SplitRow
from mashang.ui.tables import with_query

TAB_NAMES: dict[str, Text] = {
    "mine": gettext_lazy("Received by me"),
    "hand": gettext_lazy("In my hands"),
    "today": gettext_lazy("Due today"),
    "overdue": gettext_lazy("Overdue"),
    "waiting": gettext_lazy("Waiting for reporting in"),
    "firm": gettext_lazy("Waiting for the firm"),
    "paused": pgettext_lazy("clocks", "Standing still"),
    "callback": gettext_lazy("To be called back"),
    "all": gettext_lazy("All open"),
    "closed": pgettext_lazy("cases", "Ended"),
}
MORE_NAMES: dict[str, Text] = {
    "near": gettext_lazy("Near due"),
    "stuck": gettext_lazy("Stuck for three working days"),
}
WARNED = ("today", "overdue", "callback")
NOT_KEPT = {"after": "", "before": "", "case": ""}


def name_of_tab(tab: str) -> Text:
    """What a tab is called."""
    return (TAB_NAMES | MORE_NAMES)[tab]


def tabs_of(query: QueryDict, wanted: QueueWanted, counts: Mapping[str, int]) -> list[Tab]:
    """The tabs with how many cases each holds, at most to 99+; a change of tab keeps the filters."""
    return [
        Tab(
            label=name, url=with_query(query, {**NOT_KEPT, "tab": code, "sort": ""}), count=_count(counts.get(code)),
            current=code == wanted.tab and not wanted.number, warn=code in WARNED and bool(counts.get(code)),
        )
        for code, name in (TAB_NAMES | {tab: name for tab, name in MORE_NAMES.items() if tab == wanted.tab}).items()
    ]  # fmt: skip


def _count(number: int | None) -> int | str | None:
    return f"{COUNTED_TO - 1}+" if number is not None and number >= COUNTED_TO else number


def heads_of(query: QueryDict, wanted: QueueWanted) -> list[Link]:
    """The four heads; number and due sort."""

    def head(label: Text, key: str, first: str) -> Link:
        now = wanted.sort.lstrip("-") == key
        other = key if wanted.sort.startswith("-") else f"-{key}"
        note = ("descending" if wanted.sort.startswith("-") else "ascending") if now else ""
        return Link(label=label, url=with_query(query, {**NOT_KEPT, "sort": other if now else first}), note=note)

    due = head(_("Nearest clock (working time)"), "due", "due")
    return [
        head(_("Number"), "opened", "-opened"),
        Link(label=_("Firm and matter"), url=""),
        Link(label=_("In whose hands"), url=""),
        Link(label=due.label, url="") if wanted.tab == "closed" else due,
    ]


def split_rows(actor: Actor, query: QueryDict, rows: Sequence[QueueRow], now: datetime) -> list[SplitRow]:
    """The rows of one page."""
    return [_split_row(actor, query, row, now) for row in rows]


def _split_row(actor: Actor, query: QueryDict, row: QueueRow, now: datetime) -> SplitRow:
    who, mine = holder_of(row, actor.user_id)
    place = " ".join(filter(None, (row.tower, row.place)))
    return SplitRow(
        id=str(row.id), number=row.number, kind=label_of(KINDS, row.kind) if row.priority == "normal" else label_of(PRIORITIES, row.priority),
        title=row.firm or place or row.title, text=row.title, url=with_query(query, {"case": str(row.id)}),
        file_url=reverse("case", args=[row.id]), due=row_due(row, now, actor.locale), who=who,
        who_note=label_of(STATES, row.state) if row.closed_at else since_words(row), who_icon=ICONS[row.hands], mine=mine,
    )  # fmt: skip


def columns(locale: str) -> Sequence[Shown]:
    """What a file of the list holds; times in hours of working time."""
    items = dict(list_items(locale))
    return (
        Shown(key="number", label=gettext_lazy("Number"), value=lambda r: r.number),
        Shown(key="kind", label=gettext_lazy("Kind"), value=lambda r: label_of(KINDS, r.kind)),
        Shown(key="item", label=gettext_lazy("What it is about"), value=lambda r: items.get(r.item, r.item)),
        Shown(key="title", label=gettext_lazy("Matter"), value=lambda r: r.title),
        Shown(key="firm", label=gettext_lazy("Firm"), value=lambda r: r.firm),
        Shown(key="tower", label=gettext_lazy("Tower"), value=lambda r: r.tower),
        Shown(key="place", label=gettext_lazy("Place"), value=lambda r: r.place),
        Shown(key="channel", label=gettext_lazy("Channel"), value=lambda r: label_of(CHANNELS, r.channel)),
        Shown(key="priority", label=gettext_lazy("Priority"), value=lambda r: label_of(PRIORITIES, r.priority)),
        Shown(key="state", label=gettext_lazy("State"), value=lambda r: label_of(STATES, r.state)),
        Shown(key="hands", label=gettext_lazy("In whose hands"), value=lambda r: label_of(HANDS, r.hands)),
        Shown(key="department", label=gettext_lazy("Department"), value=lambda r: r.department),
        Shown(key="officer", label=gettext_lazy("Officer"), value=lambda r: r.officer),
        Shown(key="first_receiver", label=gettext_lazy("First receiver"), value=lambda r: r.first_receiver),
        Shown(key="opened", label=gettext_lazy("Received"), value=lambda r: f"{r.opened_at:%Y-%m-%d %H:%M}"),
        Shown(key="held", label=gettext_lazy("In these hands, working minutes"), value=lambda r: minutes_of(r.held)),
        Shown(key="next", label=gettext_lazy("Next clock"), value=lambda r: clock_name(r.next_clock, locale) if r.next_clock else ""),
        Shown(key="next_due", label=gettext_lazy("Next due"), value=lambda r: f"{r.next_due_at:%Y-%m-%d %H:%M}" if r.next_due_at else ""),
        Shown(key="late", label=gettext_lazy("Late, working minutes"), value=lambda r: minutes_of(r.late)),
        Shown(key="due", label=gettext_lazy("The whole is due"), value=lambda r: f"{r.due_at:%Y-%m-%d %H:%M}" if r.due_at else ""),
        Shown(key="closed", label=gettext_lazy("Ended at"), value=lambda r: f"{r.closed_at:%Y-%m-%d %H:%M}" if r.closed_at else ""),
        Shown(key="outcome", label=gettext_lazy("Outcome"), value=lambda r: label_of(OUTCOMES, r.outcome) if r.outcome else ""),
    )  # fmt: skip
