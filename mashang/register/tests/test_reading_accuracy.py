"""How exactly real sheets and addresses are read; skipped where the real data is not at hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from mashang.register.rules.addresses import parse_address
from mashang.register.rules.sheets import read_workbook
from tests.real_data import REAL_DATA

pytestmark = pytest.mark.skipif(
    not (REAL_DATA / "tenancy").is_dir(), reason=f"no real data at {REAL_DATA}; set MASHANG_REAL_DATA"
)
TENANCY = REAL_DATA / "tenancy"


@pytest.mark.parametrize("number", [1, 2])
def test_ninety_nine_of_a_hundred_rows_of_a_messy_workbook_are_exact(number: int) -> None:
    expected = json.loads((TENANCY / f"census_messy_{number}_expected.json").read_text(encoding="utf-8"))
    path = TENANCY / f"census_messy_{number}.xlsx"
    reading = read_workbook(path.read_bytes(), path.name)
    got = {(row.sheet, row.row): row for row in reading.rows}
    exact = 0
    for wanted in expected:
        row = got[wanted["sheet"], wanted["row"]]
        found = (row.name, row.uscc, row.registered_on, row.capital, row.status)
        exact += found == (wanted["name"], wanted["uscc"], wanted["reg_date"] or "", wanted["capital_raw"], "ok")
        if wanted["uscc"] is None:
            assert "uscc_missing" in [p.code for p in row.problems]
    assert exact >= 0.99 * len(expected)
    places = {(wanted["sheet"], wanted["row"]) for wanted in expected}
    assert [row for row in reading.rows if row.status == "ok" and (row.sheet, row.row) not in places] == []
    for sheet in reading.sheets:
        counts = dict(sheet.counts)
        assert counts.pop("total") == sum(counts.values())


def test_ninety_five_of_a_hundred_hand_read_addresses_are_exact() -> None:
    gold = json.loads((TENANCY / "address_gold_dev.json").read_text(encoding="utf-8"))
    exact = sum(
        parse_address(entry["address"]).as_dict() == {key: entry[key] for key in ("building", "tower", "spaces")}
        for entry in gold
    )
    assert exact >= 0.95 * len(gold)


@pytest.mark.parametrize(
    "name", ["tenancy/fuzhou_tower_tenants.csv", "firms/fuzhou_taijiang.csv", "firms/fuzhou_other.csv"]
)
def test_every_row_of_a_register_extract_is_read(name: str) -> None:
    path: Path = REAL_DATA / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        expected = [(row["uscc"], row["reg_date"]) for row in csv.DictReader(file)]
    reading = read_workbook(path.read_bytes(), path.name)
    assert [(row.uscc, row.registered_on) for row in reading.rows[1:]] == expected
    assert {row.status for row in reading.rows[1:]} == {"ok"}


def test_most_real_tower_addresses_give_a_building() -> None:
    with (TENANCY / "fuzhou_tower_tenants.csv").open(encoding="utf-8-sig", newline="") as file:
        read = [parse_address(row["address"]) for row in csv.DictReader(file)]
    assert sum(bool(place.building) for place in read) >= 0.94 * len(read)
    assert sum(bool(place.spaces) for place in read) >= 0.92 * len(read)


def test_a_file_without_names_and_codes_has_every_row_refused_in_words() -> None:
    path = TENANCY / "chicago_downtown_licences.csv"
    reading = read_workbook(path.read_bytes(), path.name)
    data = reading.rows[1:]
    assert len(data) == 13_373
    assert {row.status for row in data} == {"refused"}
    assert all(str(row.problems[0].message) for row in data)
