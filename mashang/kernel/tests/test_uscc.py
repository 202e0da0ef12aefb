"""The credit code of GB 32100-2015."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as oracle
from stdnum.exceptions import ValidationError

from mashang.kernel import uscc


def test_the_worked_example_of_the_handbook_is_right() -> None:
    assert uscc.check_character("91350100M000100Y4") == "3"
    assert uscc.organisation_check_character("M000100Y") == "4"
    assert uscc.problem("91350100M000100Y43") is None
    assert uscc.problem("91350100M000100Y4Z") == "alphabet"
    assert uscc.problem("91350100M000100Y44") == "check"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" 913501057 41689474G", "91350105741689474G"),
        ("９１３５００００１５８１７６５８３M", "91350000158176583M"),
        ("91350103705117508d", "91350103705117508D"),
        ("9135-0100\nM000 100Y\u200b43", "91350100M000100Y43"),
    ],
)
def test_a_code_is_cleaned_of_what_people_put_between(text: str, code: str) -> None:
    assert uscc.clean(text) == code
    assert uscc.problem(uscc.clean(text)) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "length"),
        ("91350100M000100Y4", "length"),
        ("9135010OM000100Y43", "alphabet"),
        ("9135ABCDM000100Y43", "area"),
    ],
)
def test_a_wrong_code_says_what_is_wrong(code: str, expected: str) -> None:
    assert uscc.problem(code) == expected
    assert str(uscc.message(expected))


def test_a_made_up_code_with_a_fitting_last_character_is_found_by_position_seventeen() -> None:
    first = "91350100M000100Y5"
    assert uscc.problem(first + uscc.check_character(first)) == "organisation"


@given(st.text(alphabet=uscc.ALPHABET + "IOSVZ福", min_size=16, max_size=19))
def test_no_code_is_accepted_that_the_oracle_refuses(code: str) -> None:
    try:
        oracle.validate(code)
    except ValidationError:
        assert uscc.problem(code) is not None


@given(st.from_regex(r"\A9[1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{8}\Z"))
def test_every_code_built_by_the_rule_is_accepted_here_and_by_the_oracle(first: str) -> None:
    first += uscc.organisation_check_character(first[8:])
    code = first + uscc.check_character(first)
    assert uscc.problem(code) is None
    assert oracle.is_valid(code)
    wrong = code[:9] + uscc.ALPHABET[(uscc.VALUES[code[9]] + 1) % 31] + code[10:]
    assert uscc.problem(wrong) == "check"


@given(st.text(max_size=30))
def test_no_text_makes_the_check_crash(text: str) -> None:
    assert uscc.problem(uscc.clean(text)) in {None, *uscc.MESSAGES}
