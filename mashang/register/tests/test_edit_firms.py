"""Firms are added, renamed, given their code and brought in line with their licence."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mashang.accounts.models import Area
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, NotThere, Refused
from mashang.register.acts.firms import FirmSays, add_firm, edit_firm, rename_firm, set_code
from mashang.register.models import Firm, FirmFact, FirmName
from mashang.register.reads.firms import FirmsWanted, list_firms
from mashang.register.tests.make import make_area, make_firm, make_tenancy, make_tower, make_unit, make_uscc
from mashang.register.tests.stewards import load_keys, steward
from mashang.register.tests.tenant_sheets import DAY
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def area() -> Area:
    return make_area()


@pytest.fixture
def actor(area: Area) -> Actor:
    return steward(area)


def refusal(act: object, **more: object) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        act(**more)  # type: ignore[operator]
    return refused.value.code, refused.value.field


def test_a_firm_is_added_by_a_code_however_it_is_written(actor: Actor, area: Area) -> None:
    code = make_uscc(900)
    firm = add_firm(actor=actor, name="  甲（示例）  有限公司 ", uscc=f" {code[:8].lower()} {code[8:]} ")
    assert (firm.name, firm.uscc, firm.home_area_id, firm.area_path) == (
        "甲（示例） 有限公司", code, area.pk, area.path,
    )  # fmt: skip
    assert FirmName.objects.get(firm=firm).kind == "current"
    assert Entry.objects.get(act="firm.add").diff == {"uscc": code}


def test_a_firm_may_come_without_its_code(actor: Actor) -> None:
    assert add_firm(actor=actor, name="甲（示例）有限公司").uscc is None


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("9100000000000001", "18 characters"),
        ("91000000OOOOOOOOOO", "never used"),
        (make_uscc(901)[:-1] + ("0" if make_uscc(901)[-1] != "0" else "1"), "last character"),
    ],
)
def test_a_mistyped_code_is_refused_with_what_is_wrong(actor: Actor, code: str, says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        add_firm(actor=actor, name="甲（示例）有限公司", uscc=code)
    assert refused.value.field == "uscc"
    assert not Firm.objects.exists()


def test_a_code_of_another_firm_is_refused_and_the_firm_named(actor: Actor, area: Area) -> None:
    other = make_firm("乙（示例）有限公司", area)
    with pytest.raises(Refused, match="乙（示例）有限公司 bears this code") as refused:
        add_firm(actor=actor, name="甲（示例）有限公司", uscc=other.uscc or "")
    assert refused.value.code == "code_taken"
    with pytest.raises(IntegrityError, match="firm_uscc_once"), transaction.atomic():
        make_firm("丙（示例）有限公司", uscc=other.uscc)
    with pytest.raises(IntegrityError, match="firm_uscc_right"), transaction.atomic():
        make_firm("丙（示例）有限公司", uscc="910000000000000000")


def test_a_firm_of_another_area_that_bears_the_code_is_not_named(actor: Actor) -> None:
    other = make_firm("乙（示例）有限公司")
    with pytest.raises(Refused, match="A firm of another area bears this code") as refused:
        add_firm(actor=actor, name="甲（示例）有限公司", uscc=other.uscc or "")
    assert refused.value.code == "code_taken"


def test_a_name_that_a_firm_bears_or_bore_is_another_firm_only_when_said_so(actor: Actor, area: Area) -> None:
    first = add_firm(actor=actor, name="甲（示例）有限公司")
    rename_firm(actor=actor, firm_id=first.pk, name="乙（示例）有限公司")
    for name in ("甲(示例)有限公司", "乙（示例）有限公司"):
        assert refusal(add_firm, actor=actor, name=name) == ("name_taken", "name")
    assert add_firm(actor=actor, name="甲（示例）有限公司", namesake=True).pk != first.pk


def test_a_firm_without_a_name_is_refused(actor: Actor) -> None:
    assert refusal(add_firm, actor=actor, name=" （）") == ("name_needed", "name")
    assert refusal(add_firm, actor=actor, name="甲" * 161) == ("name_too_long", "name")


def test_a_renamed_firm_keeps_its_former_name_and_is_found_by_it(actor: Actor) -> None:
    firm = add_firm(actor=actor, name="旧潮（示例）有限公司")
    rename_firm(actor=actor, firm_id=firm.pk, name="新澜（示例）有限公司")
    firm.refresh_from_db()
    names = set(FirmName.objects.filter(firm=firm, superseded_at=None).values_list("name", "kind"))
    assert names == {("旧潮（示例）有限公司", "former"), ("新澜（示例）有限公司", "current")}
    assert Entry.objects.get(act="firm.rename").diff == {"name": ["旧潮（示例）有限公司", "新澜（示例）有限公司"]}
    for q in ("旧潮", "新澜", "xinlan"):
        assert [row.id for row in list_firms(actor, DAY, FirmsWanted(q=q)).rows] == [firm.pk]
    assert refusal(rename_firm, actor=actor, firm_id=firm.pk, name="新澜（示例）有限公司") == ("same_name", "name")


def test_another_spelling_of_the_name_is_no_former_name(actor: Actor) -> None:
    firm = add_firm(actor=actor, name="甲(示例)有限公司")
    rename_firm(actor=actor, firm_id=firm.pk, name="甲（示例）有限公司")
    kinds = FirmName.objects.filter(firm=firm, superseded_at=None).values_list("name", "kind")
    assert list(kinds) == [("甲（示例）有限公司", "current")]


def test_a_code_is_given_once_and_replaced_only_with_a_reason(actor: Actor) -> None:
    firm, first, second = add_firm(actor=actor, name="甲（示例）有限公司"), make_uscc(902), make_uscc(903)
    assert set_code(actor=actor, firm_id=firm.pk, uscc=first).uscc == first
    assert refusal(set_code, actor=actor, firm_id=firm.pk, uscc=second) == ("reason_needed", "reason")
    assert set_code(actor=actor, firm_id=firm.pk, uscc=second, reason="登记有误").uscc == second
    diffs = Entry.objects.filter(act="firm.set_code").order_by("pk").values_list("diff", "reason")
    assert list(diffs) == [({"uscc": [None, first]}, ""), ({"uscc": [first, second]}, "登记有误")]


def test_a_firm_is_brought_in_line_with_its_licence_at_once(actor: Actor) -> None:
    load_keys()
    firm, parent = add_firm(actor=actor, name="旧潮（示例）有限公司"), add_firm(actor=actor, name="母（示例）有限公司")
    code = make_uscc(904)
    says = FirmSays(name="新澜（示例）有限公司", uscc=code, standing="active", industry="6622", parent_id=parent.pk)
    firm = edit_firm(actor=actor, firm_id=firm.pk, says=says, source="营业执照")
    assert (firm.name, firm.uscc, firm.standing, firm.industry, firm.parent_id) == (
        "新澜（示例）有限公司", code, "active", "6622", parent.pk,
    )  # fmt: skip
    facts = FirmFact.objects.filter(subject=firm).values_list("key__key", "code", "source__label")
    assert set(facts) == {("standing", "active", "营业执照"), ("industry", "6622", "营业执照")}
    before = Entry.objects.count()
    edit_firm(actor=actor, firm_id=firm.pk, says=says)
    assert Entry.objects.count() == before


def test_an_edit_is_done_whole_or_not_at_all(actor: Actor) -> None:
    load_keys()
    firm = add_firm(actor=actor, name="旧潮（示例）有限公司")
    says = FirmSays(name="新澜（示例）有限公司", standing="active", industry="9999Z")
    assert refusal(edit_firm, actor=actor, firm_id=firm.pk, says=says) == ("not_in_list", "industry")
    firm.refresh_from_db()
    assert (firm.name, firm.standing) == ("旧潮（示例）有限公司", "unknown")


def test_a_firm_is_not_its_own_parent_not_even_in_a_circle(actor: Actor) -> None:
    one, two = (add_firm(actor=actor, name=f"{n}（示例）有限公司") for n in "甲乙")
    edit_firm(actor=actor, firm_id=two.pk, says=FirmSays(name=two.name, parent_id=one.pk))
    for parent in (one.pk, two.pk):
        says = FirmSays(name=one.name, parent_id=parent)
        assert refusal(edit_firm, actor=actor, firm_id=one.pk, says=says)[0] == "own_parent"


def test_a_firm_elsewhere_is_edited_only_by_those_in_whose_area_it_sits(actor: Actor, area: Area) -> None:
    firm = make_firm("甲（示例）有限公司", make_area())
    with pytest.raises(NotThere):
        rename_firm(actor=actor, firm_id=firm.pk, name="乙（示例）有限公司")
    make_tenancy(firm, make_unit(make_tower(area)))
    assert rename_firm(actor=actor, firm_id=firm.pk, name="乙（示例）有限公司").name == "乙（示例）有限公司"
    with pytest.raises(NotAllowed):
        add_firm(actor=steward(area, permissions=frozenset({"register.read"})), name="丙（示例）有限公司")
    assert refusal(add_firm, actor=steward(None), name="丙（示例）有限公司")[0] == "no_area"
