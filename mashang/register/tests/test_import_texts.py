"""Long texts and legal types of a sheet become facts, whole; what is longer than any text is said, not cut."""

from __future__ import annotations

import pytest

from mashang.register.models import FirmFact
from mashang.register.rules.legal_types import read_legal_type
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import HEAD, hand_in, make_fact_keys, sheet, steward, take_in, verdicts

pytestmark = pytest.mark.django_db(transaction=True)
WITH_TEXTS = (*HEAD, "企业类型", "经营范围")
CODE = make_uscc()
SCOPE = "一般项目：软件开发；信息系统集成服务；" * 60


def row(legal_form: str, scope: str) -> tuple[object, ...]:
    return ("甲（示例）有限公司", CODE, "云帆大厦", "8", "801", 100, "2024-01-01", "2027-12-31", 85, legal_form, scope)


def held() -> dict[str, str]:
    facts = FirmFact.objects.filter(superseded_at=None, key__key__in=["legal_type", "business_scope"])
    return {fact.key.key: fact.code or fact.body or "" for fact in facts.select_related("key")}


@pytest.fixture(autouse=True)
def _keys() -> None:
    make_fact_keys()


def test_a_long_scope_is_kept_whole_and_the_same_sheet_says_nothing_new() -> None:
    actor = steward(make_area())
    take_in(actor, sheet(row("有限责任公司（自然人投资或控股）", SCOPE), head=WITH_TEXTS))
    assert held() == {"legal_type": "limited", "business_scope": SCOPE}
    assert verdicts(hand_in(actor, sheet(row("有限责任公司（自然人投资或控股）", SCOPE), head=WITH_TEXTS))) == {
        "same": 1
    }


def test_a_text_that_is_too_long_is_said_and_nothing_of_it_kept() -> None:
    batch = take_in(steward(make_area()), sheet(row("办公", "业" * 4001), head=WITH_TEXTS))
    assert held() == {}
    assert [reason["code"] for reason in batch.rows.get(verdict="new").reasons] == ["text_too_long"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("有限责任公司分公司(自然人投资或控股)", "branch"), ("有限责任公司（自然人独资）", "sole_person_company"),
        ("其他股份有限公司(非上市)", "joint_stock"), ("有限责任公司（港澳台法人独资）", "hmt_invested"), ("个体工商户", "individual"),
        ("有限合伙企业", "limited_partnership"), ("普通合伙企业", "partnership"), ("有限责任公司(国有独资)", "state_owned"),
        ("外国(地区)企业常驻代表机构", "representative"), ("民办非企业单位", "association"), ("商业", ""), ("", ""),
    ],
)  # fmt: skip
def test_legal_types_are_told_apart(written: str, code: str) -> None:
    assert read_legal_type(written) == code
