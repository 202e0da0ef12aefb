"""Numbers of small pictures, as SVG wants them: a point as decimal sign in every language, one decimal."""

from __future__ import annotations

from collections.abc import Sequence


def number(value: float) -> str:
    """A length with at most one decimal: 12.0 becomes `12`, 12.34 becomes `12.3`."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def tick(goal: float) -> str:
    """Where the tick of a goal stands on a bar of 100, so that it never leaves the bar."""
    return number(min(max(goal - 0.4, 0), 99.2))


def spark_points(values: Sequence[float], width: float = 76, height: float = 28) -> tuple[str, tuple[str, str]]:
    """Points of a trend line inside width x height, and its last point. A flat line runs in the middle."""
    runs, last = spark_runs(values, width, height)
    return runs[0], last


def spark_runs(
    values: Sequence[float | None], width: float = 76, height: float = 28
) -> tuple[list[str], tuple[str, str]]:
    """The unbroken pieces of a trend line, and its last known point; None among the values breaks the line.

    Needs one known value and two places. A point alone between gaps becomes a short stroke, so that it can be seen.
    """
    known = [value for value in values if value is not None]
    low, span = min(known), max(known) - min(known)
    step = (width - 4) / (len(values) - 1)
    runs: list[list[str]] = [[]]
    last = ("", "")
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
            continue
        last = (number(2 + step * place), number(height - 4 - (height - 8) * ((value - low) / span if span else 0.5)))
        runs[-1].append(",".join(last))
    return [" ".join(run if len(run) > 1 else run * 2) for run in runs if run], last


def shares(amounts: Sequence[float], width: float = 100, least: float = 0.6) -> list[tuple[str, str]]:
    """Start and width of each part of a sum bar; a part above zero stays visible, the sum stays `width`."""
    total = sum(amounts)
    if total <= 0:
        return [("0", "0") for _ in amounts]
    raised = [max(amount / total * width, least) if amount > 0 else 0.0 for amount in amounts]
    scale = width / sum(raised)
    start = 0.0
    parts = []
    for share in raised:
        parts.append((f"{start:.2f}", f"{share * scale:.2f}"))
        start += share * scale
    return parts
