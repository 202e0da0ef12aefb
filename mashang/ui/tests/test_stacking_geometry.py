"""Where units stand: as wide as their area, side by side, centred, nothing over anything else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashang.ui.stacking import Plan, PlanFloor, PlanUnit, lay_out
from mashang.ui.stacking.geometry import LEFT, SPAN


def unit(key: str, area: float | None, status: str = "leased") -> PlanUnit:
    return PlanUnit(key=key, room=key, status=status, href=f"?unit={key}", area_sqm=area)


def tower(*floors: Sequence[float | None], area_sqm: float | None = None) -> Plan:
    return Plan(
        name="Tower",
        floors=[
            PlanFloor(
                key=str(no),
                label=str(no),
                units=[unit(f"{no}-{place}", area) for place, area in enumerate(row)],
                area_sqm=area_sqm,
            )
            for no, row in enumerate(floors)
        ],
    )


AREAS = st.one_of(st.none(), st.floats(1, 5000))
TOWERS = st.lists(st.lists(AREAS, max_size=40), min_size=1, max_size=20)


@given(TOWERS)
def test_units_touch_and_do_not_overlap(floors: list[list[float | None]]) -> None:
    for row in lay_out(tower(*floors)).rows:
        for span, following in zip(row.spans, row.spans[1:], strict=False):
            assert following.x == pytest.approx(span.x + span.width)
        if row.spans:
            assert sum(span.width for span in row.spans) == pytest.approx(row.width)
            assert row.spans[0].x == pytest.approx(row.x)


@given(TOWERS)
def test_every_floor_stays_inside_and_is_centred(floors: list[list[float | None]]) -> None:
    for row in lay_out(tower(*floors)).rows:
        assert row.x >= LEFT - 1e-6
        assert row.x + row.width <= LEFT + SPAN + 1e-6
        assert row.x + row.width / 2 == pytest.approx(LEFT + SPAN / 2)


@given(TOWERS)
def test_floors_stand_under_each_other(floors: list[list[float | None]]) -> None:
    layout = lay_out(tower(*floors))
    for row, following in zip(layout.rows, layout.rows[1:], strict=False):
        assert following.y >= row.y + row.height
    assert layout.height > layout.rows[-1].y + layout.rows[-1].height


@given(st.lists(st.lists(st.floats(1, 5000), min_size=1, max_size=12), min_size=1, max_size=10))
def test_one_scale_holds_for_the_whole_tower(floors: list[list[float]]) -> None:
    layout = lay_out(tower(*floors))
    for row in layout.rows:
        for span in row.spans:
            assert span.unit.area_sqm
            assert span.width == pytest.approx(span.unit.area_sqm * layout.px_per_sqm)
    assert max(row.width for row in layout.rows) == pytest.approx(SPAN)


def test_a_unit_of_unknown_area_takes_the_mean_of_its_floor() -> None:
    (row,) = lay_out(tower([100.0, None, 300.0])).rows
    assert [span.share for span in row.spans] == [100, 200, 300]


def test_units_of_unknown_area_share_what_is_left_of_the_floor() -> None:
    (row,) = lay_out(tower([100.0, None, None], area_sqm=1000.0)).rows
    assert [span.share for span in row.spans] == [100, 450, 450]


def test_a_floor_area_smaller_than_its_units_is_not_believed() -> None:
    (row,) = lay_out(tower([100.0, None], area_sqm=60.0)).rows
    assert [span.share for span in row.spans] == [100, 100]


def test_a_tower_without_any_area_has_floors_of_one_width_and_no_scale() -> None:
    layout = lay_out(tower([None, None, None], [None]))
    assert [row.width for row in layout.rows] == [SPAN, SPAN]
    assert layout.px_per_sqm == 0


def test_a_floor_without_any_area_takes_the_middle_width_of_the_tower() -> None:
    layout = lay_out(tower([100.0], [200.0], [300.0], [None, None]))
    assert layout.rows[3].width == pytest.approx(layout.rows[1].width)


def test_a_refuge_floor_is_a_thin_strip_and_an_empty_floor_keeps_its_place() -> None:
    floors = [
        PlanFloor(key="2", label="2", units=[unit("a", 50.0)]),
        PlanFloor(key="r", label="", refuge=True),
        PlanFloor(key="1", label="1"),
    ]
    rows = lay_out(Plan(name="Tower", floors=floors)).rows
    assert [row.kind for row in rows] == ["units", "refuge", "empty"]
    assert rows[1].height < rows[0].height


def test_a_tower_of_many_units_is_drawn_as_strips_but_for_the_open_floor() -> None:
    floors = [
        PlanFloor(key=str(no), label=str(no), units=[unit(f"{no}-{i}", 50.0) for i in range(40)]) for no in range(11)
    ]
    rows = lay_out(Plan(name="Tower", floors=floors, open_floor="4")).rows
    assert [row.kind for row in rows if row.floor.key == "4"] == ["units"]
    assert {row.kind for row in rows if row.floor.key != "4"} == {"strip"}


def test_a_plan_of_an_empty_tower_is_still_a_picture() -> None:
    assert lay_out(Plan(name="Tower", floors=[])).height > 0
