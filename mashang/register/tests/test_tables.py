"""What the database refuses by itself, whoever writes and however."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from mashang.register.models import Firm, FirmName, Occupancy, Source, Tenancy, Unit
from mashang.register.tests.make import (
    make_area,
    make_firm,
    make_source,
    make_tenancy,
    make_tower,
    make_unit,
    make_uscc,
    retract,
)

pytestmark = pytest.mark.django_db

# Tables to which rows are only added; the second column may be set once.
APPEND_ONLY = {
    "source": "",
    "firmname": "superseded_at",
    "towername": "superseded_at",
    "firmfact": "superseded_at",
    "towerfact": "superseded_at",
    "unitfact": "superseded_at",
    "tenancy": "retracted_at",
    "occupancy": "retracted_at",
    "tenancyevent": "",
    "unitchange": "",
    "unitdescription": "superseded_at",
    "unitlineage": "",
    "unithold": "released_at",
    "importeffect": "",
    "mapfeature": "retracted_at",
    "landparcel": "retracted_at",
    "roundmove": "",
    "snapshot": "",
    "conflictleft": "",
    "firmmerge": "undone_at",
    "towermerge": "undone_at",
}


def _guards() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select replace(tgrelid::regclass::text, 'register_', ''), tgfoid::regproc::text"
            " from pg_trigger where not tgisinternal and tgrelid::regclass::text like 'register%'"
        )
        found: dict[str, set[str]] = {}
        for table, function in cursor.fetchall():
            found.setdefault(table, set()).add(function)
    return found


def test_the_list_of_append_only_tables_is_what_the_database_guards() -> None:
    guarded = {
        table
        for table, functions in _guards().items()
        if functions & {"register_set_once", "register_set_once_or_moved"} or functions == {"refuse_change"}
    }
    assert guarded == set(APPEND_ONLY)


@pytest.mark.parametrize("name", sorted(APPEND_ONLY))
def test_no_column_of_an_append_only_row_is_edited_and_no_row_deleted(name: str) -> None:
    model = apps.get_model("register", name)
    table, free = model._meta.db_table, APPEND_ONLY[name]
    _fill(name)
    assert model._default_manager.exists()
    for field in model._meta.concrete_fields:
        if field.column == free:
            continue
        change = f'update "{table}" set "{field.column}" = {_other(field)}'
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set local pgtrigger.ignore = '{{register}}'; {change}")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'delete from "{table}"')


def _other(field: models.Field[Any, Any]) -> str:
    kind = field.get_internal_type()
    if kind == "DateRangeField":
        return "'[1990-01-01,1990-01-02)'::daterange"
    values = {
        "DateField": "'1990-01-01'", "DateTimeField": "'1990-01-01'", "BooleanField": "not coalesce(%s, false)",
        "ArrayField": "'{7777}'", "JSONField": "'{\"a\": 1}'",
    }  # fmt: skip
    text = values.get(kind, "'7777'")
    return text.replace("%s", f'"{field.column}"')


def _fill(name: str) -> None:
    """One row of each table, made as the makers of the tests make them."""
    from mashang.register.models import (
        CensusRound,
        ConflictLeft,
        FactKey,
        FirmFact,
        FirmMerge,
        ImportBatch,
        ImportEffect,
        LandParcel,
        MapFeature,
        RoundMove,
        RoundTower,
        Snapshot,
        TenancyEvent,
        TowerFact,
        TowerMerge,
        TowerName,
        UnitChange,
        UnitDescription,
        UnitFact,
        UnitHold,
        UnitLineage,
    )

    area = make_area()
    tower, firm, source = make_tower(area), make_firm(area=area), make_source()
    unit, other = make_unit(tower), make_unit(tower)
    now = timezone.now()
    if name in {"tenancy", "occupancy"}:
        make_tenancy(firm, unit)
    elif name == "tenancyevent":
        TenancyEvent.objects.create(line=1, kind="start", on=date(2020, 1, 1), source=source)
    elif name == "firmname":
        FirmName.objects.create(firm=firm, name="甲", folded="甲", source=source)
    elif name == "towername":
        TowerName.objects.create(tower=tower, name="甲", folded="甲", source=source)
    elif name.endswith("fact"):
        key = FactKey.objects.create(
            id=900, key="floor_load", subject="tower", name_zh="甲", name_hant="甲", name_en="a", type="int"
        )
        model: Any = {"firmfact": FirmFact, "towerfact": TowerFact, "unitfact": UnitFact}[name]
        subject: Any = {"firmfact": firm, "towerfact": tower, "unitfact": unit}[name]
        model.objects.create(
            subject=subject, key=key, valid_from=date(2020, 1, 1), num=3, source=source, recorded_at=now
        )
    elif name in {"unitchange", "unitlineage"}:
        change = UnitChange.objects.create(kind="split", on=date(2020, 1, 1), source=source)
        UnitLineage.objects.create(change=change, from_unit=unit, to_unit=other)
    elif name == "unitdescription":
        UnitDescription.objects.create(unit=unit, own_use=False, source=source, recorded_at=now)
    elif name == "unithold":
        UnitHold.objects.create(unit=unit, kind="reserved", span=DateRange(date(2020, 1, 1), None), source=source)
    elif name == "landparcel":
        LandParcel.objects.create(name="a", mu_e4=1, valid_from=date(2020, 1, 1), label="a", source=source)
    elif name == "mapfeature":
        MapFeature.objects.create(kind="bus", shape={}, crs="gcj02", label="a", source=source)
    elif name == "importeffect":
        batch = ImportBatch.objects.create(area=area, name="a", as_of_on=date(2020, 1, 1), file_sha256="")
        ImportEffect.objects.create(batch=batch, kind="firm", row_ids=[1], made_ids=[1], before_ids=[None])
    elif name == "firmmerge":
        FirmMerge.objects.create(kept=firm, gone=make_firm(area=area), reason="a", merged_at=now)
    elif name == "towermerge":
        TowerMerge.objects.create(kept=tower, gone=make_tower(area), reason="a", merged_at=now)
    elif name == "conflictleft":
        ConflictLeft.objects.create(kind="same_name", subject_id=firm.pk, reason="a")
    elif name in {"roundmove", "snapshot"}:
        day = date(2020, 1, 1)
        opened = CensusRound.objects.create(area=area, no=1, name="a", opens_on=day, closes_on=day)
        row = RoundTower.objects.create(round=opened, tower=tower, area_path=tower.area_path)
        RoundMove.objects.create(tower=row, act="look", from_state="assigned", to_state="collecting")
        Snapshot.objects.create(area=area, no=1, round=opened, valid_on=day, known_at=now)


def test_two_firms_cannot_have_one_unit_alone_on_one_day() -> None:
    unit = make_unit(make_tower())
    make_tenancy(make_firm(), unit, start=date(2024, 1, 1), end=date(2025, 1, 1))
    make_tenancy(make_firm(), unit, start=date(2025, 1, 1))
    with pytest.raises(IntegrityError, match="occupancy_exclusive_unit_once"), transaction.atomic():
        make_tenancy(make_firm(), unit, start=date(2024, 12, 31), end=date(2025, 1, 1))


def test_a_shared_room_may_have_many_tenants() -> None:
    unit = make_unit(make_tower())
    for _n in range(3):
        make_tenancy(make_firm(), unit, exclusive=False)
    assert Occupancy.objects.filter(unit=unit).count() == 3


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "9135010", "91350100m000100y43", "91350100M000100Y4O"])
def test_a_wrong_credit_code_is_refused(code: str) -> None:
    firm = make_firm()
    with pytest.raises(IntegrityError, match="firm_uscc_right"), transaction.atomic():
        Firm.objects.filter(pk=firm.pk).update(uscc=code)


def test_one_code_belongs_to_one_firm() -> None:
    code = make_uscc()
    make_firm(uscc=code)
    with pytest.raises(IntegrityError, match="firm_uscc_once"), transaction.atomic():
        make_firm(uscc=code)


@pytest.mark.parametrize("sqm", ["-1", "0"])
def test_an_area_that_is_not_above_zero_is_refused(sqm: str) -> None:
    with pytest.raises(IntegrityError, match="unit_area_positive"), transaction.atomic():
        make_unit(make_tower(), sqm=sqm)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Exception, match="range lower bound"), transaction.atomic():
        make_tenancy(make_firm(), make_unit(make_tower()), start=date(2025, 1, 1), end=date(2024, 1, 1))
    with pytest.raises(IntegrityError, match="tenancy_span_begins"), transaction.atomic():
        make_tenancy(make_firm(), make_unit(make_tower()), start=date(2025, 1, 1), end=date(2025, 1, 1))


def test_one_room_is_there_once_at_a_time() -> None:
    tower = make_tower()
    make_unit(tower, "801", floor=8, gone=date(2024, 1, 1))
    make_unit(tower, "801", floor=8, born=date(2024, 1, 1))
    with pytest.raises(IntegrityError, match="unit_room_once_at_a_time"), transaction.atomic():
        make_unit(tower, "801", floor=8, born=date(2023, 12, 31), gone=date(2024, 1, 1))


@pytest.mark.django_db(transaction=True)
def test_a_tenancy_outside_the_life_of_its_unit_is_refused_at_commit() -> None:
    unit = make_unit(make_tower(), born=date(2020, 1, 1), gone=date(2024, 1, 1))
    with pytest.raises(IntegrityError, match="outside the life"), transaction.atomic():
        make_tenancy(make_firm(), unit, start=date(2023, 1, 1), end=date(2024, 1, 2))
    assert not Occupancy.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_unit_is_not_closed_under_its_tenant() -> None:
    unit = make_unit(make_tower(), born=date(2020, 1, 1))
    make_tenancy(make_firm(), unit, start=date(2023, 1, 1))
    with pytest.raises(IntegrityError, match="occupied outside its life"), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(life=DateRange(date(2020, 1, 1), date(2024, 1, 1)))


@pytest.mark.django_db(transaction=True)
def test_a_tenancy_is_not_taken_back_while_its_rooms_stand() -> None:
    tenancy = make_tenancy(make_firm(), make_unit(make_tower()))
    with pytest.raises(IntegrityError, match="stand without it"), transaction.atomic():
        Tenancy.objects.filter(pk=tenancy.pk).update(retracted_at=timezone.now())
    retract(tenancy)
    assert not Occupancy.objects.filter(retracted_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_a_split_and_a_lease_at_the_same_moment_never_both_stand() -> None:
    """The check at commit sees what the other transaction committed; whoever comes second is refused."""
    broken, refused = 0, 0
    for _round in range(8):
        unit = make_unit(make_tower(), born=date(2020, 1, 1))
        firm, source = make_firm(), make_source()
        gate = threading.Barrier(2, timeout=20)
        errors: list[Exception] = []

        def lease(
            unit: Unit = unit,
            firm: Firm = firm,
            gate: threading.Barrier = gate,
            errors: list[Exception] = errors,
            source: Source = source,
        ) -> None:
            try:
                with transaction.atomic():
                    make_tenancy(firm, unit, start=date(2024, 1, 1), source=source)
                    gate.wait()
            except IntegrityError as error:
                errors.append(error)
            finally:
                connection.close()

        def close(unit: Unit = unit, gate: threading.Barrier = gate, errors: list[Exception] = errors) -> None:
            try:
                with transaction.atomic():
                    Unit.objects.filter(pk=unit.pk).update(life=DateRange(date(2020, 1, 1), date(2025, 1, 1)))
                    gate.wait()
            except IntegrityError as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=lease), threading.Thread(target=close)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        unit.refresh_from_db()
        live = Occupancy.objects.filter(unit=unit, retracted_at=None)
        broken += any(unit.life.upper is not None and o.span.upper is None for o in live)
        refused += len(errors)
    assert broken == 0
    assert refused >= 1
