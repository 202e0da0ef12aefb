"""Short names of firms, as they stand in a plan."""

from __future__ import annotations

import pytest

from mashang.register.rules.short_names import distinct_names, short_name_of


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("福州市榕海数科（示例）有限公司", "榕海数科"),
        ("甘肃省兰州市城关区陇上银行股份有限公司兰州分行", "陇上银行"),
        ("东海信托有限责任公司", "东海信托"),
        ("ABC Trading Ltd", "ABC Trading Ltd"),
        ("公司", "公司"),
        ("（示例）", "（示例）"),
    ],
)
def test_a_short_name_leaves_out_place_brackets_and_legal_form(name: str, short: str) -> None:
    assert short_name_of(name) == short


def test_a_beginning_that_many_share_is_left_out() -> None:
    names = [f"陇上{part}有限公司" for part in ("银行", "信托", "证券")] + ["东海保险有限公司"]
    assert list(distinct_names(names).values()) == ["银行", "信托", "证券", "东海保险"]


def test_a_name_is_never_cut_to_one_character() -> None:
    names = [f"陇上{part}有限公司" for part in ("银", "金", "信", "托")]
    assert list(distinct_names(names).values()) == ["陇上银", "陇上金", "陇上信", "陇上托"]
