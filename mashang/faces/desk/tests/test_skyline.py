"""Names of towers under the columns of the wall screen."""

from __future__ import annotations

import pytest

from mashang.faces.desk.skyline import column_name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("海荣大厦", "海荣大厦"),
        ("江滨二号（示例）", "江滨二号"),
        ("万达广场写字楼", "万达广场"),
        ("闽江金融大厦", "闽江金融"),
        ("宇洋中央金座", "宇洋中央"),
        ("海峡电子商务基地三期", "海峡电子\u22ee"),
    ],
)
def test_a_long_name_loses_what_kind_of_building_it_is_before_it_is_cut(name: str, said: str) -> None:
    assert column_name(name) == said
