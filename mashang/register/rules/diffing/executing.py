"""What accepting differences does to the register, as values: new entities and next versions of tenancies.

Nothing is read or written here. A row that cannot be carried out (its room is still let, because the
reviewer refused the other's leaving) is left open with the reason; the others go on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from mashang.kernel.errors import Refused
from mashang.kernel.text import Message, _
from mashang.register.rules import versions
from mashang.register.rules.diffing.held import Held
from mashang.register.rules.diffing.stated import Difference, Stated
from mashang.register.rules.versions import Space, Span, Version

Place = tuple[int, int | None, str]
PORTION = 2_000
_ORDER = {"end": 0, "change": 1, "facts": 1, "move": 2, "firm": 3, "start": 3}


@dataclass(slots=True)
class Step:
    """One line (tenancy) from its version before to the one after, and the rows that asked for it."""

    before: Version | None
    after: Version | None
    events: list[tuple[str, date, dict[str, str]]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


@dataclass(slots=True)
class Execution:
    """Everything that accepting some rows would write. Ids of what is new are negative until it is written.

    Towers, firms and units are new ones, in order, each with the key under which later rows find it.
    """

    towers: list[tuple[str, int, str, Difference]] = field(default_factory=list)
    firms: list[tuple[str, int, str, str | None, Difference]] = field(default_factory=list)
    units: list[tuple[Place, int, Difference]] = field(default_factory=list)
    unit_areas: dict[int, tuple[Decimal, Difference]] = field(default_factory=dict)
    renames: list[tuple[int, str, Difference]] = field(default_factory=list)
    codes: list[tuple[int, str, Difference]] = field(default_factory=list)
    facts: list[tuple[int, str, str, Difference]] = field(default_factory=list)
    rivals: list[tuple[int, str, str, Difference]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    open: list[tuple[Difference, Message]] = field(default_factory=list)
    done: list[Difference] = field(default_factory=list)


def with_flags(version: Version, flags: dict[str, bool]) -> Version:
    """The version with what is now known of where the firm is registered, taxed and at work."""
    return replace(
        version,
        registered_here=flags.get("registered_here", version.registered_here),
        taxed_here=flags.get("taxed_here", version.taxed_here),
        operates_here=flags.get("operates_here", version.operates_here),
    )


def _collide(one: Space, other: Space) -> bool:
    """Is the same room let to both alone on the same day?"""
    return one.unit_id == other.unit_id and one.exclusive and other.exclusive and one.span.meets(other.span)


class Executor:
    """Carries out accepted differences one after the other on the versions given."""

    def __init__(self, held: Held, live: dict[int, Version], *, on: date, area: tuple[int, str]) -> None:
        self.held, self.on = held, on
        self.district_id, self.area_path = area
        self.result = Execution()
        self.steps: dict[int, Step] = {line: Step(v, v) for line, v in live.items()}
        self._fresh = 0
        self._towers: dict[str, int] = {}
        self._firms: dict[str, int] = {}
        self._units: dict[Place, int] = {}
        self._taken: dict[int, list[Space]] = defaultdict(list)  # by tenancies that begin here
        self._lines_of_unit: dict[int, set[int]] = defaultdict(set)
        for line, version in live.items():
            for space in version.spaces:
                self._lines_of_unit[space.unit_id].add(line)

    def run(self, accepted: Iterable[tuple[Difference, str]]) -> Iterator[Execution]:
        """Leavings first, then changes and moves, then what is new, so that rooms are free when they are taken.

        One execution for all that touches tenancies held already, then one for each portion of what only adds:
        it can be written and let go before the next is made.
        """
        known: list[tuple[Difference, str]] = []
        fresh: list[tuple[Difference, str]] = []
        for pair in accepted:
            plan = pair[0].plan
            (known if _ORDER[plan["do"]] < 3 or plan.get("others") else fresh).append(pair)
        known.sort(key=lambda pair: _ORDER[pair[0].plan["do"]])
        if known:
            yield self._run(known, held=True)
        known.clear()
        fresh.reverse()
        while fresh:
            portion = fresh[: -PORTION - 1 : -1]
            del fresh[-PORTION:]
            yield self._run(portion, held=False)

    def _run(self, pairs: list[tuple[Difference, str]], *, held: bool) -> Execution:
        self.result = Execution()
        for difference, choice in pairs:
            before = self._snapshot(difference)
            try:
                self._carry_out(difference, choice)
            except Refused as refusal:
                self._restore(before)
                message = refusal.message
                self.result.open.append(
                    (difference, message if isinstance(message, Message) else Message(str(message)))
                )
            else:
                self.result.done.append(difference)
        if held:
            self.result.steps = [step for step in self.steps.values() if step.differences] + self.result.steps
        return self.result

    def _snapshot(self, difference: Difference) -> tuple[dict[int, Step], tuple[int, int, int, int]]:
        lines = [*difference.plan.get("others", ()), *([difference.line] if difference.line else ())]
        steps = {
            line: replace(step, events=list(step.events), differences=list(step.differences))
            for line in lines
            if (step := self.steps.get(line))
        }
        made = self.result
        return steps, (len(made.towers), len(made.firms), len(made.units), len(made.unit_areas))

    def _restore(self, before: tuple[dict[int, Step], tuple[int, int, int, int]]) -> None:
        """A row that is left open has done nothing: neither to other tenancies nor by making rooms or firms."""
        steps, (towers, firms, units, areas) = before
        self.steps.update(steps)
        made = self.result
        while len(made.towers) > towers:
            del self._towers[made.towers.pop()[0]]
        while len(made.firms) > firms:
            del self._firms[made.firms.pop()[0]]
        while len(made.units) > units:
            del self._units[made.units.pop()[0]]
        while len(made.unit_areas) > areas:
            made.unit_areas.popitem()

    def _carry_out(self, difference: Difference, choice: str) -> None:
        do = difference.plan["do"]
        if do == "end":
            self._end(self._line(difference), difference)
            return
        row = difference.stated
        assert row is not None
        if do in {"start", "move"} or difference.plan.get("rooms"):
            self._make_room(difference, choice)
        if do == "start":
            self._start(difference, row, choice)
        elif difference.line is not None:
            self._change(difference, row, choice)
        else:
            self._firm(difference, row, choice)
        self._note_firm(difference, row, choice)

    # Firms

    def _firm(self, difference: Difference, row: Stated, choice: str) -> int:
        """The id of the firm the row speaks of, new or held."""
        if difference.firm_id is not None and choice != "another_firm":
            return difference.firm_id
        key = f"{difference.firm_key or row.uscc or row.name}|{choice == 'another_firm'}"
        firm_id = self._firms.get(key)
        if firm_id is None:
            firm_id = self._firms[key] = self._next()
            self.result.firms.append((key, firm_id, row.name, row.uscc, difference))
        return firm_id

    def _note_firm(self, difference: Difference, row: Stated, choice: str) -> None:
        firm_id = self._firm(difference, row, choice)
        if difference.conflict == "held_elsewhere":
            return
        if firm_id < 0:
            if difference.verdict == "new" or difference.conflict:
                self._facts(firm_id, row.facts, difference)
            return
        changed = {c["field"]: c["new"] for c in difference.changes}
        if choice == "rename":
            self.result.renames.append((firm_id, row.name, difference))
        if "uscc" in changed and difference.conflict != "name_two_codes":
            self.result.codes.append((firm_id, changed["uscc"], difference))
        rivals = self._outdated(difference, row) if choice == "keep" else {}
        self._facts(firm_id, {k: v for k, v in row.facts.items() if k in changed and k not in rivals}, difference)
        self.result.rivals += [(firm_id, key, value, difference) for key, value in rivals.items()]

    def _outdated(self, difference: Difference, row: Stated) -> dict[str, str]:
        """What the register has from a newer source: kept beside it, not believed. All else of the row is carried out."""
        if difference.conflict != "value":
            return {}
        newer = {c["field"] for c in difference.changes if c["as_of"] and date.fromisoformat(c["as_of"]) > self.on}
        return {key: value for key, value in row.facts.items() if key in newer}

    def _facts(self, firm_id: int, facts: dict[str, str], difference: Difference) -> None:
        self.result.facts += [(firm_id, key, value, difference) for key, value in facts.items()]

    # Rooms

    def _tower(self, difference: Difference, row: Stated) -> int:
        if difference.tower_id is not None:
            return difference.tower_id
        tower_id = self._towers.get(difference.tower_key)
        if tower_id is None:
            tower_id = self._towers[difference.tower_key] = self._next()
            self.result.towers.append((difference.tower_key, tower_id, row.place, difference))
        return tower_id

    def _unit(self, tower_id: int, floor: int | None, room: str, difference: Difference) -> int:
        held = self.held.unit_by_place.get((tower_id, floor, room))
        if held is not None:
            return held.id
        place: Place = (tower_id, floor, room)
        unit_id = self._units.get(place)
        if unit_id is None:
            unit_id = self._units[place] = self._next()
            self.result.units.append((place, unit_id, difference))
        return unit_id

    def _make_room(self, difference: Difference, choice: str) -> None:
        for line in difference.plan.get("others", []):
            if choice == "end_other" and (day := self._left_on(line, difference)):
                self._end(line, difference, day)
            elif choice == "share":
                units = {
                    unit.id
                    for floor, room in (difference.stated.spaces if difference.stated else ())
                    if (unit := self.held.unit_by_place.get((difference.tower_id or 0, floor, room)))
                }
                turn = partial(versions.shared, unit_ids=units, on=self.on)
                self._next_version(line, difference, turn, ("area", {}))

    def _left_on(self, line: int, difference: Difference) -> date | None:
        """The day by which a former tenant is gone: of the new lease, else of the sheet; None when it is gone by then."""
        row, version = difference.stated, self.steps[line].after
        begins = row.lease_start if row and row.start_known and difference.plan["do"] == "start" else None
        if version is None:
            return None
        day = begins if begins and version.span.start < begins < self.on else self.on
        return None if version.span.end is not None and version.span.end <= day else day

    def _spaces(self, difference: Difference, row: Stated, span: Span, choice: str) -> list[Space]:
        tower_id = self._tower(difference, row)
        alone = choice != "share" and not difference.plan.get("share")
        spaces = []
        for floor, room in row.spaces:
            unit_id = self._unit(tower_id, floor, room, difference)
            area = row.area_sqm if len(row.spaces) == 1 else None
            spaces.append(Space(unit_id, tower_id, span, area, exclusive=alone and bool(room)))
            held = self.held.unit_by_place.get((tower_id, floor, room))
            if area is not None and room and (held is None or held.area_sqm is None) and alone:
                self.result.unit_areas.setdefault(unit_id, (area, difference))
        return spaces

    def _require_free(self, spaces: Iterable[Space], own_line: int | None) -> None:
        for space in spaces:
            if not space.exclusive:
                continue
            for line in self._lines_of_unit.get(space.unit_id, ()):
                version = self.steps[line].after
                if line == own_line or version is None:
                    continue
                if any(_collide(s, space) for s in version.spaces):
                    raise Refused("room_taken", _("The room is still let to another firm in the register."))
            if any(_collide(s, space) for s in self._taken.get(space.unit_id, ())):
                raise Refused("room_taken", _("The room is still let to another firm in the register."))

    # Tenancies

    def _others_left(self, difference: Difference) -> date:
        """The first day on which all who had to leave are gone; the earliest of all days when nobody was there before."""
        ends = [v.span.end for line in difference.plan.get("others", ()) if (v := self.steps[line].after)]
        return max((end for end in ends if end), default=date.min)

    def _start(self, difference: Difference, row: Stated, choice: str) -> None:
        start = (
            min(row.lease_start, self.on) if row.lease_start and not row.start_known else (row.lease_start or self.on)
        )
        known = row.start_known
        if (bound := difference.plan.get("not_before")) and start < date.fromisoformat(bound):
            start, known = date.fromisoformat(bound), False
        if choice == "end_other" and (left := self._others_left(difference)) > start:
            start, known = left, False
        end = versions.end_of_lease(row.lease_end, self.on)
        if bound := difference.plan.get("not_after"):
            end = min(end, date.fromisoformat(bound)) if end else date.fromisoformat(bound)
        span = Span(start, end)
        if span.empty:
            raise Refused("ends_before_start", _("The lease would end before it begins."))
        spaces = self._spaces(difference, row, span, choice)
        self._require_free(spaces, None)
        fresh = Version(
            firm_id=self._firm(difference, row, choice), span=span, spaces=tuple(spaces), start_known=known,
            lease_ends_on=row.lease_end, area_sqm=row.area_sqm if len(spaces) > 1 else None, rent_fen=row.rent_fen,
            rent_per=row.rent_per if row.rent_fen is not None else "", rent_basis=row.rent_basis if row.rent_fen is not None else "",
            district_id=self.district_id, area_path=self.area_path,
            registered_here=row.flags.get("registered_here"), taxed_here=row.flags.get("taxed_here"),
            operates_here=row.flags.get("operates_here"),
        )  # fmt: skip
        self.result.steps.append(Step(None, fresh, [("start", start, {})], [difference]))
        for space in spaces:
            self._taken[space.unit_id].append(space)

    def _change(self, difference: Difference, row: Stated, choice: str) -> None:
        line = self._line(difference)
        changed = {c["field"]: c for c in difference.changes}
        if "lease_start" in changed and row.lease_start and row.start_known:
            start = row.lease_start
            self._next_version(
                line, difference, lambda v: versions.started_earlier(v, start), ("correct", {"lease_start": str(start)})
            )
        if "lease_ends_on" in changed:
            kind = (
                "extend"
                if not changed["lease_ends_on"]["old"] or changed["lease_ends_on"]["old"] < str(row.lease_end)
                else "correct"
            )
            self._next_version(
                line,
                difference,
                lambda v: versions.extended(v, row.lease_end, on=self.on),
                (kind, {"lease_ends_on": str(row.lease_end)}),
            )
        if "rooms" in changed:
            version = self.steps[line].after
            assert version is not None
            spaces = self._spaces(difference, row, Span(max(self.on, version.span.start), version.span.end), choice)
            self._require_free(
                [s for s in spaces if s.unit_id not in {x.unit_id for x in version.standing(self.on)}], line
            )
            self._next_version(
                line,
                difference,
                lambda v: versions.moved(v, spaces, on=self.on),
                ("move_room", {"from": changed["rooms"]["old"], "to": changed["rooms"]["new"]}),
            )
            for space in spaces:
                self._lines_of_unit[space.unit_id].add(line)
        if "area_sqm" in changed:
            self._next_version(
                line, difference, lambda v: self._with_area(v, row), ("area", {"area_sqm": str(row.area_sqm)})
            )
        if "rent_fen" in changed:
            self._next_version(
                line,
                difference,
                lambda v: replace(v, rent_fen=row.rent_fen, rent_per=row.rent_per, rent_basis=row.rent_basis),
                ("correct", {"rent": str(row.rent_fen)}),
            )

        if flags := {key: said for key, said in row.flags.items() if key in changed}:
            says = {key: changed[key]["new"] for key in flags}
            self._next_version(line, difference, lambda v: with_flags(v, flags), ("flags", says))

    def _with_area(self, version: Version, row: Stated) -> Version:
        standing = version.standing(self.on)
        if len({s.unit_id for s in standing}) == 1:
            return versions.with_areas(version, {standing[0].unit_id: row.area_sqm}, on=self.on)
        return replace(version, area_sqm=row.area_sqm)

    def _end(self, line: int, difference: Difference, on: date | None = None) -> None:
        day = on or self.on
        self._next_version(line, difference, lambda v: versions.ended(v, day), ("end", {}), day)

    def _line(self, difference: Difference) -> int:
        assert difference.line is not None
        return difference.line

    def _next_version(
        self,
        line: int,
        difference: Difference,
        turn: Callable[[Version], Version | None],
        event: tuple[str, dict[str, str]],
        day: date | None = None,
    ) -> None:
        step = self.steps[line]
        if step.after is None:
            raise Refused("already_ended", _("This tenancy has ended by another row."))
        step.after = turn(step.after)
        step.events.append((event[0], day or self.on, event[1]))
        if not step.differences or step.differences[-1] is not difference:
            step.differences.append(difference)

    def _next(self) -> int:
        self._fresh -= 1
        return self._fresh
