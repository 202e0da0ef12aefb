"""The picture itself: well-formed, complete for screen readers, small and quick."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET

import pytest
from django.utils import translation

from mashang.ui.specimen import sample_plan
from mashang.ui.stacking import Plan, PlanFloor, PlanUnit, draw_plan, draw_silhouette, legend, plan_table
from mashang.ui.stacking.plan import VIEWS, View


def links(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter("a"))  # noqa: S314 - our own drawing


def small(*units: PlanUnit, view: View = "status") -> Plan:
    return Plan(name="Tower", floors=[PlanFloor(key="1", label="1", units=units)], view=view)


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_unit_is_a_link_with_a_full_label(view: View, language: str) -> None:
    with translation.override(language):
        plan = sample_plan(view, 12, 6, "", "")
        drawn = links(draw_plan(plan))
    assert len(drawn) == plan.units_count
    for link in drawn:
        text = link.findtext("text") or ""
        assert text in link.attrib["aria-label"]
        assert link.attrib["href"]


def test_a_name_with_markup_is_written_as_text() -> None:
    svg = draw_plan(
        small(PlanUnit(key="1", room="<b>&", status="leased", href='?a="b"', area_sqm=90, label="<script>"))
    )
    (link,) = links(svg)
    assert link.attrib["href"] == '?a="b"'
    assert "<b>&" in link.attrib["aria-label"]
    assert "<script" not in svg


def test_a_unit_of_unknown_area_is_hatched_and_in_no_sum() -> None:
    plan = small(
        PlanUnit(key="1", room="101", status="vacant", href="?", area_sqm=428),
        PlanUnit(key="2", room="102", status="vacant", href="?"),
    )
    svg = draw_plan(plan)
    assert svg.count("url(#p-unmeasured)") == 1
    assert "428 + ?" in svg
    (item,) = legend(plan)
    assert (item.count, item.area_sqm, item.unmeasured) == (2, 428, 1)


def test_the_chosen_unit_is_marked_for_eyes_and_ears() -> None:
    plan = sample_plan("status", 8, 5, "5-2", "")
    (marked,) = [link for link in links(draw_plan(plan)) if "is-selected" in link.attrib["class"]]
    assert marked.attrib["aria-current"] == "true"


def test_a_status_is_told_by_letter_or_pattern_and_never_by_colour_alone() -> None:
    for status, pattern in (
        ("reserved", True),
        ("fitout", True),
        ("sealed", True),
        ("pending", True),
        ("vacant", False),
    ):
        svg = draw_plan(small(PlanUnit(key="1", room="101", status=status, href="?", area_sqm=400)))
        assert (f"url(#p-{status})" in svg) is pattern
        assert links(svg)[0].findtext("text")


def test_the_legend_counts_every_unit_once() -> None:
    for view in VIEWS:
        plan = sample_plan(view, 20, 7, "", "")
        assert sum(item.count for item in legend(plan)) == plan.units_count


def test_the_table_holds_the_same_units() -> None:
    plan = sample_plan("status", 9, 4, "", "")
    assert len(plan_table(plan).rows) == plan.units_count


def test_strips_are_one_link_a_floor_and_the_open_floor_shows_its_units() -> None:
    drawn = links(draw_plan(sample_plan("status", 30, 40, "", "12")))
    assert len([link for link in drawn if link.attrib.get("class") == "strip"]) == 29
    assert len([link for link in drawn if link.attrib.get("class") != "strip"]) == 40


def test_a_tower_of_a_hundred_floors_with_forty_units_is_small_and_quick() -> None:
    plan = sample_plan("status", 100, 40, "", "50")
    started = time.perf_counter()
    svg = draw_plan(plan)
    assert time.perf_counter() - started < 1
    assert len(svg.encode()) < 500_000


def test_the_drawing_needs_no_inline_style() -> None:
    assert "style=" not in draw_plan(sample_plan("status", 30, 40, "", "12"))


def test_a_silhouette_shows_one_line_a_floor_and_one_more_where_vacant() -> None:
    svg = draw_silhouette([(2000, 0), (2000, 500), (0, 0)])
    assert (svg.count("m-l"), svg.count("m-v"), svg.count("m-u")) == (2, 1, 1)
