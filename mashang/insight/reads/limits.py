"""From how many firms on a figure may be told, as content/disclosure says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mashang.insight.rules.disclosure import Limits

FILE = Path(__file__).resolve().parents[3] / "content" / "disclosure" / "rules.yaml"


@cache
def limits() -> Limits:
    """The limits in force, read once; ValueError where they would withhold nothing."""
    import yaml

    says = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = Limits(least_firms=says["least_firms"], most_share=says["most_share"])
    if found.least_firms < 2 or not 50 <= found.most_share < 100:
        raise ValueError(f"{FILE.name}: least_firms from 2 on, most_share from 50 to 99")
    return found
