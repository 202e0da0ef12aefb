"""Industries, and where a firm is registered, taxed and at work, on their way from a sheet into the register."""

from __future__ import annotations

import pytest

from mashang.kernel.actor import Actor
from mashang.register.acts import importing
from mashang.register.models import FactKey, Firm, FirmFact, Tenancy, TenancyEvent
from mashang.register.rules.industry_codes import read_industry
from mashang.register.tests.make import make_area, make_uscc
from mashang.register.tests.tenant_sheets import HEAD, hand_in, sheet, steward, take_in, verdicts

pytestmark = pytest.mark.django_db(transaction=True)

FLAGS = (*HEAD[:5], "是否属地注册", "税收落地", "实际经营", "所属行业")
NAME = "甲（示例）有限公司"


def flags() -> tuple[bool | None, bool | None, bool | None]:
    tenancy = Tenancy.objects.get(retracted_at=None)
    return tenancy.registered_here, tenancy.taxed_here, tenancy.operates_here


@pytest.fixture
def actor() -> Actor:
    FactKey.objects.create(
        id=2, key="industry", subject="firm", name_zh="行业", name_hant="行業", name_en="Industry", type="code"
    )
    return steward(make_area())


@pytest.mark.parametrize(
    ("text", "code"),
    [("J6621", "6621"), ("6621", "6621"), ("6621 商业银行服务", "6621"), ("商业银行服务", "6621"), ("金融业", "J"),
     ("J", "J"), ("J 金融业", "J"), ("软件和信息技术服务业", "65"), ("A6621", ""), ("9999", ""), ("6621 零售", ""),
     ("金融", ""), ("贸易、咨询", ""), ("", "")],
)  # fmt: skip
def test_an_industry_is_a_code_or_an_exact_name_and_nothing_else(text: str, code: str) -> None:
    assert read_industry(text) == code


def test_a_new_firm_gets_the_industry_and_the_flags_that_the_sheet_states(actor: Actor) -> None:
    take_in(actor, sheet((NAME, make_uscc(), "云帆大厦", "8", "801", "是", "否", "", "J6621"), head=FLAGS))
    assert flags() == (True, False, None)
    assert Firm.objects.get().industry == "6621"
    assert FirmFact.objects.get(key_id=2).code == "6621"


def test_an_industry_in_other_words_is_left_alone(actor: Actor) -> None:
    take_in(actor, sheet((NAME, make_uscc(), "云帆大厦", "8", "801", "", "", "", "现代服务"), head=FLAGS))
    assert Firm.objects.get().industry == ""
    assert flags() == (None, None, None)


def test_a_changed_flag_is_shown_with_both_sides_and_applied_as_an_event(actor: Actor) -> None:
    code = make_uscc()
    take_in(actor, sheet((NAME, code, "云帆大厦", "8", "801", "否", "否", "", "J6621"), head=FLAGS))
    data = sheet((NAME, code, "云帆大厦", "8", "801", "是", "", "√", "7211"), head=FLAGS)
    batch = hand_in(actor, data)
    changes = {c["field"]: (c["old"], c["new"]) for c in batch.rows.get(verdict="changed").changes}
    assert changes == {"registered_here": ("no", "yes"), "operates_here": ("", "yes"), "industry": ("6621", "7211")}
    batch = take_in(actor, data)
    assert flags() == (True, False, True)
    assert TenancyEvent.objects.filter(kind="flags").count() == 1
    assert Firm.objects.get().industry == "7211"
    assert verdicts(hand_in(actor, data)) == {"same": 1}
    importing.undo_batch(actor=actor, batch_id=batch.pk)
    assert flags() == (False, False, None)
    assert Firm.objects.get().industry == "6621"


def test_a_wider_industry_is_no_change(actor: Actor) -> None:
    code = make_uscc()
    take_in(actor, sheet((NAME, code, "云帆大厦", "8", "801", "", "", "", "J6621"), head=FLAGS))
    for said in ("金融业", "66"):
        row = (NAME, code, "云帆大厦", "8", "801", "", "", "", said)
        assert verdicts(hand_in(actor, sheet(row, head=FLAGS))) == {"same": 1}
