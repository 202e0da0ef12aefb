"""Which firms count as above the threshold: 136 of them, none in finance, each in the class of its industry."""

from __future__ import annotations

from datetime import date
from random import Random

from mashang.register.rules.above_threshold import Thresholds, above_threshold_class
from mashang.register.rules.industry import section_of
from mashang.register.rules.sample.rows import SampleFirm

ABOVE_THRESHOLD = 136
CANDIDATES = 58
_BY_SECTION = {"B": "industry", "C": "industry", "D": "industry", "E": "construction"}
_BY_DIVISION = {"51": "wholesale", "52": "retail", "61": "accommodation", "62": "catering"}
_SERVICES = set("GINQLMPOR")


def class_of(industry: str) -> str:
    """The above-threshold class that firms of an industry belong to; empty where there is none.

    Finance has none: it is reported by its regulators. Source: the classes of the statistical system of the
    four kinds of firms above the threshold.
    """
    if industry[:2] in _BY_DIVISION:
        return _BY_DIVISION[industry[:2]]
    if industry == "7010":
        return "real_estate"
    section = section_of(industry)
    if section in _BY_SECTION:
        return _BY_SECTION[section]
    return "services" if section in _SERVICES or section == "K" else ""


def threshold_yuan(thresholds: Thresholds, industry: str, year: int) -> float | None:
    """From which revenue a firm of the industry is above the threshold at the end of a year; None where size does not decide."""
    line = above_threshold_class(industry, None, None, date(year, 12, 31), thresholds).threshold
    return None if line is None or line.revenue_fen is None else line.revenue_fen / 100


def choose_above_threshold(
    firms: list[SampleFirm], area: dict[int, float], rng: Random
) -> tuple[dict[int, str], set[int]]:
    """The firms above the threshold with their class, and those near it; larger tenants are likelier."""
    able = [
        i
        for i in area
        if not firms[i].institution_kind and firms[i].standing == "active" and class_of(firms[i].industry)
    ]
    able.sort(key=lambda i: rng.random() ** (1 / area[i]), reverse=True)
    above = {i: class_of(firms[i].industry) for i in able[:ABOVE_THRESHOLD]}
    return above, set(able[ABOVE_THRESHOLD : ABOVE_THRESHOLD + CANDIDATES])
