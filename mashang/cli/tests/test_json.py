"""What the two commands print as JSON is a promise to other programs: exactly these keys."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from mashang.cli.address import address
from mashang.cli.census import census
from mashang.register.tests.make import make_uscc
from mashang.register.tests.tenant_sheets import sheet

ROW = [
    "sheet", "row", "name", "uscc", "registered_on", "capital", "building", "tower", "spaces", "status", "problems",
]  # fmt: skip


def test_an_address_is_printed_with_its_four_parts() -> None:
    result = CliRunner().invoke(address, ["parse", "某市某区云帆路8号云帆大厦A2#楼8层801、802室", "--json"])
    said = json.loads(result.output)
    assert result.exit_code == 0
    assert list(said) == ["building", "tower", "spaces"]
    assert [list(space) for space in said["spaces"]] == [["floor", "units"]]
    assert (said["tower"], said["spaces"][0]["units"]) == ("A2#", ["801", "802"])


def test_a_sheet_is_printed_with_rows_problems_and_a_summary(tmp_path: Path) -> None:
    path = tmp_path / "租户.xlsx"
    rows = (
        ("甲（示例）有限公司", make_uscc(), "云帆大厦", "8", "801"),
        ("乙（示例）有限公司", "91350100M000100Y4Z", "", "", ""),
    )
    path.write_bytes(sheet(*rows))
    result = CliRunner().invoke(census, ["check", str(path), "--json"])
    said = json.loads(result.output)
    assert result.exit_code == 0
    assert list(said) == ["rows", "summary"]
    assert [list(row) for row in said["rows"]] == [ROW, ROW]
    good, bad = said["rows"]
    assert (good["row"], good["name"], good["status"], good["problems"]) == (3, "甲（示例）有限公司", "ok", [])
    assert [list(space) for space in good["spaces"]] == [["floor", "units"]]
    assert bad["problems"]
    assert all(list(problem) == ["field", "code", "message"] for problem in bad["problems"])


def test_a_file_that_is_refused_as_a_whole_has_the_same_shape(tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")
    result = CliRunner().invoke(census, ["check", str(path), "--json"])
    said = json.loads(result.output)
    assert (result.exit_code, said["rows"]) == (1, [])
    assert said["summary"]["refused"]["code"] == "empty"
