"""Two people at the same moment: one wins, the other is told in words, and the register holds together.

Each race is shown broken without its guard first: a race that never happens proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.acts.firms import add_firm
from mashang.register.acts.redrawing import NewRoom, split_unit
from mashang.register.acts.tenancies import end_tenancy, extend_lease, start_tenancy
from mashang.register.acts.units import hold_unit
from mashang.register.models import Firm, Occupancy, Tenancy, Unit, UnitHold
from mashang.register.tests.make import (
    make_area,
    make_firm,
    make_source,
    make_tenancy,
    make_tower,
    make_unit,
    make_uscc,
)
from mashang.register.tests.stewards import steward

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAY, START = date(2026, 3, 1), date(2024, 1, 1)
TRIALS = 15


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads that start together; what came of each: `done`, a refusal's code, or the error."""
    gate, came = Barrier(len(deeds)), [""] * len(deeds)

    def run(i: int, deed: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            deed()
            came[i] = "done"
        except Refused as refused:
            came[i] = refused.code
        except DatabaseError as error:
            came[i] = type(error).__name__
        finally:
            connection.close()

    threads = [Thread(target=run, args=(i, deed)) for i, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came


def outside_life() -> int:
    """Live occupancies that reach beyond the life of their unit: each is a broken register."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from register_occupancy o join register_unit u on u.id = o.unit_id "
            "where o.retracted_at is null and not (o.span <@ u.life)"
        )
        return int(cursor.fetchone()[0])


class Scene:
    """An area with a steward and a tower."""

    def __init__(self) -> None:
        self.area: Area = make_area()
        self.actor: Actor = steward(self.area)
        self.tower = make_tower(self.area)

    def firms(self, count: int) -> list[Firm]:
        return [make_firm(area=self.area) for _ in range(count)]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_of_two_firms_that_take_one_room_at_once_one_gets_it(scene: Scene) -> None:
    for _ in range(TRIALS):
        unit = make_unit(scene.tower)
        came = at_once(
            *(
                partial(start_tenancy, actor=scene.actor, firm_id=firm.pk, unit_ids=[unit.pk], start=DAY)
                for firm in scene.firms(2)
            )
        )
        assert sorted(came) == ["done", "room_taken"]
        assert Occupancy.objects.filter(unit=unit, retracted_at=None).count() == 1


def test_two_firms_with_the_same_rooms_in_another_order_do_not_wait_in_a_circle(scene: Scene) -> None:
    for _ in range(TRIALS):
        rooms = [make_unit(scene.tower).pk for _ in range(3)]
        one, two = scene.firms(2)
        came = at_once(
            partial(start_tenancy, actor=scene.actor, firm_id=one.pk, unit_ids=rooms, start=DAY),
            partial(start_tenancy, actor=scene.actor, firm_id=two.pk, unit_ids=rooms[::-1], start=DAY),
        )
        assert sorted(came) == ["done", "room_taken"]


def sign(unit: Unit, firm: Firm) -> None:
    """A lease written without the locks of the acts, as a careless act would."""
    with transaction.atomic():
        if not Unit.objects.filter(pk=unit.pk, life__upper_inf=True).exists():
            return
        at = timezone.now()
        span = DateRange(DAY, None)
        tenancy = Tenancy.objects.create(
            line=unit.pk, firm=firm, span=span, recorded_at=at, source=make_source(), area_path=unit.area_path
        )
        Occupancy.objects.create(
            line=unit.pk, tenancy=tenancy, unit=unit, tower=unit.tower, firm=firm, span=span, recorded_at=at,
            area_path=unit.area_path,
        )  # fmt: skip


def cut(unit: Unit) -> None:
    """The life of a unit ended without the locks of the acts."""
    with transaction.atomic():
        if not Occupancy.objects.filter(unit=unit, retracted_at=None, span__overlap=DateRange(DAY, None)).exists():
            Unit.objects.filter(pk=unit.pk).update(life=DateRange(unit.life.lower, DAY))


@contextmanager
def without_the_pair() -> Iterator[None]:
    """The two guards switched off for everybody, and on again."""
    for word in ("disable", "enable"):
        with connection.cursor() as cursor:
            cursor.execute(
                "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal "
                "and (tgname like '%%within_unit_and_tenancy%%' or tgname like '%%life_holds_its_occupancies%%')"
            )
            found = cursor.fetchall()
            assert len(found) == 2
            for table, name in found:
                cursor.execute(f'alter table {table} {word} trigger "{name}"')
        if word == "disable":
            yield


def broken_after(scene: Scene, trials: int) -> int:
    for _ in range(trials):
        unit, (firm,) = make_unit(scene.tower), scene.firms(1)
        at_once(partial(sign, unit, firm), partial(cut, unit))
    return outside_life()


def test_a_unit_that_ends_while_a_lease_is_signed_breaks_the_register_without_the_pair_of_guards(scene: Scene) -> None:
    with without_the_pair():
        assert broken_after(scene, 60) > 0
    Occupancy.objects.filter(retracted_at=None).update(retracted_at=timezone.now())
    assert broken_after(scene, 60) == 0


def test_a_split_and_a_start_at_the_same_moment_leave_a_whole_register(scene: Scene) -> None:
    parts = [NewRoom(room=f"part-{i}", area_sqm=Decimal(50)) for i in (1, 2)]
    for i in range(TRIALS):
        unit, (firm,) = make_unit(make_tower(scene.area)), scene.firms(1)
        came = at_once(
            partial(split_unit, actor=scene.actor, unit_id=unit.pk, rooms=parts, on=DAY),
            partial(start_tenancy, actor=scene.actor, firm_id=firm.pk, unit_ids=[unit.pk], start=date(2026, 1, 1)),
        )
        assert came in (["done", "done"], ["done", "outside_life"]), f"trial {i}: {came}"
    assert outside_life() == 0


def test_a_split_and_an_extension_at_the_same_moment_neither_break_nor_wait_in_a_circle(scene: Scene) -> None:
    parts = [NewRoom(room=f"part-{i}", area_sqm=Decimal(50)) for i in (1, 2)]
    for _ in range(TRIALS):
        unit, (firm,) = make_unit(make_tower(scene.area)), scene.firms(1)
        line = make_tenancy(firm, unit, start=START, end=date(2026, 7, 1)).line
        came = at_once(
            partial(split_unit, actor=scene.actor, unit_id=unit.pk, rooms=parts, on=DAY),
            partial(extend_lease, actor=scene.actor, line=line, lease_ends_on=date(2028, 1, 1), on=DAY),
        )
        # One that comes second finds the tenancy in rooms that it did not expect, and says so.
        assert "DatabaseError" not in came
        assert "OperationalError" not in came
        assert "done" in came
    assert outside_life() == 0


def test_two_changes_of_one_tenancy_at_once_leave_one_live_version(scene: Scene) -> None:
    for _ in range(TRIALS):
        unit, (firm,) = make_unit(scene.tower), scene.firms(1)
        line = make_tenancy(firm, unit, start=START).line
        came = at_once(
            *(partial(end_tenancy, actor=scene.actor, line=line, last_day=date(2026, 5, day)) for day in (10, 20))
        )
        assert sorted(came) in (["already_ended", "done"], ["done", "done"])
        assert Tenancy.objects.filter(line=line, retracted_at=None).count() == 1
        assert Occupancy.objects.filter(line=line, retracted_at=None).count() == 1


def test_of_two_reservations_and_two_firms_of_one_code_one_stands(scene: Scene) -> None:
    for i in range(TRIALS):
        unit, code = make_unit(scene.tower), make_uscc(50_000 + i)
        came = at_once(*[partial(hold_unit, actor=scene.actor, unit_id=unit.pk, kind="reserved", since=DAY)] * 2)
        assert sorted(came) == ["done", "reserved_already"]
        assert UnitHold.objects.filter(unit=unit).count() == 1
        came = at_once(
            *(
                partial(add_firm, actor=scene.actor, name=name, uscc=code)
                for name in (f"甲{i}（示例）有限公司", f"乙{i}（示例）有限公司")
            )
        )
        assert sorted(came) == ["code_taken", "done"]
