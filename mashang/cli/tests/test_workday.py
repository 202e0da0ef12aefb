"""`mashang workday add`: the due date alone, or the reason."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from mashang.cli.workday import workday


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["2026-02-13", "7"], 0, "2026-03-02\n"),
        (["2026-12-31", "1", "--provisional"], 0, "2027-01-04\n"),
        (["2026-12-31", "1"], 1, "The official calendar of 2027 is not out yet."),
        (["2026-01-01", "-3"], 1, "A deadline has 0 to 3660 days."),
        (["2026-02-30", "1"], 2, "does not match the format"),
    ],
)
def test_the_due_date_alone_is_printed_or_the_reason(words: list[str], code: int, said: str) -> None:
    result = CliRunner().invoke(workday, ["add", *words])
    assert result.exit_code == code
    assert result.output == said if code == 0 else said in result.output
