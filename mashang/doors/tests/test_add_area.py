"""The tree of areas and its departments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mashang.accounts.models import Area, Department
from mashang.doors.acts import areas
from mashang.doors.acts.areas import Names
from mashang.doors.reads.places import list_areas, list_departments
from mashang.doors.rules.area_paths import next_path
from mashang.kernel.actor import Actor
from mashang.kernel.errors import NotAllowed, Refused
from mashang.trail.models import Entry
from tests.cast import Cast


@pytest.fixture
def keeper(cast: Cast) -> Actor:
    """The system administrator of the whole district."""
    actor = cast.actor("system_administrator")
    return replace(actor, area_path=cast.taijiang.path, area_id=cast.taijiang.pk)


def test_a_new_area_lies_below_its_parent_and_belongs_to_its_district(cast: Cast, keeper: Actor) -> None:
    area = areas.add_area(actor=keeper, parent_id=cast.aofeng.pk, kind="park", names=Names(zh="海峡金融商务区"))
    assert area.path == cast.aofeng.path + "AA"
    assert area.district_id == cast.taijiang.pk
    assert Entry.objects.get(act="area.add").area_path == area.path


def test_a_path_is_never_given_twice(cast: Cast, keeper: Actor) -> None:
    first = areas.add_area(actor=keeper, parent_id=cast.aofeng.pk, kind="park", names=Names(zh="一号园"))
    areas.close_area(actor=keeper, area_id=first.pk, reason="merged")
    second = areas.add_area(actor=keeper, parent_id=cast.aofeng.pk, kind="park", names=Names(zh="二号园"))
    assert first.path != second.path


@pytest.mark.parametrize(
    ("taken", "path"), [([], "AA"), (["AA"], "AB"), (["AA", "AZ"], "B0"), (["A9"], "AA"), (["ZZ"], None)]
)
def test_paths_count_on_in_base_36(taken: list[str], path: str | None) -> None:
    assert next_path("", taken) == path


def test_an_area_of_the_wrong_kind_is_refused(cast: Cast, keeper: Actor) -> None:
    with pytest.raises(Refused) as refused:
        areas.add_area(actor=keeper, parent_id=cast.aofeng.pk, kind="city", names=Names(zh="错"))
    assert refused.value.field == "kind"


def test_an_area_is_renamed_but_does_not_move(cast: Cast, keeper: Actor) -> None:
    areas.edit_area(actor=keeper, area_id=cast.aofeng.pk, names=Names(zh="鳌峰街道", hant="鰲峰街道"), code="350103011")
    cast.aofeng.refresh_from_db()
    assert (cast.aofeng.name_hant, cast.aofeng.code) == ("鰲峰街道", "350103011")
    with pytest.raises(Refused) as refused:
        areas.edit_area(actor=keeper, area_id=cast.aofeng.pk, names=Names(zh="鳌峰街道"), parent_id=cast.gulou.pk)
    assert refused.value.code == "areas_do_not_move"


def test_a_code_in_use_is_refused(cast: Cast, keeper: Actor) -> None:
    Area.objects.filter(pk=cast.gulou.pk).update(code="350102")
    with pytest.raises(Refused) as refused:
        areas.edit_area(actor=keeper, area_id=cast.aofeng.pk, names=Names(zh="鳌峰街道"), code="350102")
    assert refused.value.field == "code"


def test_an_area_with_people_in_it_is_not_closed(cast: Cast, keeper: Actor) -> None:
    with pytest.raises(Refused) as refused:
        areas.close_area(actor=keeper, area_id=cast.aofeng.pk, reason="x")
    assert refused.value.code == "not_empty"


def test_areas_of_others_are_neither_seen_nor_changed(cast: Cast, keeper: Actor) -> None:
    assert {one.id for one in list_areas(actor=keeper)} == {cast.taijiang.pk, cast.aofeng.pk}
    with pytest.raises(NotAllowed):
        areas.edit_area(actor=keeper, area_id=cast.hongshan.pk, names=Names(zh="x"))
    with pytest.raises(NotAllowed):
        areas.add_department(actor=keeper, area_id=cast.gulou.pk, names=Names(zh="x"))


def test_a_department_is_added_renamed_and_closed(cast: Cast, keeper: Actor) -> None:
    made = areas.add_department(actor=keeper, area_id=cast.aofeng.pk, names=Names(zh="经济发展办"))
    areas.edit_department(
        actor=keeper, department_id=made.pk, names=Names(zh="经济发展办公室"), supervisor_id=cast.department.pk
    )
    made.refresh_from_db()
    assert (made.name_zh, made.supervisor_id) == ("经济发展办公室", cast.department.pk)
    areas.close_department(actor=keeper, department_id=made.pk, reason="merged")
    assert made.pk not in {one.id for one in list_departments(actor=keeper)}
    assert made.pk in {one.id for one in list_departments(actor=keeper, closed=True)}


def test_a_department_with_people_stays_open_and_its_name_is_its_own(cast: Cast, keeper: Actor) -> None:
    with pytest.raises(Refused) as refused:
        areas.close_department(actor=keeper, department_id=cast.department.pk, reason="x")
    assert refused.value.code == "not_empty"
    with pytest.raises(Refused) as taken:
        areas.add_department(actor=keeper, area_id=cast.taijiang.pk, names=Names(zh=cast.department.name_zh))
    assert taken.value.code == "name_taken"
    assert Department.objects.filter(name_zh=cast.department.name_zh).count() == 1
