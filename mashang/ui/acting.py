"""What a reader can do next: buttons with their keys, the one next step, cards to choose from, a level to give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.forms.boundfield import BoundField

from mashang.ui.page import Text
from mashang.ui.parts import Due

TONES: Final = ("now", "soon", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button: a link to `url`, or with `post` a form that posts `fields` to it.

    `key` is the one letter that presses it (ui/js/split.js); `look` is primary, secondary, link or danger; `form` is the id
    of a form elsewhere on the page which it sends with `fields` as its own name and value (the first of them).
    """

    label: Text
    url: str = ""
    key: str = ""
    look: str = "secondary"
    icon: str = ""
    post: bool = False
    form: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the button in the form it sends."""
        return next(iter(self.fields), "")

    @property
    def value(self) -> str:
        """The value of the button in the form it sends."""
        return next(iter(self.fields.values()), "")

    @property
    def letter(self) -> str:
        """The key as it stands on the button."""
        return self.key.upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The one next step of a page: whose turn and until when (`lead`), what (`title`), why (`text`), and the buttons.

    `tone`: now (it is the reader's turn), soon (amber: time runs out with others), plain (nothing to do now). At most one
    button is primary: more of them is a ValueError, for then nobody knows which.
    """

    lead: Text
    title: Text = ""
    text: Text = ""
    due: Due | None = None
    presses: Sequence[Press] = ()
    tone: str = "now"
    big: bool = False

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"No such tone: {self.tone!r}; there are {', '.join(TONES)}.")
        if sum(press.look == "primary" for press in self.presses) > 1:
            raise ValueError("A next step has one primary button at most.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCard:
    """One answer on a big card: what it is, what follows (`note`), and the fields it opens when chosen.

    `fields` are bound fields of the page's form, drawn under the card; a browser without scripts shows them as well, for
    the card opens by style alone. `button` is what the big button of the page says while this answer is chosen.
    """

    value: str
    label: Text
    note: Text = ""
    icon: str = ""
    chosen: bool = False
    fields: Sequence[BoundField] = ()
    hint: Text = ""
    button: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of a rating: its value, its word, and how many of five bars stand for it (1 to 5)."""

    value: str
    label: Text
    height: int
    chosen: bool = False

    @property
    def bars(self) -> list[tuple[int, int, int, bool]]:
        """x, y, height and filled of the five bars of its picture, each higher than the one before."""
        return [(1 + 8 * place, 20 - 4 * place, 4 + 4 * place, place < self.height) for place in range(5)]


def five_levels(words: Sequence[Text], chosen: str = "") -> list[Level]:
    """Five levels with the values 1 to 5 from the lowest to the highest word; `chosen` is the value given already."""
    if len(words) != 5:
        raise ValueError(f"A rating has five words, not {len(words)}.")
    return [
        Level(value=str(place), label=word, height=place, chosen=chosen == str(place))
        for place, word in enumerate(words, start=1)
    ]
