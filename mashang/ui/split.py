"""A list at the left and what is chosen in it at the right: for long work by keyboard, and by plain links without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mashang.ui.acting import Press
from mashang.ui.page import Link, Text
from mashang.ui.parts import Due, Tab
from mashang.ui.tables import Empty, Table

FORM: Final = "split-form"
PANE: Final = "pane"


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """One row. `id` is posted under `pick` when it is picked; `number` is what people call it.

    `url` is this same list with the row's detail beside it, `file_url` the row's own page (on a phone the row leads
    there). `who` holds it now: `mine` marks the reader's own; `who_icon` is building, user, users-group ...
    """

    id: str
    number: Text
    title: Text
    url: str
    file_url: str
    due: Due
    kind: Text = ""
    text: Text = ""
    who: Text = ""
    who_note: Text = ""
    who_icon: str = "building"
    mine: bool = False
    picked: bool = False

    @property
    def pick_label(self) -> str:
        """What the tick box says to a screen reader."""
        return _("Select %(what)s") % {"what": self.number}


@dataclass(frozen=True, slots=True)
class SplitHead:
    """A drawn head of a column: its link sorts by it; `sort` is ascending, descending or empty."""

    label: Text
    url: str
    sort: str

    @property
    def icon(self) -> str:
        """The sign of the order."""
        return {"ascending": "sort-ascending", "descending": "sort-descending"}.get(self.sort, "arrows-sort")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One or more keys of the keyboard as they are written, and what they do."""

    keys: Sequence[str]
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The list. `label` names it; `heads` are the four column heads (number, matter, who, due) as links that sort, a link
    without an address does not sort, `note` says ascending or descending.

    `current` is the id of the row whose detail stands at the right. `bulk` are the buttons for what is picked: they post
    `pick` (many) and their own name and value to `action`. `picked_words` says how many are picked, with `{n}` in it.
    `table` (of the same rows) draws pages and exports below the list; a list cut by marks has `previous_url` and `next_url`.
    """

    label: Text
    heads: Sequence[Link]
    rows: Sequence[SplitRow]
    current: str = ""
    tabs: Sequence[Tab] = ()
    tabs_label: Text = ""
    bulk: Sequence[Press] = ()
    action: str = ""
    picked_words: Text = ""
    keys: Sequence[Key] = ()
    table: Table | None = None
    empty: Empty | None = None
    previous_url: str = ""
    next_url: str = ""

    def __post_init__(self) -> None:
        if len(self.heads) != 4:
            raise ValueError(f"A split view has four columns, not {len(self.heads)}.")
        if self.bulk and not self.action:
            raise ValueError("Buttons for what is picked need an address to post to.")

    def drawn_heads(self) -> list[SplitHead]:
        """The column heads."""
        return [SplitHead(head.label, head.url, str(head.note)) for head in self.heads]

    def bulk_presses(self) -> list[Press]:
        """The buttons for what is picked, each sending the form of the list."""
        return [replace(press, form=FORM) for press in self.bulk]

    @property
    def picked(self) -> SafeString:
        """How many are picked, the number in an element that the script counts in."""
        n = format_html("<span data-split-n>{}</span>", sum(row.picked for row in self.rows))
        before, _mark, after = str(self.picked_words or _("Selected: {n}")).partition("{n}")
        return format_html("{}{}{}", before, n, after)

    @property
    def all_keys(self) -> list[Key]:
        """Every key that the list itself answers to, and those the page names."""
        own = [
            Key(keys=("J", "K"), label=_("Next, previous")),
            Key(keys=("X",), label=_("Select or leave out")),
            Key(keys=("Enter",), label=_("Open the file")),
            Key(keys=("Esc",), label=_("Leave everything out")),
            Key(keys=("/",), label=_("Search")),
            Key(keys=("?",), label=_("All keys")),
        ]
        return [*own, *self.keys]
