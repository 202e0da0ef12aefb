"""A fact is stated: what it replaces stays on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.facts import state_fact
from mashang.register.models import Firm, FirmFact, TowerFact, UnitFact
from mashang.register.reads.facts import get_facts
from mashang.register.tests.make import make_area, make_firm, make_tower, make_unit
from mashang.register.tests.stewards import EDITING, load_keys, steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


@pytest.fixture
def area() -> Area:
    load_keys()
    return make_area()


@pytest.fixture
def actor(area: Area) -> Actor:
    return steward(area)


@pytest.fixture
def firm(area: Area) -> Firm:
    return make_firm(area=area)


def state(actor: Actor, firm: Firm, key: str, value: str = "", day: date = DAY, **more: object) -> int:
    return state_fact(
        actor=actor, subject="firm", subject_id=firm.pk, key=key, valid_from=day, value=value, **more  # type: ignore[arg-type]
    )  # fmt: skip


def texts(actor: Actor, firm: Firm, on: date = DAY) -> dict[str, str]:
    return {line.key: line.text for line in get_facts(actor, "firm", firm.pk, on) if not line.locked}


@pytest.mark.parametrize(
    ("key", "typed", "column", "held"),
    [
        ("registered_capital", "1,234.56", "num", 123456),
        ("registered_on", "2003-02", "day", date(2003, 2, 1)),
        ("registered_on", "2003", "day", date(2003, 1, 1)),
        ("listing_stage", "", "unknown", True),
        ("legal_type", "limited", "code", "limited"),
        ("threshold_candidate", "no", "flag", False),
        ("chain", "示例产业链", "body", "示例产业链"),
    ],
)
def test_a_value_of_each_kind_is_held_as_it_was_meant(
    actor: Actor, firm: Firm, key: str, typed: str, column: str, held: object
) -> None:
    state(actor, firm, key, typed, unknown=not typed, source="电话")
    fact = FirmFact.objects.get(subject=firm)
    assert getattr(fact, column) == held
    assert (fact.valid_from, fact.source.kind, fact.source.label) == (DAY, "desk", "电话")


def test_what_is_stated_anew_for_the_same_day_supersedes_and_stays_on_record(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "registered_capital", "100")
    state(actor, firm, "registered_capital", "200")
    old, new = FirmFact.objects.order_by("pk")
    assert (old.num, old.superseded_at, new.num, new.superseded_at) == (10000, new.recorded_at, 20000, None)
    assert texts(actor, firm)["registered_capital"] == "200 yuan" or "200" in texts(actor, firm)["registered_capital"]


def test_a_value_from_a_later_day_leaves_the_earlier_days_as_they_were(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "chain", "甲")
    state(actor, firm, "chain", "乙", date(2026, 6, 1))
    assert (texts(actor, firm)["chain"], texts(actor, firm, date(2026, 7, 1))["chain"]) == ("甲", "乙")


def test_a_figure_of_a_year_counts_from_its_first_day(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "staff", "85", date(2025, 8, 17))
    state(actor, firm, "staff_quarter", "86", date(2025, 8, 17))
    assert list(FirmFact.objects.order_by("pk").values_list("valid_from", flat=True)) == [
        date(2025, 1, 1),
        date(2025, 7, 1),
    ]


@pytest.mark.parametrize(
    ("key", "typed", "code"),
    [
        ("staff", "many", "not_a_number"),
        ("staff", "NaN", "not_a_number"),
        ("staff", "1e400", "too_large"),
        ("staff", "1.5", "too_precise"),
        ("staff", "99999999999999999999", "too_large"),
        ("staff", " ", "value_needed"),
        ("registered_on", "2003-13", "not_a_day"),
        ("registered_on", "soon", "not_a_day"),
        ("legal_type", "castle", "not_in_list"),
        ("industry", "ZZ", "not_in_list"),
        ("threshold_candidate", "maybe", "not_a_flag"),
        ("chain", "长" * 4001, "text_too_long"),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_the_value(
    actor: Actor, firm: Firm, key: str, typed: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        state(actor, firm, key, typed)
    assert (refused.value.code, refused.value.field) == (code, "value")
    assert not FirmFact.objects.exists()


def test_the_same_value_again_an_unknown_key_and_a_strange_source_are_refused(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "chain", "甲")
    with pytest.raises(Refused, match="held already"):
        state(actor, firm, "chain", "甲")
    with pytest.raises(NotThere):
        state(actor, firm, "grade", "甲")  # of towers only
    with pytest.raises(Refused, match="known from"):
        state(actor, firm, "chain", "乙", source_kind="computed")


def test_unknown_is_a_statement_too(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "chain", "甲")
    state(actor, firm, "chain", unknown=True)
    assert texts(actor, firm)["chain"] == ""
    with pytest.raises(Refused, match="held already"):
        state(actor, firm, "chain", unknown=True)


def test_industry_and_standing_are_copied_onto_the_firm_as_of_today(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "industry", "6622")
    state(actor, firm, "standing", "active")
    state(actor, firm, "industry", "7231", date(2190, 1, 1))
    firm.refresh_from_db()
    assert (firm.industry, firm.standing) == ("6622", "active")


def test_the_trail_names_the_statement_that_was_replaced(actor: Actor, firm: Firm) -> None:
    first, second = state(actor, firm, "chain", "甲"), state(actor, firm, "chain", "乙")
    told = Entry.objects.filter(act="fact.state").order_by("pk").values_list("diff__firm_fact", flat=True)
    assert list(told) == [[None, first], [first, second]]


def test_tax_is_stated_by_those_who_may_and_sealed_in_the_trail(area: Area, actor: Actor, firm: Firm) -> None:
    with pytest.raises(NotAllowed, match="finance officers") as refused:
        state(actor, firm, "tax", "1234567")
    assert refused.value.field == "key"
    finance = steward(area, permissions=frozenset({"register.read", "tax.read", "tax.edit"}))
    state(finance, firm, "tax", "1234567")
    assert FirmFact.objects.get().num == 123456700
    state(finance, firm, "tax", "7654321")
    first, second = (one.diff["firm_fact"] for one in Entry.objects.filter(act="fact.state").order_by("pk"))
    assert "1234567" not in str(first) + str(second)
    assert "7654321" not in str(second)
    assert first[0] is None
    assert second[0] == first[1] != second[1], "the seals show that it changed, and from what"
    with pytest.raises(NotAllowed):
        state(finance, firm, "chain", "甲")


def test_towers_and_units_have_facts_too(area: Area, actor: Actor) -> None:
    tower = make_tower(area)
    unit = make_unit(tower)
    state_fact(actor=actor, subject="tower", subject_id=tower.pk, key="power_dual", valid_from=DAY, value="yes")
    state_fact(actor=actor, subject="unit", subject_id=unit.pk, key="asking_rent", valid_from=DAY, value="88.5")
    assert TowerFact.objects.get(subject=tower).flag is True
    assert UnitFact.objects.get(subject=unit).num == 8850


def test_what_is_elsewhere_is_not_there(area: Area, firm: Firm) -> None:
    other, tower = steward(make_area()), make_tower(area)
    for subject, pk in (("firm", firm.pk), ("tower", tower.pk), ("unit", make_unit(tower).pk), ("castle", 1)):
        with pytest.raises(NotThere):
            state_fact(actor=other, subject=subject, subject_id=pk, key="chain", valid_from=DAY, value="甲")
    with pytest.raises(NotAllowed):
        state(steward(area, permissions=EDITING - {"register.edit"}), firm, "chain", "甲")


def test_the_database_lets_nobody_edit_a_fact_and_holds_one_value_a_day(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "chain", "甲")
    fact = FirmFact.objects.get()
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        FirmFact.objects.filter(pk=fact.pk).update(body="乙")
    fact.pk = None
    with pytest.raises(IntegrityError, match="one_believed"), transaction.atomic():
        FirmFact.objects.bulk_create([fact])


def test_what_another_source_said_of_the_day_stays_beside(actor: Actor, firm: Firm) -> None:
    state(actor, firm, "registered_address", "登记机关所载地址", source_kind="registry")
    state(actor, firm, "registered_address", "上门所见地址", source_kind="visit")
    state(actor, firm, "registered_address", "上门更正地址", source_kind="visit")
    (line,) = (one for one in get_facts(actor, "firm", firm.pk, DAY) if one.key == "registered_address")
    assert line.text == "上门更正地址"
    assert [(rival.text, rival.source.kind) for rival in line.rivals] == [("登记机关所载地址", "registry")]
