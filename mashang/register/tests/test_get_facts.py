"""Facts on a day: what is believed, what it said before, who says otherwise, who may see it."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from mashang.register.models import FirmFact
from mashang.register.reads.facts import get_facts
from mashang.register.tests import make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def told(firm: Any, on: date = TODAY, known_at: Any = None, **actor: Any) -> dict[str, str]:
    return {line.key: line.text for line in get_facts(make.make_actor(**actor), "firm", firm.pk, on, known_at)}


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def test_the_value_of_the_day_is_the_latest_that_began_before_it() -> None:
    firm, key = make.make_firm(), make.make_fact_key("staff", type="int", unit="person")
    make.make_fact(firm, key, since=date(2024, 1, 1), num=80)
    make.make_fact(firm, key, since=date(2025, 1, 1), num=86)
    assert told(firm, date(2024, 12, 31)) == {"staff": "80 people"}
    assert told(firm, date(2025, 1, 1)) == {"staff": "86 people"}
    assert told(firm, date(2023, 12, 31)) == {}


def test_each_type_of_value_is_written_for_people() -> None:
    firm = make.make_firm()
    values: tuple[tuple[str, dict[str, Any], dict[str, Any], str], ...] = (
        ("capital", {"type": "int", "unit": "yuan", "scale": 100}, {"num": 12_000_000_00}, "1,200 ten thousand yuan"),
        ("fee", {"type": "int", "unit": "yuan_sqm_m", "scale": 100}, {"num": 1850}, "18.5 yuan per ㎡ and month"),
        (
            "legal",
            {"type": "code", "choices": {"x": {"zh": "有限", "hant": "有限", "en": "Limited"}}},
            {"code": "x"},
            "有限",
        ),
        ("since", {"type": "date"}, {"day": date(2003, 2, 1), "precision": "month"}, "2003-02"),
        ("there", {"type": "flag"}, {"flag": False}, "No"),
        ("unknown", {"type": "text"}, {"unknown": True}, ""),
    )
    for name, key, value, _text in values:
        make.make_fact(firm, make.make_fact_key(name, **key), **value)
    assert told(firm) == {name: text for name, _key, _value, text in values}
    assert told(firm, locale="en")["legal"] == "Limited"


def test_a_rival_stands_beside_the_believed_value_and_never_in_its_place() -> None:
    firm, key = make.make_firm(), make.make_fact_key("address")
    make.make_fact(firm, key, body="27 层")
    make.make_fact(firm, key, body="28 层", believed=False)
    make.make_fact(firm, make.make_fact_key("alone"), body="x", believed=False)
    (line,) = get_facts(make.make_actor(), "firm", firm.pk, TODAY)
    assert line.text == "27 层"
    assert [rival.text for rival in line.rivals] == ["28 层"]


def test_tax_is_locked_for_all_but_those_who_may_read_it() -> None:
    firm, key = make.make_firm(), make.make_fact_key("tax", type="int", unit="yuan", scale=100, sensitivity="T")
    make.make_fact(firm, key, num=123_456_00)
    (line,) = get_facts(make.make_actor(), "firm", firm.pk, TODAY)
    assert (line.locked, line.text, line.source) == (True, "", None)
    (line,) = get_facts(make.make_actor(permissions=frozenset({"tax.read"})), "firm", firm.pk, TODAY)
    assert (line.locked, line.text) == (False, "123,456 yuan")


def test_a_fact_that_should_be_asked_again_says_so() -> None:
    firm = make.make_firm()
    make.make_fact(
        firm, make.make_fact_key("often", freshness_days=30), body="x", source=make.make_source(date(2026, 10, 1))
    )
    make.make_fact(firm, make.make_fact_key("never"), body="x", source=make.make_source(date(2010, 1, 1)))
    lines = {line.key: line for line in get_facts(make.make_actor(), "firm", firm.pk, TODAY)}
    assert (lines["often"].due, lines["never"].due) == (True, False)


def test_a_file_takes_two_queries_however_much_is_held(django_assert_num_queries: Any) -> None:
    firm, source = make.make_firm(), make.make_source()
    for i in range(40):
        make.make_fact(firm, make.make_fact_key(f"k{i}"), body="x", source=source)
    with django_assert_num_queries(2):
        assert len(get_facts(make.make_actor(), "firm", firm.pk, TODAY)) == 40


@pytest.mark.parametrize("seed", range(3))
def test_random_statements_and_corrections_read_as_the_model_says(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - chance of a test
    firm, source = make.make_firm(), make.make_source()
    keys = [make.make_fact_key(f"{seed}-{i}", type="int") for i in range(3)]
    begun = timezone.now()
    rows: list[tuple[Any, Any]] = []
    for step in range(60):
        at = begun + timedelta(hours=step)
        key, since = chance.choice(keys), date(2025, 1, 1) + timedelta(days=chance.randrange(0, 40))
        for row, _end in [r for r in rows if r[0].key_id == key.pk and r[0].valid_from == since and r[1] is None]:
            FirmFact.objects.filter(pk=row.pk).update(superseded_at=at)
            rows[[r[0].pk for r in rows].index(row.pk)] = (row, at)
        if chance.random() < 0.85:
            rows.append((make.make_fact(firm, key, since=since, num=step, recorded_at=at, source=source), None))
    for _ in range(30):
        on = date(2025, 1, 1) + timedelta(days=chance.randrange(-2, 45))
        known_at = chance.choice([None, begun + timedelta(minutes=chance.randrange(0, 3600))])
        believed = [
            row
            for row, gone in rows
            if row.valid_from <= on
            and (
                gone is None if known_at is None else row.recorded_at <= known_at and (gone is None or gone > known_at)
            )
        ]
        wanted = {
            key.key: str(max((row for row in believed if row.key_id == key.pk), key=lambda r: r.valid_from).num)
            for key in keys
            if any(row.key_id == key.pk for row in believed)
        }
        assert told(firm, on, known_at) == wanted
