"""What the search looks at is kept in step by every act, and can be made anew at any time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from mashang.accounts.rules.roles import Role, permissions_of
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed
from mashang.register.acts import importing
from mashang.register.acts.facts import state_fact
from mashang.register.acts.finding import rebuild_findables
from mashang.register.acts.firms import FirmSays, add_firm, edit_firm, rename_firm, set_code
from mashang.register.acts.tenancies import end_tenancy, start_tenancy
from mashang.register.acts.tenancy_corrections import take_back_tenancy, undo_tenancy_change
from mashang.register.acts.towers import TowerSays, add_tower, edit_tower
from mashang.register.models import Findable, Firm, Tenancy, Tower
from mashang.register.reads.findable import count_differences
from mashang.register.reads.finding import Wanted, find_anything
from mashang.register.tests.make import make_area, make_tower, make_unit, make_uscc
from mashang.register.tests.tenant_sheets import hand_in, make_fact_keys, sheet, steward
from mashang.trail.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, IN_STEP = date(2026, 11, 20), (0, 0)
HEAD = ("企业名称", "统一社会信用代码", "楼宇", "楼层", "房号", "面积（㎡）", "登记住所")


def finds(actor: Actor, q: str) -> int:
    return find_anything(actor, Wanted(q=q), TODAY).total


def test_acts_by_hand_keep_the_search_in_step() -> None:
    make_fact_keys()
    area = make_area()
    actor = steward(area)
    steps: list[tuple[Callable[[], Any], dict[str, int]]] = [
        (lambda: add_firm(actor=actor, name="云帆贸易有限公司"), {"云帆": 1}),
        (lambda: rename_firm(actor=actor, firm_id=firm(), name="潮声贸易有限公司"), {"云帆": 1, "潮声": 1}),
        (lambda: set_code(actor=actor, firm_id=firm(), uscc=make_uscc(77)), {make_uscc(77)[-8:]: 1}),
        (
            lambda: edit_firm(actor=actor, firm_id=firm(), says=says("听雨有限公司"), reason="误"),
            {"听雨": 1, make_uscc(78): 1},
        ),
        (lambda: address(actor, "鳌峰路八号", date(2024, 1, 1)), {"鳌峰路八号": 1}),
        (lambda: address(actor, "江滨路九号", date(2025, 1, 1)), {"鳌峰路八号": 0, "江滨路九号": 1}),
        (lambda: add_tower(actor=actor, area_id=area.pk, says=TowerSays(name_zh="望江楼")), {"望江": 1}),
        (
            lambda: edit_tower(actor=actor, tower_id=tower(), says=TowerSays(name_zh="听潮楼", address="白马路")),
            {"望江": 1, "听潮": 1, "白马路": 1},
        ),
    ]
    for act, expected in steps:
        act()
        assert count_differences() == IN_STEP
        assert {q: finds(actor, q) for q in expected} == expected


def firm() -> int:
    return Firm.objects.get().pk


def tower() -> int:
    return Tower.objects.get().pk


def says(name: str) -> FirmSays:
    return FirmSays(name=name, uscc=make_uscc(78))


def address(actor: Actor, body: str, since: date) -> None:
    state_fact(actor=actor, subject="firm", subject_id=firm(), key="registered_address", valid_from=since, value=body)


def test_stays_decide_who_finds_a_firm_and_whether_it_is_here() -> None:
    home, other = make_area(), make_area("乙街道")
    rooms = [make_unit(make_tower(other), "101"), make_unit(make_tower(home), "102")]
    everywhere = steward(home, area_path="")
    made = add_firm(actor=steward(home), name="云帆贸易有限公司")
    line = start_tenancy(actor=everywhere, firm_id=made.pk, unit_ids=[rooms[0].pk], start=date(2024, 1, 1))
    assert (count_differences(), finds(steward(other), "云帆")) == (IN_STEP, 1)
    end_tenancy(actor=everywhere, line=line, last_day=date(2025, 1, 31))
    assert count_differences() == IN_STEP
    assert not find_anything(steward(other), Wanted(q="云帆", here=True), TODAY).firms
    undo_tenancy_change(actor=everywhere, line=line, version_id=live(line))
    assert count_differences() == IN_STEP
    assert find_anything(steward(other), Wanted(q="云帆", here=True), TODAY).firms
    take_back_tenancy(actor=everywhere, line=line, reason="误")
    assert (count_differences(), finds(steward(other), "云帆")) == (IN_STEP, 0)


def live(line: int) -> int:
    return Tenancy.objects.get(line=line, retracted_at=None).pk


def test_an_import_and_its_undoing_keep_the_search_in_step() -> None:
    make_fact_keys()
    area = make_area()
    actor = steward(area)
    known = add_firm(actor=actor, name="云帆贸易有限公司", uscc=make_uscc(5))
    lone = add_firm(actor=actor, name="听雨有限公司")
    make_tower(area, "望江楼")
    rows = [
        ("潮声贸易有限公司", make_uscc(5), "望江楼", "8", "801", 100, "鳌峰路八号"),
        ("听雨有限公司", make_uscc(6), "望江楼", "8", "802", 100, ""),
        ("新来有限公司", make_uscc(7), "新造大厦", "9", "901", 100, "白马路"),
    ]
    batch = hand_in(actor, sheet(*rows, head=HEAD))
    importing.decide_group(actor=actor, batch_id=batch.pk, verdict="all", decision="accept")
    decisions = {row.pk: ("accept", "rename") for row in batch.rows.filter(verdict="conflict")}
    importing.decide_rows(actor=actor, batch_id=batch.pk, decisions=decisions)
    batch = importing.apply_batch(actor=actor, batch_id=batch.pk)
    assert count_differences() == IN_STEP
    found = {q: finds(actor, q) for q in ("潮声", "云帆", "新来", "新造", make_uscc(6)[-8:], "鳌峰路八号")}
    assert found == {"潮声": 1, "云帆": 1, "新来": 1, "新造": 1, make_uscc(6)[-8:]: 1, "鳌峰路八号": 1}
    importing.undo_batch(actor=actor, batch_id=batch.pk)
    assert count_differences() == IN_STEP
    assert {q: finds(actor, q) for q in found} == dict.fromkeys(found, 0) | {"云帆": 1}
    assert {row.ref_id for row in Findable.objects.filter(kind="firm")} == {known.pk, lone.pk}


def test_a_rebuild_mends_what_is_out_of_step_and_is_on_record() -> None:
    area = make_area()
    made = add_firm(actor=steward(area), name="云帆贸易有限公司")
    Findable.objects.create(kind="tower", ref_id=made.pk + 9, said="current", title="无", folded="无")
    Findable.objects.filter(ref_id=made.pk).update(folded="错")
    assert count_differences() == (1, 2)
    assert rebuild_findables(actor=Actor.system("test")) == 1
    assert (count_differences(), finds(steward(area), "云帆")) == (IN_STEP, 1)
    assert Entry.objects.get(act="search.rebuild").diff == {"rows": 1}
    with pytest.raises(NotAllowed):
        rebuild_findables(actor=steward(area))
    assert not permissions_of(Role.TOWER_STEWARD) >= {"areas.manage"}


def test_a_name_longer_than_a_row_is_found_by_its_beginning() -> None:
    actor = steward(make_area())
    add_firm(actor=actor, name="云帆" * 79)
    assert (count_differences(), finds(actor, "云帆")) == (IN_STEP, 1)
