"""An act that is cut off at any of its statements leaves nothing behind; what an act asks of the database, in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from mashang.accounts.models import Area, User
from mashang.doors.acts.inviting import invite_person
from mashang.kernel.actor import Actor
from mashang.register.acts import importing
from mashang.register.acts.contacts import add_contact
from mashang.register.acts.facts import state_fact
from mashang.register.acts.firms import add_firm, rename_firm
from mashang.register.acts.redrawing import NewRoom, merge_units, split_unit
from mashang.register.acts.tenancies import end_tenancy, extend_lease, start_tenancy
from mashang.register.acts.towers import TowerSays, add_tower
from mashang.register.acts.units import hold_unit
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit, make_uscc
from mashang.register.tests.stewards import load_keys
from mashang.register.tests.tenant_sheets import hand_in, sheet, steward, take_in
from mashang.trail.acts import record
from tests.cast import Cast, make_cast
from tests.tables import sum_of_tables

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY, START = date(2026, 3, 1), date(2024, 1, 1)
LOCK = re.compile(r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE', re.IGNORECASE | re.DOTALL)
Deed = Callable[[], object]


class Scene:
    """A firm in one of three rooms, and a person who may do all this."""

    def __init__(self) -> None:
        load_keys()
        self.area: Area = make_area()
        self.actor: Actor = steward(self.area)
        self.tower, self.firm = make_tower(self.area), make_firm(area=self.area)
        self.let, self.free, self.other = (make_unit(self.tower, f"180{n}") for n in range(3))
        self.line = make_tenancy(self.firm, self.let, start=START).line

    def in_sheet(self) -> bytes:
        return sheet(
            ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801", 100),
            (self.firm.name, self.firm.uscc, self.tower.name_zh, "1", "1801", 100),
        )


def _lettings(s: Scene) -> dict[str, Deed]:
    return {
        "start": lambda: start_tenancy(actor=s.actor, firm_id=s.firm.pk, unit_ids=[s.free.pk, s.other.pk], start=DAY),
        "end": lambda: end_tenancy(actor=s.actor, line=s.line, last_day=DAY),
        "extend": lambda: extend_lease(actor=s.actor, line=s.line, lease_ends_on=date(2030, 1, 1), on=DAY),
        "split": lambda: split_unit(
            actor=s.actor, unit_id=s.let.pk, on=DAY,
            rooms=[NewRoom(room=f"1800{x}", area_sqm=Decimal(50)) for x in "AB"],
        ),
        "merge": lambda: merge_units(
            actor=s.actor, unit_ids=[s.free.pk, s.other.pk], room="1801", area_sqm=Decimal(200), on=DAY
        ),
        "hold": lambda: hold_unit(actor=s.actor, unit_id=s.free.pk, kind="reserved", since=DAY),
    }  # fmt: skip


def _subjects(s: Scene) -> dict[str, Deed]:
    return {
        "add firm": lambda: add_firm(actor=s.actor, name="甲（示例）有限公司", uscc=make_uscc()),
        "rename firm": lambda: rename_firm(actor=s.actor, firm_id=s.firm.pk, name="乙（示例）有限公司"),
        "add tower": lambda: add_tower(actor=s.actor, area_id=s.area.pk, says=TowerSays(name_zh="云帆大厦")),
        "fact": lambda: state_fact(
            actor=s.actor, subject="firm", subject_id=s.firm.pk, key="industry", valid_from=DAY, value="0111"
        ),
        "contact": lambda: add_contact(actor=s.actor, name="某某", phone="", post="office", firm_id=s.firm.pk),
    }


def _imports(s: Scene) -> dict[str, Deed]:
    batch = hand_in(s.actor, s.in_sheet())
    importing.decide_group(actor=s.actor, batch_id=batch.pk, verdict="all", decision="accept")
    importing.accept_proposals(actor=s.actor, batch_id=batch.pk)
    done = take_in(s.actor, sheet(("丙（示例）有限公司", make_uscc(), "三盛大厦", "8", "801", 100)))
    return {
        "apply": lambda: importing.apply_batch(actor=s.actor, batch_id=batch.pk),
        "undo": lambda: importing.undo_batch(actor=s.actor, batch_id=done.pk),
    }


def _access(cast: Cast) -> dict[str, Deed]:
    return {
        "invite": lambda: invite_person(
            actor=cast.actor("system_administrator"),
            name="某君",
            email="",
            role="tower_steward",
            area_id=cast.aofeng.pk,
        )
    }


@pytest.fixture
def deeds() -> dict[str, Deed]:
    scene = Scene()
    return {**_lettings(scene), **_subjects(scene), **_imports(scene), **_access(make_cast())}


@contextmanager
def failing_at(number: int, log: list[str]) -> Iterator[None]:
    """A connection on which the statement of this number fails, once."""

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        log.append(sql)
        if len(log) == number:
            raise OperationalError("the line went dead")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield


def savepoint() -> str:
    """A place to come back to; guards that look at commit wait, whatever a deed that was cut off asked of them."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")
    return str(transaction.savepoint())


def left_behind(deed: Deed) -> list[str]:
    """The statements at which a cut leaves something in the tables; runs the deed as often as it has statements."""
    before, found = sum_of_tables(), []
    for number in range(1, 1000):
        log: list[str] = []
        point = savepoint()
        try:
            with failing_at(number, log):
                deed()
        except OperationalError:
            # The server is well; only what the act itself took back counts.
            transaction.set_rollback(False)
            if sum_of_tables() != before:
                found.append(log[-1])
            transaction.savepoint_rollback(point)
            continue
        assert len(log) < number, "the act hid that a statement failed"
        assert sum_of_tables() != before, "the act did nothing"
        transaction.savepoint_rollback(point)
        return found
    raise AssertionError("an act of a thousand statements")


def asked(deed: Deed) -> list[str]:
    """All statements of a deed, which is taken back."""
    log: list[str] = []
    point = savepoint()
    with failing_at(0, log):
        deed()
    transaction.savepoint_rollback(point)
    return log


def test_an_act_cut_off_at_any_statement_leaves_nothing_behind(deeds: dict[str, Deed]) -> None:
    assert {name: found for name, deed in deeds.items() if (found := left_behind(deed))} == {}


def test_an_act_in_two_pieces_is_seen() -> None:
    user = User.objects.create(login="somebody", name="somebody")

    def torn() -> None:
        User.objects.filter(pk=user.pk).update(name="else")
        with transaction.atomic():
            record(actor=Actor.system(), act="trail.export", subject_kind="trail", subject_id=0, reason="r")

    assert left_behind(torn)


def test_no_act_notifies_and_all_take_their_locks_in_one_order(deeds: dict[str, Deed]) -> None:
    """Two acts that lock two tables the other way round wait for each other for ever."""
    before: dict[str, set[str]] = {}
    for name, deed in deeds.items():
        log = asked(deed)
        assert not [sql for sql in log if re.search(r"\b(pg_)?notify\b", sql, re.IGNORECASE)], name
        locked = list(dict.fromkeys(match[1] for sql in log if (match := LOCK.search(sql))))
        for first, then in pairwise(locked):
            before.setdefault(first, set()).add(then)
    assert {"register_unit", "register_tenancy"} <= {*before, *(then for names in before.values() for then in names)}
    assert circle(before) == [], before


def circle(before: dict[str, set[str]]) -> list[str]:
    """Tables that stand before each other, if any."""

    def after(name: str, seen: set[str]) -> set[str]:
        for then in before.get(name, set()) - seen:
            after(then, seen | {then})
            seen |= {then, *after(then, seen | {then})}
        return seen

    return sorted(name for name in before if name in after(name, set()))


def test_a_circle_of_locks_is_seen() -> None:
    assert circle({"a": {"b"}, "b": {"c"}}) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c"]


def test_a_number_is_drawn_after_everything_that_takes_time(deeds: dict[str, Deed]) -> None:
    """The series is locked until commit; after it come only the rows that bear the number."""
    log = asked(deeds["apply"])
    at = next(i for i, sql in enumerate(log) if "trail_numbercounter" in sql)
    assert len(log) - at <= 12, log[at:]
    assert not [sql for sql in log[at:] if LOCK.search(sql)]
