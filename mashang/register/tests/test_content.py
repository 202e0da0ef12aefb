"""content/facts.yaml and content/industry, and their loading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.utils import translation

from mashang.cli.content import CONTENT, load_content
from mashang.kernel.actor import Actor
from mashang.kernel.errors import Refused
from mashang.register.acts.loading import load_fact_keys
from mashang.register.models import FactKey
from mashang.register.reads.industries import find_industry_name, get_industry_names
from mashang.trail.models import Entry

FACTS: dict[str, Any] = yaml.safe_load((CONTENT / "facts.yaml").read_text(encoding="utf-8"))


def _named() -> Iterator[tuple[str, object]]:
    for word, names in [*FACTS["units"].items(), *FACTS["groups"].items()]:
        yield word, names
    for entry in FACTS["facts"]:
        yield entry["key"], entry["names"]
        for code, names in entry.get("choices", {}).items():
            yield f"{entry['key']}.{code}", names


@pytest.mark.parametrize("field", ["id", "key"])
def test_no_fact_shares_its_id_or_key(field: str) -> None:
    values = [entry[field] for entry in FACTS["facts"]]
    assert len(set(values)) == len(values)


def test_everything_is_named_in_three_languages() -> None:
    for what, names in _named():
        assert isinstance(names, list), what
        assert len(names) == 3, what
        assert all(isinstance(name, str) and name.strip() for name in names), what
        assert names[2].isascii() or "²" in names[2] or "“" in names[2], what


def test_traditional_names_are_not_left_simplified() -> None:
    names = {what: names for what, names in _named() if isinstance(names, list)}
    assert names["registered_capital"][1] == "註冊資本"
    assert names["threshold_candidate"][1] == "準規上"
    assert not [what for what, (_hans, hant, _en) in names.items() if set(hant) & set("业资产楼层册税门设备范围开关")]


def test_every_fact_has_a_known_unit_and_group() -> None:
    for entry in FACTS["facts"]:
        assert entry["group"] in FACTS["groups"], entry["key"]
        assert entry.get("unit", "yuan") in FACTS["units"], entry["key"]
        assert (entry["type"] == "int") == ("unit" in entry), entry["key"]


def test_tax_of_a_firm_is_marked_as_such() -> None:
    assert {e["key"] for e in FACTS["facts"] if e.get("sensitivity") == "T"} == {"tax", "tax_band"}


@pytest.mark.django_db
def test_loading_the_content_again_writes_nothing() -> None:
    assert load_content() == len(FACTS["facts"])
    assert load_content() == 0
    assert Entry.objects.filter(act="facts.load").count() == 1


@pytest.mark.django_db
def test_a_new_name_is_taken_over() -> None:
    load_content()
    FactKey.objects.filter(key="staff").update(name_zh="人数")
    assert load_content() == 1
    assert FactKey.objects.get(key="staff").name_zh == "从业人数"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"key": "other"}, {"type": "text"}, {"scale": 10}, {"subject": "tower"}, {"shape": "year"}]
)
def test_an_id_that_changes_its_meaning_is_refused(change: dict[str, Any]) -> None:
    load_content()
    entry = next(e for e in FACTS["facts"] if e["key"] == "registered_capital")
    with pytest.raises(Refused) as refused:
        load_fact_keys(actor=Actor.system(), entries=[{**entry, **change}])
    assert refused.value.code == "fact_key_reused"


@pytest.mark.django_db
def test_a_name_in_two_languages_only_is_refused() -> None:
    entry = {**FACTS["facts"][0], "names": ["企业类型", "企業類型"]}
    with pytest.raises(Refused) as refused:
        load_fact_keys(actor=Actor.system(), entries=[entry])
    assert refused.value.code == "fact_key_unnamed"


@pytest.mark.django_db
def test_a_key_under_two_ids_is_refused() -> None:
    entry = FACTS["facts"][0]
    with pytest.raises(Refused) as refused:
        load_fact_keys(actor=Actor.system(), entries=[entry, {**entry, "id": 999}])
    assert refused.value.code == "fact_key_twice"


def test_the_industries_are_those_of_the_standard() -> None:
    """GB/T 4754-2017 counts 20 sections, 97 divisions, 473 groups and 1,380 classes."""
    lengths = [len(code) if code.isdigit() else 0 for code in get_industry_names()]
    assert {n: lengths.count(n) for n in sorted(set(lengths))} == {0: 20, 2: 97, 3: 473, 4: 1380}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("6621", "商业银行服务"),
        ("J6621", "商业银行服务"),
        ("J", "金融业"),
        ("6699", "货币金融服务"),
        ("", ""),
        ("99", ""),
    ],
)
def test_an_industry_is_named_by_the_nearest_code_that_is_known(code: str, name: str) -> None:
    with translation.override("zh-hans"):
        assert find_industry_name(code) == name


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Finance"), ("zh-hans", "商业银行服务"), ("zh-hant", "商業銀行服務")]
)
def test_an_industry_is_named_in_the_readers_language(language: str, name: str) -> None:
    with translation.override(language):
        assert find_industry_name("J6621") == name
