"""What a person says when two records are merged, and the filters of what was merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mashang.register.reads.merges import MergeLine
from mashang.register.rules.merging import GONE, JOIN, KEEP, KEPT, FloorClash, RoomClash

ANY = pgettext_lazy("a filter", "Any")
KINDS = {"tower": _("Tower"), "firm": _("Firm")}
STATES = {"stands": _("Merged"), "undone": _("Taken apart")}
REST = {KEEP: _("Keep both"), JOIN: _("Make the two one, where nothing is in the way")}


class LikeForm(forms.Form):
    """Which other record is meant."""

    q = forms.CharField(label=_("Name, address or code of the other record"), required=False, max_length=120)


class TowerMergeForm(forms.Form):
    """What is decided about each room and floor that both towers have, and why the two are one."""

    rest = forms.ChoiceField(
        label=_("All rooms of which nothing else is said"), required=False,
        choices=[("", _("Nothing: each is decided by itself")), *REST.items()],
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *args: Any, rooms: Sequence[RoomClash] = (), floors: Sequence[FloorClash] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.rooms, self.floors = rooms, floors
        for room in rooms:
            words = {
                KEEP: _("Keep both; this one becomes %(number)s") % {"number": room.number},
                JOIN: _("They are one room"),
            }
            self.fields[f"room-{room.gone.id}"] = _choice(room.gone.room, {way: words[way] for way in room.ways})
        for floor in floors:
            self.fields[f"floor-{floor.no}"] = _choice(
                str(floor.no), {KEPT: _("The kept record"), GONE: _("The other record")}
            )
        if len(rooms) < 2:
            del self.fields["rest"]

    def room_rows(self) -> list[tuple[RoomClash, Any]]:
        """Each room that both have, with its field."""
        return [(room, self[f"room-{room.gone.id}"]) for room in self.rooms]

    def floor_rows(self) -> list[tuple[FloorClash, Any]]:
        """Each floor on which the two differ, with its field."""
        return [(floor, self[f"floor-{floor.no}"]) for floor in self.floors]

    def said_of_rooms(self) -> dict[int, str]:
        """What is decided of each room, by its number in the register."""
        said = self.cleaned_data
        rest = said.get("rest", "")
        return {
            room.gone.id: said[f"room-{room.gone.id}"] or (rest if rest in room.ways else "") for room in self.rooms
        }

    def said_of_floors(self) -> dict[int, str]:
        """What is decided of each floor."""
        return {floor.no: self.cleaned_data[f"floor-{floor.no}"] for floor in self.floors}


def _choice(label: Any, ways: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(ways.items()), required=False, widget=forms.RadioSelect)


class MergesFilter(forms.Form):
    """Which merges: of what, in which state, called how."""

    q = forms.CharField(label=_("Firm or tower"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", ANY), *KINDS.items()])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", ANY), *STATES.items()])

    def fits(self, one: MergeLine) -> bool:
        """Is this merge asked for?"""
        said = self.cleaned_data if self.is_valid() else {}
        q, state = said.get("q", "").strip().lower(), "undone" if one.undone_on else "stands"
        return (
            said.get("kind", "") in ("", one.kind)
            and said.get("state", "") in ("", state)
            and (not q or q in one.kept.lower() or q in one.gone.lower())
        )
