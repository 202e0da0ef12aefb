"""The quick way to pinyin gives what the library gives."""

from __future__ import annotations

import csv
import random
import unicodedata

import pytest
from pypinyin import lazy_pinyin

from mashang.kernel.names import _reader, simplify
from tests.real_data import REAL_DATA

REAL = REAL_DATA / "firms"
PIECES = (
    "长乐 厦门 重庆 中国农业银行 会计师事务所 会计 空调 模具 马尾 行健 调味 朝阳 音乐 乐安 单县 曾氏 有限公司 股份 "
    "（示例） A座 ABC 3M 云帆 大厦 还珠 给排水 参差 行长 重工 便宜 骑缝 率先 血液 似的 发展 银行 行"
).split()


def test_mixed_names_read_as_the_library_reads_them() -> None:
    pick = random.Random(7)  # noqa: S311 - the same names in each run
    read = _reader()
    for _n in range(3_000):
        text = unicodedata.normalize("NFKC", "".join(pick.choices(PIECES, k=pick.randint(1, 6))))
        assert read(text) == lazy_pinyin(text), text


def test_any_characters_read_as_the_library_reads_them() -> None:
    pick = random.Random(8)  # noqa: S311 - the same names in each run
    read = _reader()
    for _n in range(3_000):
        text = "".join(chr(pick.randint(0x4E00, 0x9FA5)) for _c in range(pick.randint(1, 8)))
        assert read(text) == lazy_pinyin(text), text


@pytest.mark.skipif(not REAL.is_dir(), reason=f"no real data at {REAL}; set MASHANG_REAL_DATA")
def test_thousands_of_real_names_read_as_the_library_reads_them() -> None:
    read = _reader()
    names = []
    for name in ("fuzhou_taijiang.csv", "fuzhou_other.csv"):
        with (REAL / name).open(encoding="utf-8-sig", newline="") as file:
            names += [simplify(unicodedata.normalize("NFKC", row["name"])) for row in csv.DictReader(file)]
    assert len(names) > 10_000
    assert [name for name in names if read(name) != lazy_pinyin(name)] == []
