"""What a person says of a floor: which answers there are, and when two of them clash."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from mashang.kernel.errors import Refused
from mashang.kernel.names import fold
from mashang.kernel.text import _

Seen = Literal["as_is", "other", "empty", "unseen"]
LONGEST = 200
SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """One unit as it was found: as the register has it, another firm, empty, or not seen at all."""

    unit: int
    seen: Seen
    name: str = ""
    note: str = ""

    @property
    def differs(self) -> bool:
        """Does it tell the register something it did not know?"""
        return self.seen in ("other", "empty")

    def as_json(self) -> dict[str, Any]:
        """As it is kept and sent."""
        return asdict(self)


def read_result(said: Iterable[Mapping[str, Any]], units: Collection[int]) -> tuple[UnitSeen, ...]:
    """What was sent of one floor, in the order of its units.

    Refuses units of another floor, a unit said twice, answers that do not exist, another firm without its name, texts
    that are too long, and a floor of which nothing was seen.
    """
    seen: dict[int, UnitSeen] = {}
    for one in said:
        unit, answer = int(one.get("unit", 0)), str(one.get("seen", ""))
        name, note = str(one.get("name", "")).strip(), str(one.get("note", "")).strip()
        if unit not in units or unit in seen or answer not in get_args(Seen):
            raise Refused(
                "not_this_floor", _("These rooms are not those of the floor as it is now."),
                mend=_("Load the floor again and go over it once more."),
            )  # fmt: skip
        if answer == "other" and not name:
            raise Refused(
                "name_missing", _("Write who is in the room."), field=f"name-{unit}", mend=_("As on the door.")
            )
        if len(name) > LONGEST or len(note) > LONGEST:
            raise Refused(
                "too_long",
                _("A name or note has at most %(most)s characters.", most=LONGEST),
                mend=_("Write it shorter."),
            )
        seen[unit] = UnitSeen(unit, answer, name if answer == "other" else "", note)  # type: ignore[arg-type]
    if not any(one.seen != "unseen" for one in seen.values()):
        raise Refused(
            "nothing_seen", _("Nothing was seen of this floor yet."), mend=_("Choose an answer for each room.")
        )
    return tuple(sorted(seen.values(), key=lambda one: one.unit))


def clashes(one: Iterable[UnitSeen], other: Iterable[UnitSeen]) -> tuple[int, ...]:
    """The units of which two persons say different things; not seen contradicts nothing, names are compared folded."""
    theirs = {seen.unit: seen for seen in other}
    found = []
    for mine in one:
        said = theirs.get(mine.unit)
        if said is None or "unseen" in (mine.seen, said.seen):
            continue
        if mine.seen != said.seen or fold(mine.name) != fold(said.name):
            found.append(mine.unit)
    return tuple(found)


def bears_name(seen: str, known: str) -> bool:
    """Is a name on a door that of a firm? Doors show short forms, so that one may hold the other; folded first."""
    short, long = sorted((fold(seen), fold(known)), key=len)
    return bool(short) and (short == long or (len(short) >= SHORTEST_PART and short in long))
